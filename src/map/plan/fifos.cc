#include "map/plan/fifos.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/base/diagnostics.h"
#include "map/plan/memories.h"

namespace knap::map {
namespace {

struct Edge {
  std::string name;   ///< "from>to"
  std::string stage;  ///< of its FIFO
  std::int64_t beats = 1;
  int beat_bits = 1;
  bool is_join = false;
};

/// Every edge between layers. Beats are counted in the producer's lanes.
std::vector<Edge> edges_of(const net::IntGraph& graph, const Structure& structure) {
  const std::vector<Layer> layers = layers_of(graph);
  std::vector<Edge> edges;
  for (const Layer& layer : layers) {
    const auto& operands = graph[layer.node].inputs;
    for (const net::NodeId operand : operands) {
      const std::string from = source_of(graph, layers, operand);
      StreamType type = structure.input;
      for (const Stage& stage : structure.stages)
        if (stage.layer == from) type = stage.output;
      edges.push_back({from + ">" + layer.name, fifo_name(from, layer.name), type.beats(),
                       width_bits(type.element) * static_cast<int>(type.lanes), operands.size() > 1});
    }
  }
  return edges;
}

/// Why it is right: every stage is a determinate process with data-independent rates, so that when its beats
/// move depends on the other stages alone, and executing the token schedules is executing the design
/// (docs/streams.md). No interval is shorter than that of FIFOs which never fill: it is the target, and
/// `keeps_interval` executes the network under a source of just that pace. plan_ keeps the target at the
/// start of each step and is only ever replaced by a plan that was executed and keeps it; thus the result
/// does, whatever the search assumes. What monotony gives is that the result is small: with the memory's
/// style fixed, a deeper FIFO delays no beat, so a depth that fails fails at every smaller one, and a FIFO
/// made smaller lets no other shrink: once through the edges is enough. A change of style costs or saves a
/// cycle of latency, and the executor gives up on networks that neither repeat nor fall behind (ADR 0018);
/// there a smaller depth than the one found could do.
///
/// Why it ends: each edge is visited once, and the bisection halves what is left of its depth.
///
/// What it costs: 4 + sum over FIFOs of (1 + log2 of the depth) executions of a few inferences each, and a
/// depth is at most the beats of one inference on its edge; where the plan comes with depths that nearly do,
/// two or three for each.
class Sizer {
 public:
  Sizer(const net::IntGraph& graph, StreamPlan plan, const Watch& watch)
      : graph_(graph), plan_(std::move(plan)), watch_(watch) {
    guesses_.swap(plan_.fifos);
  }

  Result<StreamPlan> run() {
    KNAP_ASSIGN(const Structure bare, make_structure(graph_, plan_));
    const std::vector<Edge> edges = edges_of(graph_, bare);
    for (const Edge& edge : edges) set(edge, edge.beats);
    KNAP_TRY(fill(edges));
    const StreamPlan filled = plan_;
    // Only where two paths join must one wait for the other; all edges have FIFOs only where those at joins
    // do not suffice: stages of uneven rhythm one behind the other.
    for (const Edge& edge : edges)
      if (!edge.is_join) plan_.fifos.erase(edge.name);
    if (!keeps_interval()) plan_ = filled;
    for (const Edge& edge : edges) {
      KNAP_TRY(watch_.check("plan"));
      if (plan_.fifos.count(edge.name) != 0) minimise(edge);
    }
    return plan_;
  }

 private:
  void set(const Edge& edge, std::int64_t depth) {
    if (depth == 0) {
      plan_.fifos.erase(edge.name);
      return;
    }
    plan_.fifos[edge.name] = {depth, fifo_memory_for(depth * edge.beat_bits, depth)};
  }

