#include "map/plan/outline.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string_view>

#include "core/base/diagnostics.h"
#include "core/text/nearest.h"
#include "map/plan/hard_blocks.h"

namespace knap::map {
namespace {

Error impossible(const Layer& layer, std::string_view key, std::string message) {
  return Error(diag::kImpossible, fmt::format("plan.layer.{}.{}", layer.name, key), std::move(message));
}

Result<void> check_names(const std::vector<Layer>& layers, const LayerWishes& wishes) {
  std::vector<std::string> names;
  names.reserve(layers.size());
  for (const Layer& layer : layers) names.push_back(layer.name);
  std::vector<Diagnostic> found;
  for (const auto& [name, wish] : wishes) {
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    const std::optional<std::string> nearest = find_nearest(name, names);
    found.push_back({&diag::kUnknownName, "plan.layer." + name,
                     fmt::format("{} is no layer of this network that becomes hardware{}", name,
                                 nearest ? fmt::format("; did you mean {}?", *nearest) : "")});
  }
  if (!found.empty()) return Error(std::move(found));
  return {};
}

/// Leaves the one that is wished for.
Result<void> take_wished(const Layer& layer, std::string_view key, std::optional<std::int64_t> wish,
                         std::vector<std::int64_t>& legal) {
  if (!wish) return {};
  if (std::find(legal.begin(), legal.end(), *wish) == legal.end())
    return impossible(
        layer, key,
        fmt::format("{} = {} is not possible; legal values: {}", key, *wish, fmt::join(legal, ", ")));
  legal = {*wish};
  return {};
}

bool has_weights(const net::IntGraph& graph, const Layer& layer) {
  return blocks_of(graph, layer, Decision{}).product_bits > 0;
}

/// What a wish asks of a layer that has nothing of the kind.
Result<void> check_places(const net::IntGraph& graph, const Layer& layer, const LayerWish& wish) {
  const LayerBlocks blocks = blocks_of(graph, layer, Decision{});
  const bool is_weighted = has_weights(graph, layer);
  // A dense layer keeps its input, too, where it reads it more than once.
  const bool has_window = legal_folding(graph, layer).taps.size() > 1 || blocks.window.bits > 0;
  const auto need = [&](bool holds, bool is_asked, std::string_view key, const char* why) -> Result<void> {
    if (holds || !is_asked) return {};
    return impossible(layer, key, fmt::format("{} is not possible: the layer has no {}", key, why));
  };
  KNAP_TRY(need(is_weighted, wish.reuse_factor.has_value(), "reuse_factor", "weights"));
  KNAP_TRY(need(is_weighted, wish.multiplier.has_value(), "multiplier", "weights"));
  KNAP_TRY(need(is_weighted, wish.weights.has_value(), "weights", "weights"));
  KNAP_TRY(need(has_window, wish.window.has_value(), "window", "rows to keep"));
  if (wish.reuse_factor && (wish.pe || wish.simd || wish.taps))
    return impossible(layer, "reuse_factor",
                      "says the same as pe, simd and taps; leave one or the others out");
  return {};
}

/// Those with as few multipliers as serve the weights of a position `reuse_factor` times each.
void keep_reuse(std::vector<Outline::Choice>& choices, std::int64_t reuse_factor) {
  std::int64_t weights = 1, fewest = 0;
  for (const Outline::Choice& choice : choices) weights = std::max(weights, choice.decision.multipliers());
  for (const Outline::Choice& choice : choices)
    if (const std::int64_t lanes = choice.decision.multipliers();
        lanes >= (weights + reuse_factor - 1) / reuse_factor && (fewest == 0 || lanes < fewest))
      fewest = lanes;
  std::erase_if(choices,
                [&](const Outline::Choice& choice) { return choice.decision.multipliers() != fewest; });
}

Result<Outline::Row> row_of(const net::IntGraph& graph, const Layer& layer, const LayerWish& wish) {
  KNAP_TRY(check_places(graph, layer, wish));
  Folding legal = legal_folding(graph, layer);
  KNAP_TRY(take_wished(layer, "pe", wish.pe, legal.pe));
  KNAP_TRY(take_wished(layer, "simd", wish.simd, legal.simd));
  KNAP_TRY(take_wished(layer, "taps", wish.taps, legal.taps));
  Outline::Row row{layer, wish, {}, 0, 0};
  for (const std::int64_t taps : legal.taps)
    for (const std::int64_t pe : legal.pe)
      for (const std::int64_t simd : legal.simd) {
        Decision decision;
        decision.pe = pe;
        decision.simd = simd;
        decision.taps = taps;
        row.choices.push_back({decision, cycles(graph, layer, decision), in_lanes(graph, layer, decision)});
      }
  if (wish.reuse_factor) keep_reuse(row.choices, *wish.reuse_factor);
  const auto least = [&](auto&& of) {
    return std::min_element(row.choices.begin(), row.choices.end(),
                            [&](const auto& a, const auto& b) { return of(a) < of(b); });
  };
  row.fastest_cycles = least([](const Outline::Choice& choice) { return choice.cycles; })->cycles;
  row.smallest_cycles =
      least([](const Outline::Choice& choice) { return choice.decision.multipliers(); })->cycles;
  return row;
}

}  // namespace

std::int64_t Outline::min_interval() const {
  std::int64_t interval = 1;
  for (const Row& row : layers) interval = std::max(interval, row.fastest_cycles);
  return interval;
}

std::int64_t Outline::slowest_interval() const {
  std::int64_t interval = 1;
  for (const Row& row : layers) interval = std::max(interval, row.smallest_cycles);
  return interval;
}

Result<Outline> make_outline(const net::IntGraph& graph, const LayerWishes& wishes,
                             std::int64_t reuse_factor) {
  const std::vector<Layer> layers = layers_of(graph);
  KNAP_TRY(check_names(layers, wishes));
  Outline outline;
  for (const Layer& layer : layers) {
    const auto own = wishes.find(layer.name);
    LayerWish wish = own == wishes.end() ? LayerWish{} : own->second;
    if (reuse_factor > 0 && !wish.is_of_folding() && has_weights(graph, layer))
      wish.reuse_factor = reuse_factor;
    KNAP_ASSIGN(Outline::Row row, row_of(graph, layer, wish));
    outline.layers.push_back(std::move(row));
  }
  return outline;
}

}  // namespace knap::map
