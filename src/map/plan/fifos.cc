#include "map/plan/fifos.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/diagnostics.h"

namespace knap::map {
namespace {

/// From this many bits on, and this deep, a FIFO's ring goes to block memory.
constexpr std::int64_t kBlockBits = 4096;
constexpr std::int64_t kBlockDepth = 128;

struct Edge {
  std::string name;   ///< "from>to"
  std::string stage;  ///< of its FIFO
  std::int64_t beats = 1;
  int lane_bits = 1;
  bool is_join = false;
};

std::string source_name(const net::IntGraph& graph, const std::vector<Layer>& layers, net::NodeId node) {
  while (std::holds_alternative<net::integer::Reshape>(graph[node].op)) node = graph[node].inputs[0];
  for (const Layer& layer : layers)
    if (layer.result() == node) return layer.name;
  return "in";
}

/// Every edge between layers. Beats are counted in the producer's lanes.
std::vector<Edge> edges_of(const net::IntGraph& graph, const Structure& structure) {
  const std::vector<Layer> layers = layers_of(graph);
  std::vector<Edge> edges;
  for (const Layer& layer : layers) {
    const auto& operands = graph[layer.node].inputs;
    for (const net::NodeId operand : operands) {
      const std::string from = source_name(graph, layers, operand);
      StreamType type = structure.input;
      for (const Stage& stage : structure.stages)
        if (stage.layer == from) type = stage.output;
      edges.push_back({from + ">" + layer.name, fifo_name(from, layer.name), type.beats(),
                       width_bits(type.element) * static_cast<int>(type.lanes), operands.size() > 1});
    }
  }
  return edges;
}

class Sizer {
 public:
  Sizer(const net::IntGraph& graph, Decisions decisions, const Watch& watch)
      : graph_(graph), decisions_(std::move(decisions)), watch_(watch) {
    decisions_.fifos.clear();
  }

  Result<Decisions> run() {
    KNAP_ASSIGN(const Structure bare, make_structure(graph_, decisions_));
    const std::vector<Edge> edges = edges_of(graph_, bare);
    for (const Edge& edge : edges) set(edge, edge.beats);
    KNAP_TRY(fill(edges));
    const Decisions filled = decisions_;
    // Joins need FIFOs most; all edges only where that does not suffice.
    for (const Edge& edge : edges)
      if (!edge.is_join) decisions_.fifos.erase(edge.name);
    if (!keeps_interval()) decisions_ = filled;
    // A smaller FIFO never lets another one shrink: once through the edges is enough.
    for (const Edge& edge : edges) {
      KNAP_TRY(watch_.check("plan"));
      if (decisions_.fifos.count(edge.name) != 0) minimise(edge);
    }
    return decisions_;
  }

 private:
  void set(const Edge& edge, std::int64_t depth) {
    if (depth == 0) {
      decisions_.fifos.erase(edge.name);
      return;
    }
    const bool is_block = depth >= kBlockDepth && depth * edge.lane_bits >= kBlockBits;
    decisions_.fifos[edge.name] = {depth, is_block ? hw::MemoryStyle::Block : hw::MemoryStyle::Lut};
  }

  /// Finds the interval of unbounded FIFOs, and sets each to what it then holds at most.
  Result<void> fill(const std::vector<Edge>& edges) {
    KNAP_ASSIGN(const Structure unbounded, make_structure(graph_, decisions_));
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
    const Decisions deep = decisions_;
    for (const Edge& edge : edges)
      for (std::size_t i = 0; i < network.names().size(); ++i)
        if (network.names()[i] == edge.stage) set(edge, flow.most_rows[i]);
    if (!keeps_interval()) decisions_ = deep;  // block memories answer later than small ones
    return {};
  }

  bool keeps_interval() const {
    const Result<Structure> structure = make_structure(graph_, decisions_);
    return structure.ok() && token_network(*structure).execute_at(interval_).is_sustained;
  }

  /// The interval never grows with a depth, so bisection finds the least.
  void minimise(const Edge& edge) {
    std::int64_t low = -1, high = decisions_.fifos.at(edge.name).depth;  // low fails, high keeps
    while (high - low > 1) {
      const std::int64_t middle = low < 0 ? 0 : low + (high - low) / 2;
      set(edge, middle);
      (keeps_interval() ? high : low) = middle;
    }
    set(edge, high);
  }

  const net::IntGraph& graph_;
  Decisions decisions_;
  const Watch& watch_;
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

Result<Decisions> size_fifos(const net::IntGraph& graph, Decisions decisions, const Watch& watch) {
  return Sizer(graph, std::move(decisions), watch).run();
}

}  // namespace knap::map