  /// Finds the interval of unbounded FIFOs - those of one inference are, for two inferences never wait on one
  /// edge at the pace of the slowest stage - and sets each to what it then holds at most: bisection starts
  /// near its end. Where no run at a fixed pace repeats within the executor's patience, the interval of a
  /// source that never waits is taken.
  Result<void> fill(const std::vector<Edge>& edges) {
    KNAP_ASSIGN(const Structure unbounded, make_structure(graph_, plan_));
    const hw::TokenNetwork network = token_network(unbounded);
    interval_ = network.bound();
    hw::TokenNetwork::Flow flow = network.execute_at(interval_);
    if (!flow.is_sustained) {  // windows of few rows may be slower than any single stage
      interval_ = std::max(interval_, flow.output_interval);
      flow = network.execute_at(interval_);
    }
    if (!flow.is_sustained) {
      KNAP_ASSIGN(const Prediction exact, predict(unbounded));
      interval_ = exact.interval_cycles;
      return {};
    }
    const StreamPlan deep = plan_;
    for (const Edge& edge : edges)
      for (std::size_t i = 0; i < network.names().size(); ++i)
        if (network.names()[i] == edge.stage) set(edge, flow.most_rows[i]);
    if (!keeps_interval()) plan_ = deep;  // block memories answer later than small ones
    return {};
  }

  bool keeps_interval() const {
    const Result<Structure> structure = make_structure(graph_, plan_);
    return structure.ok() && token_network(*structure).execute_at(interval_).is_sustained;
  }

  /// Bisection for the least depth that keeps the interval. Invariant: `high` was executed and keeps it,
  /// `low` was executed and does not (-1: nothing was). First no FIFO at all is tried; or, where a depth is
  /// guessed, that one, and from there in doubling steps to the other side of the least one.
  void minimise(const Edge& edge) {
    std::int64_t low = -1, high = plan_.fifos.at(edge.name).depth, step = 1;
    const auto guess = guesses_.find(edge.name);
    std::int64_t next = guess == guesses_.end() ? 0 : std::min(guess->second.depth, high - 1);
    bool is_near = guess != guesses_.end(), was_kept = false;
    for (bool is_first = true; high - low > 1; is_first = false) {
      set(edge, next);
      const bool is_kept = keeps_interval();
      (is_kept ? high : low) = next;
      is_near = is_near && (is_first || is_kept == was_kept);
      was_kept = is_kept;
      next = is_kept ? high - step : low + step;
      if (!is_near || next <= low || next >= high) next = low + (high - low) / 2;
      step *= 2;
    }
    set(edge, high);
  }

  const net::IntGraph& graph_;
  StreamPlan plan_;
  const Watch& watch_;
  std::map<std::string, FifoDecision> guesses_;
  std::int64_t interval_ = 0;
};

}  // namespace

Result<Prediction> predict(const Structure& structure) {
  const hw::TokenNetwork network = token_network(structure);
  const hw::TokenNetwork::Timing timing = network.execute();
  if (timing.is_deadlocked)
    return Error(diag::kImpossible, structure.name,
                 fmt::format("the streams deadlock after {} cycles: {}; deepen the FIFO of that edge",
                             timing.cycles, timing.stuck));
  std::size_t fifos = 0;
  std::int64_t entries = 0;
  for (const Stage& stage : structure.stages) {
    if (const auto* fifo = std::get_if<hw::FifoSpec>(&stage.spec)) {
      ++fifos;
      entries += fifo->depth;
    }
  }
  return Prediction{
      timing.latency_cycles, timing.interval_cycles,
      fmt::format(
          "{} determinate processes with data-independent rates, {} FIFOs of {} entries in total; executed "
          "for {} "
          "cycles, after which the state at the start of an inference repeats with period {} cycles: one "
          "complete bounded period that returns to its start state, so every stall pattern completes",
          structure.stages.size(), fifos, entries, timing.cycles, timing.interval_cycles)};
}

Result<StreamPlan> size_fifos(const net::IntGraph& graph, StreamPlan plan, const Watch& watch) {
  return Sizer(graph, std::move(plan), watch).run();
}

}  // namespace knap::map
