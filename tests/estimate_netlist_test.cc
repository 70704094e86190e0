// The estimate of a design of bench/calibrate (seed 2) against what Yosys 0.23 made of it, which is stored
// here: the model must not drift away from the netlists when it is changed. `bench_calibrate` measures more.
#include <gtest/gtest.h>

#include <filesystem>

#include "core/sys/environment.h"
#include "core/sys/files.h"
#include "hw/cost/estimate.h"
#include "hw/ir/text.h"

namespace knap::hw {
namespace {

struct Counted {
  Family family;
  double lut, ff, dsp, bram;
};

TEST(EstimateNetlist, AgreesWithStoredNetlists) {
  const auto file =
      std::filesystem::path(get_env("KNAP_SOURCE_DIR").value_or(".")) / "tests/golden/hw_cost_design.txt";
  const Result<std::string> text = read_file(file);
  ASSERT_TRUE(text.ok());
  const Result<Design> design = parse(*text, file.string());
  ASSERT_TRUE(design.ok());
  for (const Counted& netlist :
       {Counted{Family::Xc7, 947, 828, 7, 1.5}, Counted{Family::Xcup, 976, 828, 7, 1.5},
        Counted{Family::Ecp5, 1892, 828, 7, 3}, Counted{Family::Ice40, 1791, 859, 7, 12}}) {
    const Resources told = estimate(*design, netlist.family).total;
    EXPECT_NEAR(told.lut, netlist.lut, 0.1 * netlist.lut) << to_string(netlist.family);
    EXPECT_NEAR(told.ff, netlist.ff, 0.03 * netlist.ff) << to_string(netlist.family);
    EXPECT_EQ(told.dsp, netlist.dsp);
    EXPECT_EQ(told.bram, netlist.bram);
  }
}

}  // namespace
}  // namespace knap::hw
