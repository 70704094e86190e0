// VerifyOptions: how much of the ladder is climbed; the section [verify] of a project's TOML.
#pragma once

#include <cstdint>

#include "core/text/described.h"

namespace knap::verify {

struct VerifyOptions {
  std::int64_t records = 200;
  std::int64_t stall_records = 16;
  std::int64_t netlist_records = 3;
  std::int64_t whole_netlist_luts = 10000;
  std::int64_t most_netlist_luts = 0;

  static void fields(auto& self, auto&& f) {
    f("records", self.records, "test records that go through every rung but the netlists", Bounds{1, 1e6});
    f("stall_records", self.stall_records, "records that are run again with stalls on both ends",
      Bounds{1, 1e6});
    f("netlist_records", self.netlist_records, "records that go through each device's netlist",
      Bounds{1, 1e6});
    f("whole_netlist_luts", self.whole_netlist_luts,
      "a netlist of more lookup tables is proved layer by layer, each alone, and not in one piece",
      Bounds{0, 1e9});
    f("most_netlist_luts", self.most_netlist_luts,
      "a netlist of more lookup tables is counted, not simulated; 0 = every netlist is simulated",
      Bounds{0, 1e9});
  }
};

}  // namespace knap::verify
