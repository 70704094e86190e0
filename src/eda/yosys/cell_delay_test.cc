#include "eda/yosys/cell_delay.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/diagnostics.h"
#include "core/sys/files.h"
#include "eda/tool/testing.h"
#include "eda/yosys/synth.h"
#include "hw/prim/leaves.h"

namespace knap::eda {
namespace {

/// Register, a product of `bits` x `bits`, register; in a module whose hierarchy is kept.
std::string product_design(int bits) {
  return fmt::format(R"((* keep_hierarchy *)
module part (input logic [{0}:0] a, input logic [{0}:0] b, output logic [{1}:0] y);
  assign y = a * b;
endmodule
module main (input logic clk, input logic [{0}:0] a, input logic [{0}:0] b, output logic [{1}:0] y);
  logic [{0}:0] a_read, b_read;
  logic [{1}:0] product;
  part first (.a(a_read), .b(b_read), .y(product));
  always_ff @(posedge clk) begin
    a_read <= a;
    b_read <= b;
    y <= product;
  end
endmodule
)",
                     bits - 1, 2 * bits - 1);
}

TEST(CellDelay, GrowsWithTheLogicBetweenTwoRegistersThroughKeptModules) {
  Toolbox tools;
  KNAP_TOOL_OR_SKIP(tools, Tool::Yosys);
  const hw::Device device = *hw::find_device("xc7z020");
  ASSERT_TRUE(has_cell_delays(device.family));
  double before = 0.5;
  for (const int bits : {3, 8}) {
    const auto folder = TempFolder::make();
    ASSERT_TRUE(folder.ok());
    ASSERT_TRUE(write_file(folder->path() / "rtl/main.sv", product_design(bits)).ok());
    ASSERT_TRUE(write_file(folder->path() / "rtl/files.xc7.f", "main.sv\n").ok());
    for (const auto& [name, body] : hw::leaf_files())
      ASSERT_TRUE(write_file(folder->path() / "rtl/prim" / name, body).ok());
    ASSERT_TRUE(synthesise(folder->path(), device, {"main", {}, 300}, tools, Watch()).ok());
    const auto delay = worst_cell_delay(folder->path() / "synth/xc7z020", "main", tools, Watch());
    ASSERT_TRUE(delay.ok()) << to_string(delay.error());
    EXPECT_GT(delay->worst_ns, before);
    EXPECT_LT(delay->worst_ns, 10);
    EXPECT_THAT(delay->method, testing::HasSubstr("without wires"));
    EXPECT_FALSE(is_file(folder->path() / "synth/xc7z020/sta.log"));
    before = delay->worst_ns + 0.5;
  }
}

TEST(CellDelay, ANetlistThatIsNoneIsTheToolsFailure) {
  Toolbox tools;
  KNAP_TOOL_OR_SKIP(tools, Tool::Yosys);
  const auto folder = TempFolder::make();
  ASSERT_TRUE(write_file(folder->path() / "netlist.json", "{").ok());
  const auto delay = worst_cell_delay(folder->path(), "main", tools, Watch());
  ASSERT_FALSE(delay.ok());
  EXPECT_TRUE(delay.error().is(diag::kToolFailed));
}

}  // namespace
}  // namespace knap::eda
