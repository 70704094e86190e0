#include "map/plan/fifos.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "core/base/diagnostics.h"
#include "core/base/parallel.h"
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
/// Why it ends: each edge is visited once, and each round leaves two thirds of what was left of its depth.
///
/// What it costs: 2 executions of a few inferences each for depths that are enough, and for the least ones
/// some log2 of the depth more for each FIFO, about five where lateness falls along a line. What is enough is
/// seldom a tenth too deep where another path computes something meanwhile, so that the search begins there.
class Sizer {
 public:
  Sizer(const net::IntGraph& graph, StreamPlan plan, const Watch& watch)
      : graph_(graph), plan_(std::move(plan)), watch_(watch) {
    given_.swap(plan_.fifos);
  }

  Result<StreamPlan> run(FifoDepths depths) {
    KNAP_ASSIGN(const Structure bare, make_structure(graph_, plan_));
    const std::vector<Edge> edges = edges_of(graph_, bare);
    interval_ = token_network(bare).bound();
    if (depths == FifoDepths::Least) plan_.fifos = given_;
    if (plan_.fifos.empty() || !keeps_interval()) KNAP_TRY(fill(edges));
    if (depths == FifoDepths::Enough) return plan_;
    for (const Edge& edge : edges) {
      KNAP_TRY(watch_.check("plan"));
      if (plan_.fifos.count(edge.name) != 0) minimise(edge);
    }
    return plan_;
  }

 private:
  static void set(StreamPlan& plan, const Edge& edge, std::int64_t depth) {
    if (depth == 0) {
      plan.fifos.erase(edge.name);
      return;
    }
    plan.fifos[edge.name] = {depth, fifo_memory_for(depth * edge.beat_bits, depth)};
  }

  /// FIFOs of one inference: they never fill, for two inferences never wait on one edge at the pace of the
  /// slowest stage.
  enum class At { Joins, AllEdges };
  void unbound(const std::vector<Edge>& edges, At where) {
    plan_.fifos.clear();
    for (const Edge& edge : edges)
      if (where == At::AllEdges || edge.is_join) set(plan_, edge, edge.beats);
  }

  /// FIFOs as deep as they need not be deeper. Only where two paths join must one wait for the other; all
  /// edges have FIFOs only where those at joins do not suffice: stages of uneven rhythm one behind the other.
  Result<void> fill(const std::vector<Edge>& edges) {
    unbound(edges, At::Joins);
    if (shrink_to_what_they_hold(edges)) return {};
    unbound(edges, At::AllEdges);
    if (shrink_to_what_they_hold(edges)) return {};
    interval_ = std::max(interval_, flow(plan_).output_interval);  // windows of few rows may be that slow
    for (const At where : {At::Joins, At::AllEdges}) {
      unbound(edges, where);
      if (shrink_to_what_they_hold(edges)) return {};
    }
    // No run at a fixed pace repeats within the executor's patience: the interval of a source that never
    // waits.
    KNAP_ASSIGN(const Structure unbounded, make_structure(graph_, plan_));
    KNAP_ASSIGN(const Prediction exact, predict(unbounded));
    interval_ = exact.interval_cycles;
    unbound(edges, At::Joins);
    if (!keeps_interval()) unbound(edges, At::AllEdges);
    return {};
  }

  /// Where the interval is kept: sets each FIFO to what it holds at most. The search begins near its end
  /// then.
  bool shrink_to_what_they_hold(const std::vector<Edge>& edges) {
    const Result<Structure> structure = make_structure(graph_, plan_);
    if (!structure.ok()) return false;
    const hw::TokenNetwork network = token_network(*structure);
    const hw::TokenNetwork::Flow flow = network.execute_at(interval_);
    if (!flow.is_sustained) return false;
    const StreamPlan deep = plan_;
    for (const Edge& edge : edges)
      for (std::size_t i = 0; i < network.names().size(); ++i)
        if (network.names()[i] == edge.stage) set(plan_, edge, flow.most_rows[i]);
    if (!keeps_interval()) plan_ = deep;  // block memories answer later than small ones
    return true;
  }

  hw::TokenNetwork::Flow flow(const StreamPlan& plan) const {
    const Result<Structure> structure = make_structure(graph_, plan);
    return structure.ok() ? token_network(*structure).execute_at(interval_) : hw::TokenNetwork::Flow();
  }
  bool keeps_interval() const { return flow(plan_).is_sustained; }

  /// Two depths at a time, on two threads: first steps down from the present one that double until one does
  /// not keep the interval, then what is left is cut in three. Invariant: `high` was executed and keeps it,
  /// `low` was executed and does not (-1: nothing was). By how much inferences are late falls with the depth,
  /// mostly along a line: where two depths say where it ends, that is tried first.
  void minimise(const Edge& edge) {
    std::int64_t low = -1, high = plan_.fifos.at(edge.name).depth, low_late = 0, end_of_line = -1;
    int trials = kLineTrials;
    for (std::int64_t step = 1 + high / kFirstStep; high - low > 1; step *= 4) {
      std::array<std::int64_t, 2> tried{low + (high - low) / 3, high - (high - low) / 3};
      if (low < 0) tried = {high - 3 * step, high - step};
      if (end_of_line >= 0 && trials-- > 0) tried = {end_of_line - 1, end_of_line};
      for (std::int64_t& depth : tried) depth = std::clamp(depth, low + 1, high - 1);
      const std::array<hw::TokenNetwork::Flow, 2> flows = flows_at(edge, tried);
      for (std::size_t k = 0; k < tried.size() && tried[k] > low; ++k) {
        if (flows[k].is_sustained) {
          high = tried[k];
          break;
        }
        const std::int64_t gain = low_late - flows[k].late_cycles;
        if (low >= 0 && flows[k].late_cycles > 0 && gain > 0)
          end_of_line = tried[k] + (flows[k].late_cycles * (tried[k] - low) + gain - 1) / gain;
        low = tried[k];
        low_late = flows[k].late_cycles;
      }
    }
    set(plan_, edge, high);
  }
  static constexpr std::int64_t kFirstStep = 16;  ///< its share of the depth
  static constexpr int kLineTrials = 3;

  std::array<hw::TokenNetwork::Flow, 2> flows_at(const Edge& edge,
                                                 const std::array<std::int64_t, 2>& depths) const {
    std::array<hw::TokenNetwork::Flow, 2> flows;
    parallel_for(depths[0] == depths[1] ? 1 : 2, [&](std::size_t k) {
      StreamPlan tried = plan_;
      set(tried, edge, depths[k]);
      flows[k] = flow(tried);
    });
    return flows;
  }

  const net::IntGraph& graph_;
  StreamPlan plan_;
  const Watch& watch_;
  std::map<std::string, FifoDecision> given_;
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

Result<StreamPlan> size_fifos(const net::IntGraph& graph, StreamPlan plan, FifoDepths depths,
                              const Watch& watch) {
  return Sizer(graph, std::move(plan), watch).run(depths);
}

}  // namespace knap::map
