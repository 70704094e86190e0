// Outline: what the planner chooses from - every layer, the foldings that it may have and their cycles.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/text/described.h"
#include "map/spec/structure.h"

namespace knap::map {

/// [plan.layer.<name>] of a project's TOML: what one layer is to have, whatever the planner would choose.
struct LayerWish {
  std::optional<std::int64_t> reuse_factor, pe, simd, taps;
  std::optional<hw::MultiplierStyle> multiplier;
  std::optional<hw::MemoryStyle> weights, window;

  bool is_of_folding() const { return reuse_factor || pe || simd || taps; }

  static void fields(auto& self, auto&& f) {
    f("reuse_factor", self.reuse_factor,
      "weights that one multiplier serves per position, instead of pe, simd and taps; what is not legal is "
      "rounded down",
      Bounds{1, 1e9});
    f("pe", self.pe, "output lanes", Bounds{1, 1e9});
    f("simd", self.simd, "input lanes", Bounds{1, 1e9});
    f("taps", self.taps, "taps of the window's kernel per cycle", Bounds{1, 1e9});
    f("multiplier", self.multiplier, "what multiplies: lut or dsp");
    f("weights", self.weights, "where the weights lie: lut or block memory");
    f("window", self.window, "where the window's rows lie: lut or block memory");
  }
};
using LayerWishes = std::map<std::string, LayerWish>;

/// Made once for a network; the planner's loops only read it.
struct Outline {
  struct Choice {
    Decision decision;        ///< its pe, simd and taps
    std::int64_t cycles = 0;  ///< of one inference of the layer, when nothing stalls
    std::int64_t in_lanes = 1;
  };
  struct Row {
    Layer layer;
    LayerWish wish;
    std::vector<Choice> choices;  ///< never empty; by taps, then pe, then simd
    std::int64_t fastest_cycles = 0;
    std::int64_t smallest_cycles = 0;  ///< of the choice with the fewest multipliers
  };
  std::vector<Row> layers;  ///< in topological order

  /// Cycles of the slowest layer when every layer is as parallel as it may be: no target is shorter.
  std::int64_t min_interval() const;
  /// And when every layer has as few multipliers as it may: a longer target saves nothing.
  std::int64_t slowest_interval() const;
};

/// `reuse_factor` > 0 is wished of every layer with weights whose own wish says nothing of folding.
/// kUnknownName for a wish for no layer of the network, kImpossible for one that the layer cannot have, with
/// the legal values; both at plan.layer.<name>.
Result<Outline> make_outline(const net::IntGraph& graph, const LayerWishes& wishes = {},
                             std::int64_t reuse_factor = 0);

}  // namespace knap::map
