#include "hw/sim/layout.h"

#include <gtest/gtest.h>

#include "hw/ir/builder.h"

namespace knap::hw::sim {
namespace {

TEST(Layout, PartsLieInTheirPackAndAliasesInWhatTheyShow) {
  Builder child("child");
  const Value x = child.input("x", {{0, 7}, 2});
  const Value sum = x + 1;
  const Value difference = x - 1;
  const Value both = pack({sum, difference});
  child.output("y", both);
  Design design;
  design.modules.push_back(child.finish());
  Builder top("top");
  const Value a = top.input("a", {{0, 7}, 2});
  const Value y = top.instance(design, 0, "u", {a})[0];
  const Value part = y.slice(3, 1);
  top.output("z", part);
  design.modules.push_back(top.finish());

  const Layout layout = lay_out(design);
  ASSERT_EQ(layout.nodes.size(), 2u);
  const Node& outer = layout.nodes[0];
  const Node& inner = layout.nodes[1];
  EXPECT_EQ(inner.path, "u");
  EXPECT_EQ(inner.unit, outer.unit);  // small instances are evaluated with their parent
  EXPECT_EQ(layout.slot(inner, sum.id()), layout.slot(inner, both.id()));
  EXPECT_EQ(layout.slot(inner, difference.id()), layout.slot(inner, both.id()) + 2);
  EXPECT_EQ(layout.slot(outer, y.id()), layout.slot(inner, both.id()));
  EXPECT_EQ(layout.slot(outer, part.id()), layout.slot(inner, both.id()) + 3);
  EXPECT_EQ(layout.slot(inner, x.id()), layout.slot(outer, a.id()));
}

}  // namespace
}  // namespace knap::hw::sim
