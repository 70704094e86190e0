// Decision: what a person may choose for each layer and each FIFO; the content of plan.toml.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "hw/gen/linear.h"

namespace knap::map {

/// Of one layer. pe = output lanes, simd = input lanes; a reuse factor r means pe * simd = weights of one position / r.
struct Decision {
  std::int64_t pe = 1, simd = 1;
  hw::MultiplierStyle multiplier = hw::MultiplierStyle::Lut;
  hw::MemoryStyle weights = hw::MemoryStyle::Lut;  ///< where weights lie
  hw::MemoryStyle window = hw::MemoryStyle::Lut;   ///< where the window's rows lie
  std::int64_t window_rows = 0;                    ///< 0 = enough for the next rows to arrive while one is worked on
  bool operator==(const Decision&) const = default;
};

/// On the edge into `to` (layer names); depth in beats.
struct FifoDecision {
  std::int64_t depth = 2;
  hw::MemoryStyle memory = hw::MemoryStyle::Lut;
  bool operator==(const FifoDecision&) const = default;
};

struct Decisions {
  std::map<std::string, Decision> layers;      ///< by layer name
  std::map<std::string, FifoDecision> fifos;   ///< by "from>to"
  bool operator==(const Decisions&) const = default;
};

}  // namespace knap::map
