#include "net/exec/executor.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "core/base/diagnostics.h"
#include "core/base/match.h"
#include "core/base/parallel.h"
#include "net/exec/stage.h"
#include "net/ir/verify.h"

namespace knap::net {

struct Executor::Plan {
  const Kernels* kernels = nullptr;
  BufferPlan buffers;
  std::vector<StagePtr> stages;
  Slot input;
  Interval input_codes;
  std::string input_name;
  std::vector<Slot> outputs;
  std::int64_t macs = 0;

  Scratch make_scratch() const {
    Scratch scratch = buffers.make();
    for (const StagePtr& stage : stages) stage->prepare(scratch);
    return scratch;
  }

  std::vector<IntTensor> run(const Scratch& scratch, std::span<const std::int32_t> samples) const {
    KNAP_CHECK(static_cast<std::int64_t>(samples.size()) == input.size(), "a sample of another size");
    const auto [least, most] = std::minmax_element(samples.begin(), samples.end());
    KNAP_CHECK(input_codes.contains(Interval{*least, *most}), input_name);
    if (input.layout.storage == Storage::Byte) {
      auto* bytes = scratch.at<std::uint8_t>(input.buffer);
      for (std::size_t i = 0; i < samples.size(); ++i)
        bytes[i] = static_cast<std::uint8_t>(samples[i] + input.layout.offset);
    } else if (input.layout.storage == Storage::Word) {
      std::copy(samples.begin(), samples.end(), scratch.at<std::int32_t>(input.buffer));
    } else {
      std::copy(samples.begin(), samples.end(), scratch.at<std::int64_t>(input.buffer));
    }
    for (const StagePtr& stage : stages) stage->run(scratch, *kernels);
    std::vector<IntTensor> results;
    for (const Slot& slot : outputs) results.push_back(load_codes(scratch, slot));
    return results;
  }
};

namespace {

/// Chooses layouts and stages for a graph.
class Planner {
 public:
  explicit Planner(const IntGraph& graph, std::vector<Interval> intervals)
      : graph_(graph), intervals_(std::move(intervals)), slots_(graph.size()), is_kept_(graph.size()) {
    for (const GraphOutput& output : graph.outputs()) is_kept_[output.node.index] = true;
    if (const auto logits = logits_node()) is_kept_[logits->index] = true;
  }

  /// The operand of a final ArgMax.
  std::optional<NodeId> logits_node() const {
    const IntGraph::Node& last = graph_.nodes().back();
    if (!std::holds_alternative<integer::ArgMax>(last.op)) return {};
    return last.inputs[0];
  }

  void plan(BufferPlan& buffers, std::vector<StagePtr>& stages) {
    for (std::uint32_t i = 0; i < graph_.size(); ++i) {
      const IntGraph::Node& node = graph_.nodes()[i];
      if (std::holds_alternative<integer::Input>(node.op)) {
        slots_[i] = new_slot(NodeId{i}, buffers);
      } else if (std::holds_alternative<integer::Reshape>(node.op)) {
        slots_[i] = slots_[node.inputs[0].index];
        slots_[i].shape = node.shape;
      } else if (!is_done_.count(i)) {
        plan_node(NodeId{i}, buffers, stages);
      }
    }
  }

  const Slot& slot(NodeId id) const { return slots_.at(id.index); }

 private:
  /// Everything that is stored under this node's layout: its own codes and what its readers pad with.
  Interval stored_codes(NodeId id) const {
    Interval codes = intervals_.at(id.index);
    for (const NodeId user : graph_.users(id)) {
      const IntOp& op = graph_[user].op;
      if (const auto* conv = std::get_if<integer::Conv>(&op))
        codes = hull(codes, make_constant(conv->pad_code));
      if (std::holds_alternative<integer::SumPool>(op)) codes = hull(codes, {0, 0});
      if (std::holds_alternative<integer::Reshape>(op)) codes = hull(codes, stored_codes(user));
    }
    return codes;
  }

  Slot new_slot(NodeId id, BufferPlan& buffers) const {
    Slot slot;
    slot.layout = Layout::of(stored_codes(id));
    slot.shape = graph_[id].shape;
    slot.buffer = buffers.add(static_cast<std::size_t>(slot.size()) * slot.layout.element_bytes());
    return slot;
  }

  /// The Steps that alone reads this node, where nobody else wants the node's own values.
  std::optional<NodeId> fusable_steps(NodeId id) const {
    const std::vector<NodeId> users = graph_.users(id);
    if (is_kept_[id.index] || users.size() != 1) return {};
    if (!std::holds_alternative<integer::Steps>(graph_[users[0]].op)) return {};
    if (!fits_word(intervals_[id.index]) || Layout::of(stored_codes(users[0])).storage == Storage::Long)
      return {};
    return users[0];
  }

