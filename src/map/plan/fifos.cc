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
  std::string name;  ///< "from>to"
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
      edges.push_back({from + ">" + layer.name, type.beats(),
                       width_bits(type.element) * static_cast<int>(type.lanes), operands.size() > 1});
    }
  }
  return edges;
}

class Sizer {
 public:
  Sizer(const net::IntGraph& graph, Decisions decisions) : graph_(graph), decisions_(std::move(decisions)) {
    decisions_.fifos.clear();
  }

  Result<Decisions> run() {
    KNAP_ASSIGN(const Structure bare, make_structure(graph_, decisions_));
    const std::vector<Edge> edges = edges_of(graph_, bare);
    for (const Edge& edge : edges) set(edge, edge.beats);
    KNAP_ASSIGN(const Prediction unbounded, predict_now());
    best_ = unbounded.interval_cycles;
    // Joins need FIFOs most; all edges only where that does not suffice.
    for (const Edge& edge : edges)
      if (!edge.is_join) decisions_.fifos.erase(edge.name);
    if (!keeps_interval())
      for (const Edge& edge : edges) set(edge, edge.beats);
    for (const Edge& edge : edges)
      if (decisions_.fifos.count(edge.name) != 0) minimise(edge);
    for (bool changed = true; changed;) {  // depths influence each other: until no single one can shrink
      changed = false;
      for (const Edge& edge : edges)
        if (decisions_.fifos.count(edge.name) != 0) changed |= shrink_by_one(edge);
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

  Result<Prediction> predict_now() const {
    KNAP_ASSIGN(const Structure structure, make_structure(graph_, decisions_));
    return predict(structure);
  }

  bool keeps_interval() const {
    const Result<Prediction> prediction = predict_now();
    return prediction.ok() && prediction->interval_cycles <= best_;
  }

  /// The interval never grows with a depth, so bisection finds the least.
  void minimise(const Edge& edge) {
    std::int64_t low = -1, high = edge.beats;  // low fails, high keeps
    while (high - low > 1) {
      const std::int64_t middle = low < 0 ? 0 : low + (high - low) / 2;
      set(edge, middle);
      (keeps_interval() ? high : low) = middle;
    }
    set(edge, high);
  }

  bool shrink_by_one(const Edge& edge) {
    const std::int64_t depth = decisions_.fifos.at(edge.name).depth;
    set(edge, depth - 1);
    if (keeps_interval()) return true;
    set(edge, depth);
    return false;
  }

  const net::IntGraph& graph_;
  Decisions decisions_;
  std::int64_t best_ = 0;
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

Result<Decisions> size_fifos(const net::IntGraph& graph, Decisions decisions) {
  return Sizer(graph, std::move(decisions)).run();
}

}  // namespace knap::map
