#include "learn/train/forward.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/diagnostics.h"
#include "core/base/parallel.h"
#include "learn/train/exact_chain.h"
#include "learn/train/loader.h"
#include "learn/train/network.h"
#include "learn/train/tensors.h"
#include "net/ir/scale.h"

namespace knap::learn {
namespace {

constexpr std::int64_t kBatch = 64;

/// Codes of one linear layer as doubles: exact.
struct Layer {
  RealTensor weights, bias;
  std::vector<double> magnitude;  ///< per output, sum of |weight codes|
  std::vector<double> unit;       ///< per output, the sum's step
};

/// A quantised graph made ready to run in float64.
class Exact {
 public:
  static Result<Exact> make(const net::Graph& graph);
  /// Values of every node for one batch.
  Result<std::vector<at::Tensor>> run(const std::vector<double>& input, std::int64_t count) const;
  net::NodeId logits() const { return logits_; }

 private:
  Result<at::Tensor> linear(net::NodeId id, const at::Tensor& x) const;
  at::Tensor quantize(net::NodeId id, const std::vector<at::Tensor>& values) const;
  template <class Op>
  Result<void> add_layer(const Op& op, net::NodeId id);

  const net::Graph* graph_ = nullptr;
  std::vector<std::optional<net::Scale>> scales_;
  std::vector<Layer> layers_;  // by node
  net::NodeId logits_;
};

Error bad_node(const net::Graph& graph, net::NodeId id, std::string message) {
  return Error(diag::kBadModel, graph[id].name, std::move(message));
}

template <class Op>
Result<void> Exact::add_layer(const Op& op, net::NodeId id) {
  const auto& scale = scales_[graph_->nodes()[id.index].inputs[0].index];
  if (!scale || scale->divisor != 1)
    return bad_node(*graph_, id, "reads values that are no codes: add a Quantize before it");
  if (!op.weights || op.format.width_bits == 0 || op.format.fraction_bits.empty())
    return bad_node(*graph_, id, "has no quantised weights");
  const IntTensor codes = net::weight_codes(*op.weights, op.format);
  const std::int64_t outputs = codes.shape[0], per_output = codes.size() / outputs;
  const IntTensor bias = net::bias_codes(op.has_bias ? op.bias : nullptr, outputs, op.format, *scale);
  const net::Scale sum = net::accumulator_scale(op.format, *scale);
  const net::Scale weight{op.format.fraction_bits, 1};
  Layer& layer = layers_[id.index];
  layer.weights = RealTensor(codes.shape);
  layer.bias = RealTensor(Shape{outputs});
  for (std::int64_t o = 0; o < outputs; ++o) {
    double magnitude = 0;
    for (std::int64_t i = o * per_output; i < (o + 1) * per_output; ++i) {
      magnitude += std::abs(static_cast<double>(codes[i]));
      layer.weights[i] = std::ldexp(static_cast<double>(codes[i]), -weight.at(o));
    }
    layer.bias[o] = std::ldexp(static_cast<double>(bias[o]), -sum.at(o));
    layer.magnitude.push_back(std::ldexp(magnitude, -weight.at(o)));
    layer.unit.push_back(std::ldexp(1.0, -sum.at(o)));
  }
  return {};
}

Result<Exact> Exact::make(const net::Graph& graph) {
  KNAP_ASSIGN(const Model model, Model::make(graph, 0));
  Exact exact;
  exact.graph_ = &graph;
  exact.scales_ = net::scales(graph);
  exact.layers_.resize(graph.size());
  exact.logits_ = model.logits();
  for (std::uint32_t n = 0; n <= exact.logits_.index; ++n) {
    const net::RealOp& op = graph.nodes()[n].op;
    if (const auto* dense = std::get_if<net::Dense>(&op)) KNAP_TRY(exact.add_layer(*dense, net::NodeId{n}));
    if (const auto* conv = std::get_if<net::Conv>(&op)) KNAP_TRY(exact.add_layer(*conv, net::NodeId{n}));
  }
  return exact;
}

Result<at::Tensor> Exact::linear(net::NodeId id, const at::Tensor& x) const {
  const Layer& layer = layers_[id.index];
  const double greatest = x.numel() == 0 ? 0.0 : x.abs().max().item<double>();
  for (std::size_t o = 0; o < layer.unit.size(); ++o) {
    const double sum = layer.magnitude[o] * greatest + std::abs(layer.bias.data[o]);
    if (sum >= std::ldexp(layer.unit[o], 53))
      return bad_node(
          *graph_, id,
          fmt::format("its sums may reach {:.3g} steps, beyond the 2^53 that float64 holds exactly",
                      sum / layer.unit[o]));
  }
  const at::Tensor weights = view_weights(layer.weights.data.data(), layer.weights.shape);
  const at::Tensor bias = view_weights(layer.bias.data.data(), Shape{layer.bias.shape[0], 1}).view({-1});
  if (const auto* conv = std::get_if<net::Conv>(&(*graph_)[id].op))
    return apply_conv(*conv, x, weights, bias);
  return apply_dense(x, weights, bias);
}

at::Tensor Exact::quantize(net::NodeId id, const std::vector<at::Tensor>& values) const {
  const net::Graph::Node& node = (*graph_)[id];
  const at::Tensor& x = values[node.inputs[0].index];
  const at::Tensor y = apply_quantize(std::get<net::Quantize>(node.op), x, {});
  for (const ExactChain& chain : ExactChain::find(*graph_, scales_, id)) {
    const at::Tensor before = flatten_samples(x), roots = flatten_samples(values[chain.root.index]);
    const at::Tensor flat = flatten_samples(y).clone();
    const auto count = static_cast<std::size_t>(flat.numel());
    chain.correct({roots.data_ptr<double>(), count}, {before.data_ptr<double>(), count},
                  node.shape.channels(), {flat.data_ptr<double>(), count});
    return apply_reshape(flat, node.shape);
  }
  return y;
}

Result<std::vector<at::Tensor>> Exact::run(const std::vector<double>& input, std::int64_t count) const {
  prepare_library();
  const at::NoGradGuard no_gradient;
  std::vector<at::Tensor> values(graph_->size());
  for (std::uint32_t n = 0; n < graph_->size(); ++n) {
    const net::NodeId id{n};
    const net::Graph::Node& node = graph_->nodes()[n];
    if (std::holds_alternative<net::Input>(node.op)) {
      values[n] = view_samples(input.data(), count, node.shape);
    } else if (std::holds_alternative<net::Quantize>(node.op)) {
      values[n] = quantize(id, values);
    } else if (std::holds_alternative<net::Dense>(node.op) || std::holds_alternative<net::Conv>(node.op)) {
      KNAP_ASSIGN(values[n], linear(id, values[node.inputs[0].index]));
    } else if (const auto* norm = std::get_if<net::BatchNorm>(&node.op)) {
      const auto view = [](const RealTensorPtr& t) {
        return view_weights(t->data.data(), Shape{t->size(), 1}).view({-1});
      };
      values[n] = apply_fixed_batch_norm(values[node.inputs[0].index], view(norm->gamma), view(norm->beta),
                                         view(norm->mean), view(norm->variance), norm->epsilon);
    } else if (!std::holds_alternative<net::ArgMax>(node.op)) {
      std::vector<at::Tensor> x;
      for (const net::NodeId operand : node.inputs) x.push_back(values[operand.index]);
      values[n] = apply_plain(node.op, x, node.shape, false);
    }
  }
  return values;
}

std::vector<double> values_of(const net::Graph& graph, const Samples& samples, std::int64_t first,
                              std::int64_t count) {
  const auto& format = std::get<net::Input>(graph[graph.inputs()[0]].op).format;
  const auto size = static_cast<std::size_t>(samples.shape.size());
  std::vector<double> values;
  values.reserve(static_cast<std::size_t>(count) * size);
  std::vector<std::int32_t> codes(size);
  for (std::int64_t i = first; i < first + count; ++i) {
    samples.fill(i, codes);
    for (const std::int32_t code : codes) values.push_back(to_double(code, format));
  }
  return values;
}

Result<void> check_shape(const net::Graph& graph, const Samples& samples, std::int64_t first,
                         std::int64_t count) {
  const Shape& wanted = graph[graph.inputs().at(0)].shape;
  if (samples.shape != wanted)
    return Error(
        diag::kBadData, "samples",
        fmt::format("have shape {}, the network takes {}", to_string(samples.shape), to_string(wanted)));
  KNAP_CHECK(first >= 0 && count >= 0 && first + count <= samples.count);
  return {};
}

void copy_to(const at::Tensor& values, double* to) {
  const at::Tensor flat = flatten_samples(values);
  std::copy_n(flat.data_ptr<double>(), flat.numel(), to);
}

/// Runs `body(first, count)` over all samples in batches, in parallel; the first error in order of the
/// batches wins.
Result<void> for_batches(std::int64_t total, Watch& watch,
                         const std::function<Result<void>(std::int64_t, std::int64_t)>& body) {
  const auto batches = static_cast<std::size_t>((total + kBatch - 1) / kBatch);
  std::vector<Result<void>> results(batches);
  parallel_for(batches, [&](std::size_t b) {
    const std::int64_t first = static_cast<std::int64_t>(b) * kBatch;
    results[b] = watch.check("forward");
    if (results[b]) results[b] = body(first, std::min(kBatch, total - first));
  });
  for (Result<void>& result : results)
    if (!result) return std::move(result);
  return {};
}

}  // namespace

Result<std::vector<Trace>> trace_quantised(const net::Graph& graph, const Samples& samples,
                                           std::int64_t first, std::int64_t count) {
  KNAP_ASSIGN(const Exact exact, Exact::make(graph));
  KNAP_TRY(check_shape(graph, samples, first, count));
  std::vector<net::NodeId> wanted;
  std::vector<Trace> traces;
  for (std::uint32_t n = 0; n < graph.size(); ++n) {
    const net::Graph::Node& node = graph.nodes()[n];
    if (!std::holds_alternative<net::Quantize>(node.op) && n != exact.logits().index) continue;
    Shape shape{count};
    shape.dims.insert(shape.dims.end(), node.shape.dims.begin(), node.shape.dims.end());
    wanted.push_back(net::NodeId{n});
    traces.push_back({node.name, RealTensor(std::move(shape))});
  }
  Watch watch;
  KNAP_TRY(for_batches(count, watch, [&](std::int64_t from, std::int64_t size) -> Result<void> {
    const std::vector<double> input = values_of(graph, samples, first + from, size);
    KNAP_ASSIGN(const std::vector<at::Tensor> values, guarded([&] { return exact.run(input, size); }));
    for (std::size_t w = 0; w < wanted.size(); ++w)
      copy_to(values[wanted[w].index], traces[w].values.data.data() + from * graph[wanted[w]].shape.size());
    return {};
  }));
  return traces;
}

Result<RealTensor> quantised_logits(const net::Graph& graph, const Samples& samples, Watch& watch) {
  KNAP_ASSIGN(const Exact exact, Exact::make(graph));
  KNAP_TRY(check_shape(graph, samples, 0, samples.count));
  const std::int64_t width = graph[exact.logits()].shape.size();
  RealTensor logits(Shape{samples.count, width});
  KNAP_TRY(for_batches(samples.count, watch, [&](std::int64_t from, std::int64_t size) -> Result<void> {
    const std::vector<double> input = values_of(graph, samples, from, size);
    KNAP_ASSIGN(const std::vector<at::Tensor> values, guarded([&] { return exact.run(input, size); }));
    copy_to(values[exact.logits().index], logits.data.data() + from * width);
    return {};
  }));
  return logits;
}

Result<RealTensor> float_logits(const net::Graph& graph, const Samples& samples, Watch& watch) {
  KNAP_ASSIGN(const Model model, Model::make(graph, 0));
  KNAP_TRY(check_shape(graph, samples, 0, samples.count));
  const Network network(model);
  const std::vector<Effective> weights = model.effective(Mode::Folded);
  const std::int64_t width = graph[model.logits()].shape.size();
  RealTensor logits(Shape{samples.count, width});
  KNAP_TRY(for_batches(samples.count, watch, [&](std::int64_t from, std::int64_t size) -> Result<void> {
    const std::vector<double> input = values_of(graph, samples, from, size);
    const std::vector<float> values(input.begin(), input.end());
    const std::vector<float> found = network.infer(Mode::Folded, {values, size, false}, weights);
    std::copy(found.begin(), found.end(), logits.data.begin() + from * width);
    return {};
  }));
  return logits;
}

double accuracy(const RealTensor& logits, const std::vector<int>& labels) {
  KNAP_CHECK(logits.shape[0] == static_cast<std::int64_t>(labels.size()));
  if (labels.empty()) return 0;
  const auto width = static_cast<std::size_t>(logits.shape[1]);
  std::int64_t right = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const double* row = &logits.data[i * width];
    const auto chosen = width == 1 ? (row[0] > 0 ? 1 : 0) : std::max_element(row, row + width) - row;
    right += chosen == labels[i];
  }
  return static_cast<double>(right) / static_cast<double>(labels.size());
}

}  // namespace knap::learn
