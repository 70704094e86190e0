#include "map/plan/served.h"

#include <algorithm>

#include "core/base/parallel.h"
#include "hw/cost/estimate.h"
#include "map/lower/lower.h"
#include "map/spec/pack.h"
#include "net/ir/rebuild.h"

namespace knap::map {
namespace {

namespace op = net::integer;

/// The graph with the number of each weight, from 1, in its place: whatever rearranges weights on their way
/// to hardware then says itself where they went. 0: none of them.
net::IntGraph numbered(const net::IntGraph& graph) {
  const auto number = [](auto linear) {
    auto numbers = std::make_shared<IntTensor>(linear.weights->shape);
    for (std::int64_t i = 0; i < numbers->size(); ++i) (*numbers)[i] = i + 1;
    linear.weights = std::move(numbers);
    linear.weight_width_bits = 62;
    linear.mask = nullptr;
    return linear;
  };
  return net::rebuild(graph, [&](net::Rebuilt<net::IntOp>& out, net::NodeId id) {
    net::IntOp any = graph[id].op;
    if (const auto* dense = std::get_if<op::MatVec>(&any)) any = number(*dense);
    if (const auto* conv = std::get_if<op::Conv>(&any)) any = number(*conv);
    out.put(id, std::move(any));
  });
}

/// Of a layer: the number of the weight at each place of the schedule (word * lanes + lane).
std::vector<std::int64_t> numbers_of(const net::IntGraph& graph, const Layer& layer,
                                     const Decision& decision) {
  const LinearStage stage = linear_of(graph, layer, decision, Interval{0, 0});
  std::vector<std::int64_t> numbers;
  for (const std::int64_t index : hw::weight_layout(stage.spec))
    numbers.push_back((*stage.data.weights)[index]);
  return numbers;
}

/// Every second of the lanes in blocks and of those that are shifts (or the only one of a kind), so that both
/// kinds are met; never all.
std::vector<bool> every_second(const std::vector<bool>& shifts) {
  std::vector<bool> chosen(shifts.size(), false);
  for (const bool kind : {false, true}) {
    const auto own = std::count(shifts.begin(), shifts.end(), kind);
    bool is_next = own == 1 && shifts.size() > 1;
    for (std::size_t k = 0; k < shifts.size(); ++k) {
      if (shifts[k] != kind) continue;
      chosen[k] = is_next;
      is_next = !is_next;
    }
  }
  if (std::count(chosen.begin(), chosen.end(), false) == 0) chosen.back() = false;
  return chosen;
}

/// The stage without some of its lanes (by index into the live ones).
LinearStage thinned(const LinearStage& stage, const hw::Lanes& lanes, const std::vector<bool>& dropped) {
  LinearStage thin = stage;
  const auto all = static_cast<std::size_t>(stage.spec.pe * stage.spec.terms());
  std::vector<bool> is_dropped(all, false);
  for (std::size_t k = 0; k < dropped.size(); ++k)
    is_dropped[static_cast<std::size_t>(lanes.live()[k])] = dropped[k];
  auto weights = std::make_shared<IntTensor>(*stage.data.weights);
  auto mask = std::make_shared<IntTensor>(weights->shape);
  for (std::int64_t i = 0; i < mask->size(); ++i) (*mask)[i] = net::is_kept(stage.spec.mask, i) ? 1 : 0;
  const std::vector<std::int64_t> layout = hw::weight_layout(stage.spec);
  for (std::size_t i = 0; i < layout.size(); ++i)
    if (is_dropped[i % all]) (*weights)[layout[i]] = (*mask)[layout[i]] = 0;
  thin.data.weights = std::move(weights);
  thin.spec.mask = std::move(mask);
  return thin;
}

/// By family: what the lanes of a layer cost each.
struct LaneCosts {
  std::vector<hw::Resources> all;  ///< of a lane that needs a block
  std::vector<hw::Resources> of(bool is_in_block) const {
    std::vector<hw::Resources> costs = all;
    if (!is_in_block)
      for (hw::Resources& cost : costs) cost.dsp = 0;
    return costs;
  }
};

LaneCosts costs_of(const Stage& stage, const hw::Lanes& lanes, const std::vector<bool>& shifts,
                   const std::vector<hw::Family>& families) {
  const auto& linear = std::get<LinearStage>(stage.spec);
  LaneCosts costs{std::vector<hw::Resources>(families.size())};
  const std::vector<bool> chosen = every_second(shifts);
  double dropped = 0, blocks = 0;
  for (std::size_t k = 0; k < chosen.size(); ++k) {
    dropped += chosen[k] ? 1 : 0;
    blocks += chosen[k] && !shifts[k] ? 1 : 0;
  }
  if (dropped == 0) return costs;
  Stage thin = stage;
  thin.spec = thinned(linear, lanes, chosen);
  const hw::Module whole = lower_stage(stage, "stage"), some = lower_stage(thin, "stage");
  for (std::size_t f = 0; f < families.size(); ++f) {
    const hw::Resources a = hw::module_estimate(whole, families[f]);
    const hw::Resources b = hw::module_estimate(some, families[f]);
    const auto share = [](double more, double less, double lanes_of) {
      return lanes_of > 0 ? std::max(0.0, more - less) / lanes_of : 0.0;
    };
    hw::Resources& cost = costs.all[f];
    cost.lut = share(a.lut, b.lut, dropped);
    cost.carry = share(a.carry, b.carry, dropped);
    cost.ff = share(a.ff, b.ff, dropped);
    cost.dsp = share(a.dsp, b.dsp, blocks);
    cost.bram = share(a.bram, b.bram, dropped);
    cost.uram = share(a.uram, b.uram, dropped);
  }
  return costs;
}

/// The lanes of one layer.
std::vector<ServedLane> lanes_of(const Stage& stage, const std::vector<std::int64_t>& numbers,
                                 const std::vector<hw::Family>& families) {
  const auto& linear = std::get<LinearStage>(stage.spec);
  const hw::LinearSpec& spec = linear.spec;
  const hw::Lanes lanes(spec);
  const std::vector<std::int64_t> layout = hw::weight_layout(spec);
  const std::vector<bool> shifts = hw::shifts_of(spec, lanes, *linear.data.weights);
  const LaneCosts costs = costs_of(stage, lanes, shifts, families);
  const auto all = static_cast<std::size_t>(spec.pe * spec.terms());
  std::vector<ServedLane> found;
  for (std::size_t k = 0; k < lanes.live().size(); ++k) {
    const std::int64_t lane = lanes.live()[k];
    ServedLane served{stage.layer, spec.weight_words() == 1, {}, costs.of(!shifts[k])};
    for (auto i = static_cast<std::size_t>(lane); i < layout.size(); i += all)
      if (numbers[i] > 0 && net::is_kept(spec.mask, layout[i])) served.weights.push_back(numbers[i] - 1);
    std::sort(served.weights.begin(), served.weights.end());
    if (!served.weights.empty()) found.push_back(std::move(served));
  }
  return found;
}

}  // namespace

Result<std::vector<ServedLane>> served_lanes(const net::IntGraph& graph, const Regions& regions,
                                             const std::vector<hw::Family>& families) {
  KNAP_ASSIGN(const Structure structure, make_structure(graph, regions));
  const StreamPlan& plan = std::get<StreamPlan>(regions.front().style);
  KNAP_ASSIGN(const net::IntGraph seen, pack_samples(numbered(graph), plan.samples_per_beat));
  std::vector<std::vector<ServedLane>> by_layer(structure.stages.size());
  const std::vector<Layer> layers = layers_of(seen);
  parallel_for(structure.stages.size(), [&](std::size_t s) {
    const Stage& stage = structure.stages[s];
    if (!std::holds_alternative<LinearStage>(stage.spec)) return;
    const auto layer =
        std::find_if(layers.begin(), layers.end(), [&](const Layer& one) { return one.name == stage.layer; });
    // A pool that takes several samples of a beat is built as a convolution: it has no weights of its own.
    const net::IntOp& own = graph[*graph.find(stage.layer)].op;
    if (!std::holds_alternative<op::MatVec>(own) && !std::holds_alternative<op::Conv>(own)) return;
    by_layer[s] = lanes_of(stage, numbers_of(seen, *layer, stage.decision), families);
  });
  std::vector<ServedLane> all;
  for (std::vector<ServedLane>& own : by_layer)
    all.insert(all.end(), std::make_move_iterator(own.begin()), std::make_move_iterator(own.end()));
  return all;
}

}  // namespace knap::map
