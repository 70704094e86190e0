// Timing: synth/<device>/timing.json, what place-and-route reached, seed by seed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/text/described.h"

namespace knap::schema {

struct SeedTiming {
  std::int64_t seed = 0;
  double fmax_mhz = 0;

  static void fields(auto& self, auto&& f) {
    f("seed", self.seed, "of the placement");
    f("fmax_mhz", self.fmax_mhz, "that it reached");
  }
};

struct Timing {
  std::string tool;
  double clock_mhz = 0;
  std::vector<SeedTiming> seeds;
  std::int64_t bitstream_seed = 0;

  static void fields(auto& self, auto&& f) {
    f("tool", self.tool, "and its version");
    f("clock_mhz", self.clock_mhz, "asked for");
    f("seeds", self.seeds, "placements that succeeded");
    f("bitstream_seed", self.bitstream_seed, "the placement that was packed");
  }
};

}  // namespace knap::schema
