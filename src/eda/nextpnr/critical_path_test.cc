#include "eda/nextpnr/critical_path.h"

#include <gtest/gtest.h>

#include "core/base/diagnostics.h"

namespace knap::eda {
namespace {

/// From a block memory over padding to a product, as nextpnr-ecp5 writes it, and a longer way from a pin.
constexpr const char* kPaths = R"({"critical_paths": [
  {"from": "posedge clk", "to": "posedge clk", "path": [
    {"delay": 5.75, "from": {"cell": "dw5.rows_ram.banks[0].piece.ram"}, "to": {"cell": "dw5.rows_ram.banks[0].piece.ram"}, "type": "clk-to-q"},
    {"delay": 1.25, "from": {"cell": "dw5.rows_ram.banks[0].piece.ram"}, "to": {"cell": "dw5.was_padding_LUT4_D_4"}, "type": "routing"},
    {"delay": 0.25, "from": {"cell": "dw5.was_padding_LUT4_D_4"}, "to": {"cell": "dw5.was_padding_LUT4_D_4"}, "type": "logic"},
    {"delay": 1.0, "from": {"cell": "dw5.was_padding_LUT4_D_4"}, "to": {"cell": "dw5.was_padding_LUT4_D_4_Z_CCU2C_A0$CCU2_COMB0"}, "type": "routing"},
    {"delay": 0.5, "from": {"cell": "dw5.was_padding_LUT4_D_4_Z_CCU2C_A0$CCU2_COMB0"}, "to": {"cell": "dw5.was_padding_LUT4_D_4_Z_CCU2C_A0$CCU2_COMB0"}, "type": "logic"},
    {"delay": 0.125, "from": {"cell": "dw5.was_padding_LUT4_D_4_Z_CCU2C_A0$CCU2_COMB0"}, "to": {"cell": "pw5.out_beat_TRELLIS_FF_Q"}, "type": "routing"},
    {"delay": 0, "from": {"cell": "pw5.out_beat_TRELLIS_FF_Q"}, "to": {"cell": "pw5.out_beat_TRELLIS_FF_Q"}, "type": "setup"}]},
  {"from": "<async>", "to": "posedge clk", "path": [
    {"delay": 20, "from": {"cell": "in_data[3]$tr_io"}, "to": {"cell": "gain.out_beat_TRELLIS_FF_Q"}, "type": "routing"}]}]})";

TEST(CriticalPath, GoesFromSignalToSignalBetweenEdgesOfTheClock) {
  const auto path = parse_critical_path(kPaths, "r").value();
  ASSERT_EQ(path.size(), 2U);
  EXPECT_EQ(path[0].from, "rows_ram");
  EXPECT_EQ(path[0].to, "was_padding");
  EXPECT_EQ(path[0].layer, "dw5");
  EXPECT_EQ(path[0].logic_ns, 6.5);
  EXPECT_EQ(path[0].route_ns, 2.25);
  EXPECT_EQ(path[0].ns, 8.75);
  EXPECT_EQ(path[1].from, "dw5.was_padding");
  EXPECT_EQ(path[1].to, "out_beat");
  EXPECT_EQ(path[1].layer, "pw5");
  EXPECT_EQ(path[1].ns, .125);
  EXPECT_EQ(in_words(path), "dw5: rows_ram -> was_padding; pw5: out_beat");
}

TEST(CriticalPath, ThatReturnsToItsOwnRegisterIsOneStep) {
  const auto path =
      parse_critical_path(R"({"critical_paths": [{"from": "posedge clk", "to": "posedge clk", "path": [
    {"delay": 0.5, "from": {"cell": "fc1.sum_TRELLIS_FF_Q"}, "to": {"cell": "fc1.sum_TRELLIS_FF_Q"}, "type": "clk-to-q"},
    {"delay": 1.5, "from": {"cell": "fc1.sum_TRELLIS_FF_Q"}, "to": {"cell": "fc1.sum_TRELLIS_FF_Q_1"}, "type": "routing"}]}]})",
                          "r")
          .value();
  ASSERT_EQ(path.size(), 1U);
  EXPECT_EQ(path[0].ns, 2);
  EXPECT_EQ(in_words(path), "fc1: sum");
}

TEST(CriticalPath, OfAnOlderReportIsEmptyAndOfADamagedOneAnError) {
  EXPECT_TRUE(parse_critical_path(R"({"fmax": {}})", "r").value().empty());
  const auto damaged =
      parse_critical_path(R"({"critical_paths": [{"from": "posedge clk"}]})", "seed1.report.json");
  ASSERT_FALSE(damaged.ok());
  EXPECT_TRUE(damaged.error().is(diag::kToolFailed));
}

}  // namespace
}  // namespace knap::eda
