#include "hw/sv/expression.h"

#include <gtest/gtest.h>

#include "hw/ir/builder.h"
#include "hw/ir/random.h"
#include "hw/sv/plan.h"

namespace knap::hw {
namespace {

/// The right-hand side of the module's only output.
std::string expression(Builder& b, Value value) {
  b.output("y", value);
  Design design;
  design.modules.push_back(b.finish());
  const ModuleOrder order = orders_of(design).value()[0];
  NameScope scope;
  const ModulePlan plan = plan_signals(design.modules[0], order, scope);
  Expressions expressions(design.modules[0], plan.signals);
  const SignalId id = *design.modules[0].ports.back().driver;
  return expressions.driver(id, Lane{}, design.modules[0].type(id).lane_width_bits()).text;
}

struct ExpressionTest : testing::Test {
  Builder b{"m"};
  Value s = b.input("s", {{-8, 7}});
  Value u = b.input("u", {{0, 7}});
  Value bit = b.input("flag", {kBit});
  Value lanes = b.input("lanes", {{-8, 7}, 4});
};

TEST_F(ExpressionTest, OperandsAreExtendedToTheResult) { EXPECT_EQ(expression(b, s + u), "5'(s) + 5'(u)"); }
TEST_F(ExpressionTest, ProductsAreSignedWhereAFactorIs) {
  EXPECT_EQ(expression(b, s * u), "7'(s) * $signed(7'(u))");
}
TEST_F(ExpressionTest, ComparisonsHaveACommonWidthAndSign) {
  EXPECT_EQ(expression(b, s < u), "s < $signed(4'(u))");
}
TEST_F(ExpressionTest, InvertedComparisonsReadDirectly) { EXPECT_EQ(expression(b, s >= 3), "s >= 4'sd3"); }
TEST_F(ExpressionTest, ConstantsOnTheLeftMoveToTheRight) { EXPECT_EQ(expression(b, s > 3), "s > 4'sd3"); }
TEST_F(ExpressionTest, AddingANegativeConstantSubtracts) {
  EXPECT_EQ(expression(b, s + (-3)), "5'(s) - 5'sd3");
}
TEST_F(ExpressionTest, SumsWithoutACarryAreSideBySide) {
  EXPECT_EQ(expression(b, u.shl(4) + u.narrow({0, 3})), "7'(u) << 4 | 7'(u[1:0])");
}
TEST_F(ExpressionTest, LanesArePartSelects) {
  EXPECT_EQ(expression(b, lanes.lane(2) + s), "5'($signed(lanes[11:8])) + 5'(s)");
}
TEST_F(ExpressionTest, RunTimeLanesHaveAnExactIndex) {
  const Value index = b.input("index", {{0, 3}});
  EXPECT_EQ(expression(b, pick(lanes, index)), "$signed(lanes[4'(index) * 4'd4 +: 4])");
}
TEST_F(ExpressionTest, NarrowKeepsTheLowBits) { EXPECT_EQ(expression(b, s.narrow({0, 3})), "s[1:0]"); }
TEST_F(ExpressionTest, ASumThatIsNarrowedIsComputedNarrow) {
  EXPECT_EQ(expression(b, (s + u).narrow({-8, 7})), "s + 4'(u)");
}
TEST_F(ExpressionTest, DifferentOperatorsHaveParentheses) {
  const Value other = b.input("other", {kBit});
  EXPECT_EQ(expression(b, (bit & other) | (s == 0)), "(flag & other) | (s == 4'sd0)");
}
TEST_F(ExpressionTest, ChoicesNest) {
  EXPECT_EQ(expression(b, mux(bit, s, mux(s < 0, u, 3))), "flag ? s : s < 4'sd0 ? 4'(u) : 4'd3");
}
TEST_F(ExpressionTest, ShiftsKeepTheSign) { EXPECT_EQ(expression(b, s.shr(2)), "2'($signed(s >>> 2))"); }

/// What is remembered of a text, against the text.
void expect_true_facts(const Printed& p) {
  EXPECT_EQ(p.has_cast, p.text.find("'(") != std::string::npos) << p.text;
  EXPECT_EQ(p.has_select, p.text.find('[') != std::string::npos) << p.text;
  for (const std::size_t at : p.breaks)
    EXPECT_TRUE(at == 0 || p.text.at(at - 1) == ' ') << p.text << " at " << at;
}

TEST(ExpressionProperty, WhatIsRememberedOfATextIsTrueOfIt) {
  int casts = 0, selects = 0, breaks = 0;
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    SCOPED_TRACE(seed);
    Rng rng(seed, "printed");
    const Design design = random_design(rng);
    const std::vector<ModuleOrder> orders = orders_of(design).value();
    for (std::size_t m = 0; m < design.modules.size(); ++m) {
      NameScope scope;
      const ModulePlan plan = plan_signals(design.modules[m], orders[m], scope);
      Expressions expressions(design.modules[m], plan.signals);
      for (const SignalId id : plan.order) {
        if (!plan.signals[id.index].is_live) continue;
        const int width = design.modules[m].type(id).lane_width_bits();
        for (const int wanted : {std::max(1, width - 1), width, width + 2}) {
          const Printed p = expressions.whole(id, wanted);
          expect_true_facts(p);
          EXPECT_EQ(p.width_bits, wanted * design.modules[m].type(id).lanes) << p.text;
          casts += p.has_cast;
          selects += p.has_select;
          breaks += !p.breaks.empty();
        }
      }
    }
  }
  EXPECT_GT(casts, 100);
  EXPECT_GT(selects, 100);
  EXPECT_GT(breaks, 100);
}

}  // namespace
}  // namespace knap::hw
