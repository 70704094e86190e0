#include "hw/sv/printed.h"

#include <gtest/gtest.h>

namespace knap::hw {
namespace {

Printed name(const std::string& text, int width_bits = 4, bool is_signed = false) {
  return {text, width_bits, is_signed};
}

Printed sum(const Printed& a, const Printed& b) { return operation(a, "+", b, Binding::Add); }

/// The parts between the places where a line may begin.
std::vector<std::string> pieces(const Printed& p) {
  std::vector<std::string> all;
  std::size_t start = 0;
  for (const std::size_t at : p.breaks) {
    all.push_back(p.text.substr(start, at - start));
    start = at;
  }
  all.push_back(p.text.substr(start));
  return all;
}

using Pieces = std::vector<std::string>;

TEST(Printed, LiteralsHaveExactWidths) {
  EXPECT_EQ(literal(5, 4, false).text, "4'd5");
  EXPECT_EQ(literal(1, 1, false).text, "1'b1");
  EXPECT_EQ(literal(-3, 4, true).text, "-4'sd3");
  EXPECT_EQ(literal(-8, 4, true).text, "4'sh8");
  EXPECT_EQ(literal(-3, 4, false).text, "4'hd");
  EXPECT_EQ(hex_literal(0x1234, 8).text, "8'h34");
  EXPECT_EQ(hex_literal(-1, 64).text, "64'hffffffffffffffff");
}

TEST(Printed, ParenthesesStandAroundWhatBindsNoMoreTightly) {
  EXPECT_EQ(inside(sum(name("a"), name("b")), Binding::Multiply).text, "(a + b)");
  EXPECT_EQ(inside(sum(name("a"), name("b")), Binding::Add).text, "(a + b)");
  EXPECT_EQ(inside(sum(name("a"), name("b")), Binding::Shift).text, "a + b");
  EXPECT_EQ(inside(name("a"), Binding::Unary).text, "a");
}

TEST(Printed, ACastDoesNotReachIntoItsOperand) {
  EXPECT_EQ(cast(name("a"), 4).text, "a");
  EXPECT_EQ(cast(name("a", 4, true), 6).text, "6'(a)");
  EXPECT_EQ(cast(sum(name("a"), name("b")), 6).text, "6'($unsigned(a + b))");
  EXPECT_EQ(cast(operation(name("a"), "<", name("b"), Binding::Compare), 6).text, "6'(a < b)");
  EXPECT_EQ(cast(name("a", 4, true), 6).width_bits, 6);
  EXPECT_TRUE(cast(name("a", 4, true), 6).is_signed);
}

TEST(Printed, CastsAndSelectsAreKnownHoweverDeepTheyStand) {
  Printed selected = name("a[3:0]");
  selected.has_select = true;
  const Printed deep = with_sign(
      list({name("b"), sum(name("c"), cast(selected, 6)), repeat(2, prefixed("!", name("d")))}), true);
  EXPECT_TRUE(deep.has_cast);
  EXPECT_TRUE(deep.has_select);
  const Printed plain = choice(name("s"), list({name("a"), name("b")}), repeat(2, name("c")));
  EXPECT_FALSE(plain.has_cast);
  EXPECT_FALSE(plain.has_select);
  EXPECT_TRUE(choice(name("s"), name("a"), deep).has_cast);
  EXPECT_TRUE(choice(deep, name("a"), name("b")).has_select);
}

TEST(Printed, LinesBeginAtOutermostOperators) {
  const Printed inner = inside(sum(name("b"), name("c")), Binding::Multiply);
  EXPECT_EQ(pieces(sum(sum(name("a"), name("b")), inner)), (Pieces{"a ", "+ b ", "+ (b + c)"}));
  EXPECT_EQ(pieces(choice(sum(name("s"), name("t")), name("a"), name("b"))),
            (Pieces{"s ", "+ t ", "? a ", ": b"}));
  EXPECT_EQ(pieces(operation(name("a"), "*", literal(-3, 4, true), Binding::Multiply)),
            (Pieces{"a ", "* ", "-4'sd3"}));
  EXPECT_EQ(pieces(with_sign(sum(name("a"), name("b")), true)), (Pieces{"$signed(a + b)"}));
}

TEST(Printed, LinesBeginAtTheElementsOfAListThatStandsAlone) {
  const Printed two = list({name("a"), sum(name("b"), name("c"))});
  EXPECT_EQ(two.text, "{a, b + c}");
  EXPECT_EQ(two.width_bits, 8);
  EXPECT_EQ(pieces(two), (Pieces{"{a, ", "b + c}"}));
  EXPECT_TRUE(two.is_list);
  const Printed joined = operation(two, "&", repeat(2, name("d")), Binding::And);
  EXPECT_EQ(pieces(joined), (Pieces{"{a, b + c} ", "& {2{d}}"}));
  EXPECT_FALSE(joined.is_list);
}

}  // namespace
}  // namespace knap::hw
