#include "map/spec/layer.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>

#include "core/base/diagnostics.h"
#include "core/base/match.h"
#include "net/ir/verify.h"

namespace knap::map {
namespace {

namespace op = net::integer;

struct Axes {
  hw::AxisWalk rows, columns;
};

hw::AxisWalk walk(std::int64_t length, const net::WindowAxis& axis) {
  return {length, axis.kernel, axis.stride, axis.pad_low, axis.pad_high, axis.dilation};
}

/// (L, C) walks over rows of one position each; (H, W, C) over rows and columns.
Axes axes_of(const Shape& input, const net::Window& window) {
  Axes axes;
  axes.rows = walk(input[0], window.axes[0]);
  if (window.axes.size() == 2) axes.columns = walk(input[1], window.axes[1]);
  return axes;
}

std::vector<std::int64_t> taps_of(const Shape& input, const net::Window& window) {
  const Axes axes = axes_of(input, window);
  return hw::legal_taps(axes.rows, axes.columns);
}

std::vector<std::int64_t> divisors(std::int64_t n) {
  std::vector<std::int64_t> found;
  for (std::int64_t d = 1; d <= n; ++d)
    if (n % d == 0) found.push_back(d);
  return found;
}

const net::IntGraph::Node& operand(const net::IntGraph& graph, const Layer& layer, std::size_t i = 0) {
  return graph[graph[layer.node].inputs[i]];
}

bool is_depthwise(const op::Conv& conv, const Shape& input) {
  return conv.groups > 1 && conv.groups == input.channels() && conv.weights->shape[0] == conv.groups;
}

std::shared_ptr<const Steps> steps_of(const net::IntGraph& graph, const Layer& layer) {
  return layer.steps ? std::get<op::Steps>(graph[*layer.steps].op).function : nullptr;
}

/// Grouped convolutions that are not depthwise, as standard ones with zeros between the groups, where nothing
/// is kept.
IntTensorPtr ungrouped(const op::Conv& conv, const IntTensor& values, std::int64_t in_channels) {
  const std::int64_t filters = values.shape[0], own = in_channels / conv.groups;
  const std::int64_t taps = values.size() / filters / own;
  auto full = std::make_shared<IntTensor>(Shape{filters, taps, in_channels});
  for (std::int64_t f = 0; f < filters; ++f) {
    const std::int64_t first = f / (filters / conv.groups) * own;
    for (std::int64_t t = 0; t < taps; ++t)
      for (std::int64_t i = 0; i < own; ++i)
        (*full)[(f * taps + t) * in_channels + first + i] = values[(f * taps + t) * own + i];
  }
  return full;
}

LinearStage linear_stage(const net::IntGraph& graph, const Layer& layer, const Decision& decision,
                         Interval input) {
  LinearStage stage;
  const Shape& shape = operand(graph, layer).shape;
  hw::LinearSpec& spec = stage.spec;
  spec.input = input;
  spec.pe = decision.pe;
  spec.step_taps = decision.taps;
  spec.multiplier = decision.multiplier;
  spec.products_per_dsp = decision.products_per_dsp;
  spec.weights = decision.weights;
  spec.ring = decision.window;
  spec.ring_rows = decision.window_rows;
  spec.ranks = decision.ranks;
  stage.data.steps = steps_of(graph, layer);
  if (const auto* dense = std::get_if<op::MatVec>(&graph[layer.node].op)) {
    spec.in_channels = shape.size();
    spec.out_channels = dense->weights->shape[0];
    spec.simd = decision.simd;
    spec.weight_width_bits = dense->weight_width_bits;
    stage.data.weights = dense->weights;
    spec.mask = dense->mask;
    stage.data.bias = dense->bias;
    return stage;
  }
  const auto& conv = std::get<op::Conv>(graph[layer.node].op);
  const Axes axes = axes_of(shape, conv.window);
  spec.rows = axes.rows;
  spec.columns = axes.columns;
  spec.in_channels = shape.channels();
  spec.out_channels = conv.weights->shape[0];
  spec.is_depthwise = is_depthwise(conv, shape);
  spec.simd = spec.is_depthwise ? 1 : decision.simd;
  spec.pad_code = conv.pad_code;
  spec.weight_width_bits = conv.weight_width_bits;
  stage.data.weights = conv.weights;
  spec.mask = conv.mask;
  if (conv.groups > 1 && !spec.is_depthwise) {
    const IntTensor all(conv.weights->shape,
                        std::vector<std::int64_t>(static_cast<std::size_t>(conv.weights->size()), 1));
    stage.data.weights = ungrouped(conv, *conv.weights, shape.channels());
    spec.mask = ungrouped(conv, conv.mask ? *conv.mask : all, shape.channels());
  }
  stage.data.bias = conv.bias;
  return stage;
}

hw::PoolSpec pool_spec(const net::IntGraph& graph, const Layer& layer, const Decision& decision,
                       hw::PoolKind kind, const net::Window& window, Interval input) {
  const Shape& shape = operand(graph, layer).shape;
  const Axes axes = axes_of(shape, window);
  return {kind,
          axes.rows,
          axes.columns,
          input,
          shape.channels(),
          decision.pe,
          decision.window_rows,
          decision.window,
          steps_of(graph, layer),
          decision.ranks,
          decision.taps};
}

/// Intervals of operands are those of the streams that arrive.
StageSpec stage_spec(const net::IntGraph& graph, const Layer& layer, const Decision& decision,
                     const std::vector<StreamType>& operands) {
  const auto& node = graph[layer.node];
  const Shape shape = operand(graph, layer).shape;
  const std::int64_t channels = shape.channels(), positions = shape.size() / channels;
  const Interval input = operands[0].element;
  const auto linear = [&]() -> StageSpec { return linear_stage(graph, layer, decision, input); };
  return match(
      node.op, [&](const op::MatVec&) { return linear(); }, [&](const op::Conv&) { return linear(); },
      [&](const op::Steps& steps) -> StageSpec {
        return hw::MapSpec{positions, channels, decision.pe, input, steps.function, decision.ranks};
      },
      [&](const op::Add& add) -> StageSpec {
        return hw::AddSpec{positions,           channels,    decision.pe, input,
                           operands[1].element, add.shift_a, add.shift_b, steps_of(graph, layer),
                           decision.ranks};
      },
      [&](const op::Concat&) -> StageSpec {
        return hw::ConcatSpec{positions,   channels, operand(graph, layer, 1).shape.channels(),
                              decision.pe, input,    operands[1].element};
      },
      [&](const op::MaxPool& pool) -> StageSpec {
        return pool_spec(graph, layer, decision, hw::PoolKind::Max, pool.window, input);
      },
      [&](const op::SumPool& pool) -> StageSpec {
        return pool_spec(graph, layer, decision, hw::PoolKind::Sum, pool.window, input);
      },
      [&](const op::GlobalSumPool&) -> StageSpec {
        return hw::GlobalSumSpec{positions,     channels, decision.pe, input, steps_of(graph, layer),
                                 decision.ranks};
      },
      [&](const op::ArgMax&) -> StageSpec {
        return hw::ArgMaxSpec{shape.size(), decision.pe, input, decision.ranks};
      },
      [&](const op::Input&) -> StageSpec { KNAP_CHECK(false); },
      [&](const op::Reshape&) -> StageSpec { KNAP_CHECK(false); });
}

StreamType output_type(const StageSpec& spec, std::int64_t elements) {
  return match(
      spec,
      [&](const LinearStage& s) {
        return StreamType{hw::output_interval(s.spec, s.data), s.spec.pe, elements};
      },
      [&](const hw::ArgMaxSpec& s) {
        return StreamType{hw::output_interval(s), 1, 1};
      },
      [&](const hw::FifoSpec&) -> StreamType { KNAP_CHECK(false); },
      [&](const hw::ForkSpec&) -> StreamType { KNAP_CHECK(false); },
      [&](const hw::WidthConverterSpec&) -> StreamType { KNAP_CHECK(false); },
      [&](const auto& s) {
        return StreamType{hw::output_interval(s), s.lanes, elements};
      });
}

std::string describe(const net::IntGraph& graph, const Layer& layer, const Decision& decision,
                     const StageSpec& spec) {
  const Shape& in = operand(graph, layer).shape;
  std::string text = fmt::format("{} {}: {} -> {}", net::op_name(graph[layer.node].op, in), layer.name,
                                 to_string(in), to_string(graph[layer.result()].shape));
  if (const auto* linear = std::get_if<LinearStage>(&spec)) {
    text += fmt::format("\nfolding: PE {} x SIMD {}{}, {} steps per inference", linear->spec.pe,
                        linear->spec.simd, decision.taps > 1 ? fmt::format(" x {} taps", decision.taps) : "",
                        linear->spec.cycles());
    text += fmt::format("\naccumulator {}, weights of {} bits",
                        to_string(hw::accumulator_interval(linear->spec, linear->data)),
                        linear->spec.weight_width_bits);
  } else {
    text += fmt::format("\nlanes: {}", decision.pe);
    if (decision.taps > 1) text += fmt::format(" x {} taps", decision.taps);
  }
  if (layer.steps) text += fmt::format("\nrequantised by {}", graph[*layer.steps].name);
  return text;
}

}  // namespace

std::vector<Layer> layers_of(const net::IntGraph& graph) {
  std::vector<Layer> layers;
  std::vector<bool> is_fused(graph.size(), false);
  for (std::uint32_t i = 0; i < graph.size(); ++i) {
    const net::NodeId id{i};
    const auto& node = graph[id];
    if (is_fused[i] || std::holds_alternative<op::Input>(node.op) ||
        std::holds_alternative<op::Reshape>(node.op))
      continue;
    Layer layer{node.name, id, {}};
    const bool can_fuse = match(
        node.op, [](const op::MatVec&) { return true; }, [](const op::Conv&) { return true; },
        [](const op::Add&) { return true; }, [](const op::MaxPool&) { return true; },
        [](const op::SumPool&) { return true; }, [](const op::GlobalSumPool&) { return true; },
        [](const op::Input&) { return false; }, [](const op::Steps&) { return false; },
        [](const op::Concat&) { return false; }, [](const op::Reshape&) { return false; },
        [](const op::ArgMax&) { return false; });
    const auto users = graph.users(id);
    const bool is_output = std::any_of(graph.outputs().begin(), graph.outputs().end(),
                                       [&](const net::GraphOutput& output) { return output.node == id; });
    if (can_fuse && !is_output && users.size() == 1 &&
        std::holds_alternative<op::Steps>(graph[users[0]].op)) {
      layer.steps = users[0];
      is_fused[users[0].index] = true;
    }
    layers.push_back(layer);
  }
  return layers;
}

std::string source_of(const net::IntGraph& graph, const std::vector<Layer>& layers, net::NodeId node) {
  while (std::holds_alternative<op::Reshape>(graph[node].op)) node = graph[node].inputs[0];
  for (const Layer& layer : layers)
    if (layer.result() == node) return layer.name;
  return "in";
}

Decision Folding::most_parallel() const {
  Decision decision;
  decision.pe = pe.back();
  decision.simd = simd.back();
  decision.taps = taps.back();
  return decision;
}

Folding legal_folding(const net::IntGraph& graph, const Layer& layer) {
  const auto& node = graph[layer.node];
  const Shape& in = operand(graph, layer).shape;
  const std::vector<std::int64_t> lanes = divisors(in.channels()), one{1};
  return match(
      node.op,
      [&](const op::MatVec& dense) {
        return Folding{divisors(dense.weights->shape[0]), divisors(in.size())};
      },
      [&](const op::Conv& conv) {
        return Folding{divisors(conv.weights->shape[0]), is_depthwise(conv, in) ? one : lanes,
                       taps_of(in, conv.window)};
      },
      [&](const op::MaxPool& pool) {
        return Folding{lanes, one, taps_of(in, pool.window)};
      },
      [&](const op::SumPool& pool) {
        return Folding{lanes, one, taps_of(in, pool.window)};
      },
      [&](const op::Concat&) {
        return Folding{divisors(std::gcd(in.channels(), operand(graph, layer, 1).shape.channels())), one};
      },
      [&](const op::ArgMax&) {
        return Folding{divisors(in.size()), one};
      },
      [&](const auto&) {
        return Folding{lanes, one};
      });
}

LinearStage linear_of(const net::IntGraph& graph, const Layer& layer, const Decision& decision) {
  const Result<std::vector<Interval>> ranges = net::intervals(graph);
  return linear_stage(graph, layer, decision, ranges.value()[graph[layer.node].inputs[0].index]);
}

LinearStage linear_of(const net::IntGraph& graph, const Layer& layer, const Decision& decision,
                      Interval input) {
  return linear_stage(graph, layer, decision, input);
}

std::int64_t cycles(const net::IntGraph& graph, const Layer& layer, const Decision& decision) {
  std::vector<StreamType> operands;
  for (const net::NodeId input : graph[layer.node].inputs)
    operands.push_back({{-128, 127}, in_lanes(graph, layer, decision), graph[input].shape.size()});
  return match(
      stage_spec(graph, layer, decision, operands),
      [](const LinearStage& stage) { return stage.spec.cycles(); },
      [](const hw::FifoSpec& spec) { return spec.beats; },
      [](const hw::ForkSpec& spec) { return spec.beats; }, [](const auto& spec) { return spec.cycles(); });
}

std::int64_t in_lanes(const net::IntGraph& graph, const Layer& layer, const Decision& decision) {
  const auto& node = graph[layer.node];
  if (const auto* conv = std::get_if<op::Conv>(&node.op))
    return is_depthwise(*conv, operand(graph, layer).shape) ? decision.pe : decision.simd;
  return std::holds_alternative<op::MatVec>(node.op) ? decision.simd : decision.pe;
}

Result<void> check_folding(const net::IntGraph& graph, const Layer& layer, const Decision& decision) {
  const Folding legal = legal_folding(graph, layer);
  const auto check = [&](const char* what, std::int64_t value,
                         const std::vector<std::int64_t>& values) -> Result<void> {
    if (std::find(values.begin(), values.end(), value) != values.end()) return {};
    return Error(
        diag::kImpossible, layer.name,
        fmt::format("{} = {} is not possible; legal values: {}", what, value, fmt::join(values, ", ")));
  };
  KNAP_TRY(check("pe", decision.pe, legal.pe));
  if (graph[layer.node].inputs.size() > 2)
    return Error(diag::kBadModel, layer.name, "the stream style joins two operands at a time");
  KNAP_TRY(check("taps", decision.taps, legal.taps));
  return check("simd", decision.simd, legal.simd);
}

namespace {

/// More rows than two whole maps are never filled.
Result<void> check_window_rows(const Layer& layer, const Decision& decision, const StageSpec& spec) {
  const std::int64_t asked = decision.window_rows;
  const auto* linear = std::get_if<LinearStage>(&spec);
  const auto* pool = std::get_if<hw::PoolSpec>(&spec);
  if (asked == 0) return {};
  if (linear == nullptr && pool == nullptr)
    return Error(
        diag::kImpossible, layer.name,
        fmt::format("window_rows = {} is not possible: the layer has no window; legal value: 0", asked));
  const hw::WindowSpec window = linear != nullptr ? linear->spec.window() : pool->window();
  if (window.is_whole() && !window.has_ring())
    return Error(diag::kImpossible, layer.name,
                 fmt::format("window_rows = {} is not possible: with {} taps the window keeps no rows; legal "
                             "value: 0",
                             asked, window.taps));
  const hw::AxisWalk& rows = window.rows;
  const std::int64_t least = rows.min_rows(), most = std::max(least, 2 * rows.length);
  if (asked >= least && asked <= most) return {};
  return Error(diag::kImpossible, layer.name,
               fmt::format("window_rows = {} {}; legal values: 0, {} to {}", asked,
                           asked > 0 && asked < least ? "deadlocks" : "is not possible", least, most));
}

/// What a layer lacks lies nowhere: a choice about it would be a key without effect.
Result<void> check_styles(const Layer& layer, const Decision& decision, const StageSpec& spec) {
  const bool has_weights = std::holds_alternative<LinearStage>(spec);
  const bool has_window = has_weights || std::holds_alternative<hw::PoolSpec>(spec);
  const auto only_lut = [&](bool is_lut, const char* key, std::string_view asked,
                            const char* what) -> Result<void> {
    if (is_lut) return {};
    return Error(
        diag::kImpossible, layer.name,
        fmt::format("{} = {} is not possible: the layer has no {}; legal value: lut", key, asked, what));
  };
  const auto name_of = [](auto style) { return enum_names(style)[static_cast<std::size_t>(style)]; };
  KNAP_TRY(only_lut(has_weights || decision.multiplier == hw::MultiplierStyle::Lut, "multiplier",
                    name_of(decision.multiplier), "weights"));
  KNAP_TRY(only_lut(has_weights || decision.weights == hw::MemoryStyle::Lut, "weights",
                    name_of(decision.weights), "weights"));
  return only_lut(has_window || decision.window == hw::MemoryStyle::Lut, "window", name_of(decision.window),
                  "window");
}

Result<void> check_products(const Layer& layer, const Decision& decision, const StageSpec& spec) {
  const std::int64_t asked = decision.products_per_dsp, most = most_of(spec).products_per_dsp;
  if (asked >= 1 && asked <= most) return {};
  return Error(diag::kImpossible, layer.name,
               fmt::format("products_per_dsp = {} is not possible; legal value{}", asked,
                           most == 2 ? "s: 1, 2" : ": 1"));
}

Result<void> check_ranks(const Layer& layer, const Decision& decision, const StageSpec& spec) {
  const auto asked = named(decision.ranks), most = named(most_ranks(spec));
  for (std::size_t i = 0; i < asked.size(); ++i) {
    const auto& [name, rank] = asked[i];
    if (rank >= 0 && rank <= most[i].second) continue;
    std::vector<std::int64_t> legal;
    for (std::int64_t k = 0; k <= most[i].second; ++k) legal.push_back(k);
    return Error(
        diag::kImpossible, layer.name,
        fmt::format("ranks.{} = {} is not possible; legal values: {}", name, rank, fmt::join(legal, ", ")));
  }
  return {};
}

}  // namespace

Most most_of(const StageSpec& spec) {
  Most most;
  most.ranks = most_ranks(spec);
  if (const auto* linear = std::get_if<LinearStage>(&spec)) {
    most.taps = hw::legal_taps(linear->spec.rows, linear->spec.columns).back();
    if (linear->spec.multiplier == hw::MultiplierStyle::Dsp && hw::pair_shift_bits(linear->spec))
      most.products_per_dsp = 2;
  } else if (const auto* pool = std::get_if<hw::PoolSpec>(&spec)) {
    most.taps = hw::legal_taps(pool->rows, pool->columns).back();
  }
  return most;
}

hw::Ranks most_ranks(const StageSpec& spec) {
  const auto requantises = [](const auto& steps) -> std::int64_t {
    return steps ? hw::Requantise::most_ranks(*steps) : 0;
  };
  const auto may_be_late = [](const hw::WindowSpec& window) -> std::int64_t {
    return window.has_ring() && window.steps_per_row() > 1 ? 1 : 0;
  };
  return match(
      spec,
      [&](const LinearStage& s) {
        const bool is_dsp = s.spec.multiplier == hw::MultiplierStyle::Dsp;
        const hw::WindowSpec window = s.spec.window();
        const bool has_memory = window.has_ring() || s.spec.weight_words() > 1;
        return hw::Ranks{.memory = has_memory ? 2 : 0,
                         .operand = has_memory ? 1 : 0,
                         .product = is_dsp ? 1 : 2,
                         .sum = std::max(0, s.spec.sum_levels() - 1),
                         .requantise = requantises(s.data.steps),
                         .rows = may_be_late(window),
                         .address = window.has_ring() ? 1 : 0,
                         .output = 1};
      },
      [&](const hw::PoolSpec& s) {
        const hw::WindowSpec window = s.window();
        const std::int64_t has_ring = window.has_ring() ? 1 : 0;
        return hw::Ranks{.memory = 2 * has_ring,
                         .operand = has_ring,
                         .requantise = requantises(s.steps),
                         .rows = may_be_late(window),
                         .address = has_ring,
                         .output = 1};
      },
      [&](const hw::MapSpec& s) { return hw::Ranks{.operand = 1, .requantise = requantises(s.steps)}; },
      [&](const hw::AddSpec& s) { return hw::Ranks{.requantise = requantises(s.steps)}; },
      [&](const hw::GlobalSumSpec& s) { return hw::Ranks{.requantise = requantises(s.steps)}; },
      [](const hw::ArgMaxSpec& s) { return hw::Ranks{.compare = s.cycles() > 1 ? 1 : 0}; },
      [](const auto&) { return hw::Ranks{}; });
}

Result<Stage> layer_stage(const net::IntGraph& graph, const Layer& layer, const Decision& decision,
                          const std::vector<StreamType>& operands) {
  Stage stage;
  stage.name = layer.name;
  stage.layer = layer.name;
  stage.result = layer.result();
  stage.spec = stage_spec(graph, layer, decision, operands);
  stage.output = output_type(stage.spec, graph[layer.result()].shape.size());
  stage.comment = describe(graph, layer, decision, stage.spec);
  stage.decision = decision;
  KNAP_TRY(check_window_rows(layer, decision, stage.spec));
  KNAP_TRY(check_styles(layer, decision, stage.spec));
  KNAP_TRY(check_products(layer, decision, stage.spec));
  KNAP_TRY(check_ranks(layer, decision, stage.spec));
  return stage;
}

}  // namespace knap::map
