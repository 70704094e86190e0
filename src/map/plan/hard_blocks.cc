#include "map/plan/hard_blocks.h"

#include <algorithm>
#include <string>
#include <vector>

#include "hw/cost/memory.h"
#include "map/plan/memories.h"

namespace knap::map {
namespace {

/// One change of a decision and what it is worth.
struct Move {
  std::int64_t bits = 0;
  std::string layer;
  void (*make)(Decision&) = nullptr;
};

bool is_weighted(const net::IntGraph& graph, const Layer& layer) {
  const net::IntOp& op = graph[layer.node].op;
  return std::holds_alternative<net::integer::MatVec>(op) || std::holds_alternative<net::integer::Conv>(op);
}

/// Whether both weights of a pair fit into a factor of each family's block.
bool fits_pairs(const hw::LinearSpec& spec, const std::vector<hw::Family>& families) {
  const std::optional<int> shift = hw::pair_shift_bits(spec);
  if (!shift || families.empty()) return false;
  const Interval both = hw::pair_interval(spec, *shift);
  const Interval input = spec.operand();
  return std::all_of(families.begin(), families.end(), [&](hw::Family family) {
    return hw::dsp_cost(family, width_bits(both), true, width_bits(input), input.is_signed()).dsp == 1;
  });
}

/// Whether a block of any of the families takes a weight and an input; what none takes would be made of
/// lookup tables all the same.
bool fits_a_block(const hw::LinearSpec& spec, const std::vector<hw::Family>& families) {
  const Interval input = spec.operand();
  return families.empty() || std::any_of(families.begin(), families.end(), [&](hw::Family family) {
           return hw::dsp_cost(family, width_bits(input), input.is_signed(), spec.weight_width_bits, true)
                      .dsp > 0;
         });
}

/// The moves in order of worth, each with what follows from it, taken when `fits` says so of the result.
template <class Follow, class Fits>
Result<StreamPlan> take(const net::IntGraph& graph, StreamPlan decisions, std::vector<Move> moves,
                        const Follow& follow, const Fits& fits) {
  std::stable_sort(moves.begin(), moves.end(), [](const Move& a, const Move& b) { return a.bits > b.bits; });
  for (const Move& move : moves) {
    StreamPlan tried = decisions;
    move.make(tried.layers.at(move.layer));
    tried = follow(std::move(tried));
    KNAP_ASSIGN(const Structure structure, make_structure(graph, tried));
    if (fits(structure)) decisions = std::move(tried);
  }
  return decisions;
}

}  // namespace

LayerBlocks blocks_of(const net::IntGraph& graph, const Layer& layer, const Decision& decision) {
  LayerBlocks blocks;
  if (!is_weighted(graph, layer)) return blocks;
  const hw::LinearSpec spec = linear_of(graph, layer, decision).spec;
  blocks.product_bits = hw::Lanes(spec).count() * spec.weight_width_bits;
  blocks.weights = {spec.weight_words() * blocks.product_bits, spec.weight_words()};
  const hw::WindowSpec window = spec.window();
  if (window.has_ring())
    blocks.window = {window.memories() * window.memory_words() * window.beat.total_bits(),
                     window.memory_words()};
  return blocks;
}

StreamPlan pair_products(const net::IntGraph& graph, StreamPlan decisions,
                         const std::vector<hw::Family>& families) {
  for (const Layer& layer : layers_of(graph)) {
    Decision& decision = decisions.layers.at(layer.name);
    if (decision.multiplier == hw::MultiplierStyle::Dsp && is_weighted(graph, layer) &&
        fits_pairs(linear_of(graph, layer, decision).spec, families))
      decision.products_per_dsp = 2;
  }
  return decisions;
}

Result<StreamPlan> use_dsps(const net::IntGraph& graph, const Outline& outline, StreamPlan decisions,
                            double max_share, const Shares& shares, const std::vector<hw::Family>& families) {
  std::vector<Move> moves;
  for (const auto& [layer, wish, choices, fastest, smallest] : outline.layers)
    if (const LayerBlocks blocks = blocks_of(graph, layer, decisions.layers.at(layer.name));
        blocks.product_bits > 0 && !wish.multiplier &&
        fits_a_block(linear_of(graph, layer, decisions.layers.at(layer.name)).spec, families))
      moves.push_back({blocks.product_bits, layer.name,
                       [](Decision& decision) { decision.multiplier = hw::MultiplierStyle::Dsp; }});
  return take(
      graph, std::move(decisions), std::move(moves),
      [&](StreamPlan tried) { return pair_products(graph, std::move(tried), families); },
      [&](const Structure& structure) { return shares(structure).dsp <= max_share; });
}

Result<StreamPlan> use_block_memories(const net::IntGraph& graph, const Outline& outline,
                                      StreamPlan decisions, double max_share, const Shares& shares) {
  std::vector<Move> moves;
  for (const auto& [layer, wish, choices, fastest, smallest] : outline.layers) {
    const Decision& decision = decisions.layers.at(layer.name);
    const LayerBlocks blocks = blocks_of(graph, layer, decision);
    const auto is_free = [](const LayerBlocks::Memory& memory, hw::MemoryStyle style, bool is_wished) {
      return is_worth_a_block(memory.words) && style == hw::MemoryStyle::Lut && !is_wished;
    };
    if (is_free(blocks.weights, decision.weights, wish.weights.has_value()))
      moves.push_back(
          {blocks.weights.bits, layer.name, [](Decision& d) { d.weights = hw::MemoryStyle::Block; }});
    if (is_free(blocks.window, decision.window, wish.window.has_value()))
      moves.push_back(
          {blocks.window.bits, layer.name, [](Decision& d) { d.window = hw::MemoryStyle::Block; }});
  }
  return take(
      graph, std::move(decisions), std::move(moves), [](StreamPlan tried) { return tried; },
      [&](const Structure& structure) { return shares(structure).bram <= max_share; });
}

}  // namespace knap::map
