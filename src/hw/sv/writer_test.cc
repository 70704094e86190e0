#include "hw/sv/writer.h"

#include <gtest/gtest.h>

namespace knap::hw {
namespace {

TEST(Writer, ConstantsAreFoundWhereTheySayTheyAre) {
  Writer w("a.sv", "fc");
  w.line("module a;");
  w.constant("  localparam x = ", -3, 8, ";", "weight");
  w.constant("    ", 5, 5, ",", "bias");
  EXPECT_EQ(w.text(), "module a;\n  localparam x = 8'hfd;\n    5'b00101,\n");
  ASSERT_EQ(w.spots().size(), 2u);
  EXPECT_EQ(w.spots()[0], (ConstantSpot{"fc", "weight", "a.sv", 2, 21, 2, 16}));
  EXPECT_EQ(w.spots()[1], (ConstantSpot{"fc", "bias", "a.sv", 3, 8, 5, 2}));
}

TEST(Writer, CommentsStayComments) {
  Writer w("a.sv", "");
  w.comment("one\ntwo \\", "  ");
  w.comment("", "  ");
  w.gap();
  w.gap();
  EXPECT_EQ(w.text(), "  // one\n  // two  \n\n");
}

}  // namespace
}  // namespace knap::hw
