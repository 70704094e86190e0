// Region: a part of the network and the decisions of the style in which it is built; the content of
// plan.toml.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "hw/gen/linear.h"

namespace knap::hw {
/// How plan.toml writes them, in the order of the enumerators.
inline constexpr std::array<std::string_view, 2> kMultiplierStyleNames{"lut", "dsp"};
inline constexpr std::array<std::string_view, 2> kMemoryStyleNames{"lut", "block"};
constexpr const auto& enum_names(MultiplierStyle) { return kMultiplierStyleNames; }
constexpr const auto& enum_names(MemoryStyle) { return kMemoryStyleNames; }
}  // namespace knap::hw

namespace knap::map {

/// Of one layer. pe = output lanes, simd = input lanes, taps of the kernel; a reuse factor r means
/// pe * simd * taps = weights of one position / r.
struct Decision {
  std::int64_t pe = 1, simd = 1, taps = 1;
  hw::MultiplierStyle multiplier = hw::MultiplierStyle::Lut;
  std::int64_t products_per_dsp = 1;
  hw::MemoryStyle weights = hw::MemoryStyle::Lut;  ///< where weights lie
  hw::MemoryStyle window = hw::MemoryStyle::Lut;   ///< where the window's rows lie
  std::int64_t window_rows = 0;  ///< 0 = enough for the next rows to arrive while one is worked on
  hw::Ranks ranks;               ///< registers that cut its longest paths
  bool operator==(const Decision&) const = default;
  std::int64_t multipliers() const { return pe * simd * taps; }

  static void fields(auto& self, auto&& f) {
    f("pe", self.pe, "output lanes: output channels that are worked on at a time");
    f("simd", self.simd, "input lanes: input channels that enter one dot product per cycle");
    f("taps", self.taps,
      "taps of the window's kernel that enter one dot product per cycle: 1, one column of it, or all");
    f("multiplier", self.multiplier, "what multiplies: lut or dsp");
    f("products_per_dsp", self.products_per_dsp,
      "products of one DSP block: 2 where two outputs share an input and the widths allow it");
    f("weights", self.weights, "where the weights lie: lut or block memory");
    f("window", self.window, "where the window's rows lie: lut or block memory");
    f("window_rows", self.window_rows,
      "rows of the window's ring; 0 = enough to work on one row while the next arrive");
    f("ranks", self.ranks, "registers that cut the layer's longest paths, each for a cycle of latency");
  }
};

/// On the edge into `to` (layer names); depth in beats.
struct FifoDecision {
  std::int64_t depth = 2;
  hw::MemoryStyle memory = hw::MemoryStyle::Lut;
  bool operator==(const FifoDecision&) const = default;

  static void fields(auto& self, auto&& f) {
    f("depth", self.depth, "beats that the FIFO's memory holds");
    f("memory", self.memory, "lut or block memory");
  }
};

/// Stream style: one module per layer, all working at the same time, joined by valid/ready streams
/// (docs/streams.md). A layer without a decision has the default one.
struct StreamPlan {
  std::map<std::string, Decision> layers;     ///< by layer name
  std::map<std::string, FifoDecision> fifos;  ///< by "from>to"
  std::int64_t samples_per_beat = 1;          ///< elements of the network's input
  bool operator==(const StreamPlan&) const = default;
};

/// Layers that are built in one style. The regions of a plan hold every layer once, in topological order;
/// what passes from one region to the next is a stream.
struct Region {
  std::vector<std::string> layers;
  std::variant<StreamPlan> style;
  bool operator==(const Region&) const = default;
};
using Regions = std::vector<Region>;

}  // namespace knap::map