  void plan_node(NodeId id, BufferPlan& buffers, std::vector<StagePtr>& stages) {
    const IntGraph::Node& node = graph_[id];
    StageRequest request{node, {}, {}, {}, intervals_[id.index], nullptr, buffers};
    for (const NodeId input : node.inputs) {
      request.inputs.push_back(slots_[input.index]);
      request.input_intervals.push_back(intervals_[input.index]);
    }
    if (const std::optional<NodeId> steps = fusable_steps(id)) {
      request.steps = std::get<integer::Steps>(graph_[*steps].op).function;
      request.output = new_slot(*steps, buffers);
      if (StagePtr stage = make_stage(request)) {
        slots_[steps->index] = request.output;
        is_done_[steps->index] = true;
        stages.push_back(std::move(stage));
        return;
      }
      request.steps = nullptr;
    }
    request.output = new_slot(id, buffers);
    slots_[id.index] = request.output;
    StagePtr stage = request.output.layout.storage == Storage::Long ? nullptr : make_stage(request);
    stages.push_back(stage ? std::move(stage) : make_fallback(request));
  }

  /// Null where there is no fast form, or none that takes the request's Steps with it.
  static StagePtr make_stage(const StageRequest& request) {
    const bool is_fused = request.steps != nullptr;
    const auto alone = [&](StagePtr stage) { return is_fused ? nullptr : std::move(stage); };
    return match(
        request.node.op, [](const integer::Input&) { return StagePtr{}; },
        [&](const integer::MatVec& op) { return make_linear(request, op); },
        [&](const integer::Conv& op) { return make_convolution(request, op); },
        [&](const integer::Steps& op) { return is_fused ? StagePtr{} : make_steps_stage(request, op); },
        [&](const integer::Add& op) { return make_add(request, op); },
        [&](const integer::Concat&) { return alone(make_concat(request)); },
        [&](const integer::MaxPool& op) { return alone(make_max_pool(request, op)); },
        [&](const integer::SumPool& op) { return make_sum_pool(request, op); },
        [&](const integer::GlobalSumPool&) { return make_global_sum_pool(request); },
        [](const integer::Reshape&) { return StagePtr{}; },
        [&](const integer::ArgMax&) { return alone(make_arg_max(request)); });
  }

  const IntGraph& graph_;
  std::vector<Interval> intervals_;
  std::vector<Slot> slots_;
  std::vector<bool> is_kept_;
  std::map<std::uint32_t, bool> is_done_;  ///< Steps that are fused
};

}  // namespace

Executor::Executor(std::unique_ptr<Plan> plan) : plan_(std::move(plan)) {}
Executor::Executor(Executor&&) noexcept = default;
Executor& Executor::operator=(Executor&&) noexcept = default;
Executor::~Executor() = default;

Result<Executor> Executor::make(const IntGraph& graph) { return make(graph, best_isa()); }

Result<Executor> Executor::make(const IntGraph& graph, Isa isa) {
  KNAP_TRY(verify(graph));
  const std::vector<NodeId> inputs = graph.inputs();
  if (inputs.size() != 1)
    return Error(diag::kBadModel, graph.name,
                 fmt::format("has {} inputs; the executor runs graphs of one", inputs.size()));
  KNAP_ASSIGN(std::vector<Interval> ranges, intervals(graph));
  auto plan = std::make_unique<Plan>();
  plan->kernels = &kernels_of(isa);
  plan->input_codes = ranges[inputs[0].index];
  plan->input_name = graph[inputs[0]].name;
  for (const NodeCost& cost : node_costs(graph)) plan->macs += cost.macs;
  Planner planner(graph, std::move(ranges));
  planner.plan(plan->buffers, plan->stages);
  plan->input = planner.slot(inputs[0]);
  for (const GraphOutput& output : graph.outputs()) plan->outputs.push_back(planner.slot(output.node));
  if (const auto logits = planner.logits_node()) plan->outputs.push_back(planner.slot(*logits));
  return Executor(std::move(plan));
}

std::vector<IntTensor> Executor::run(std::span<const std::int32_t> input) const {
  return plan_->run(plan_->make_scratch(), input);
}

std::vector<std::vector<IntTensor>> Executor::run_batch(std::span<const std::int32_t> inputs,
                                                        int threads) const {
  const std::size_t size = static_cast<std::size_t>(plan_->input.size());
  KNAP_CHECK(inputs.size() % size == 0, "the inputs are not whole samples");
  const std::size_t samples = inputs.size() / size;
  const std::size_t chunks =

      std::min(samples, threads == 1 ? 1 : static_cast<std::size_t>(threads > 0 ? threads : 4 * jobs()));
  std::vector<std::vector<IntTensor>> results(samples);
  parallel_for(chunks, [&](std::size_t chunk) {
    const Scratch scratch = plan_->make_scratch();
    for (std::size_t i = samples * chunk / chunks; i < samples * (chunk + 1) / chunks; ++i)
      results[i] = plan_->run(scratch, inputs.subspan(i * size, size));
  });
  return results;
}

std::int64_t Executor::macs() const { return plan_->macs; }

}  // namespace knap::net
