#include "hw/ir/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hw/ir/builder.h"
#include "hw/ir/random.h"

namespace knap::hw {
namespace {

Design small() {
  Builder b("counter", "Counts to nine.\nThen starts again.", "conv1");
  const Value step = b.input("step", {kBit});
  const Reg count = b.reg("count", {{0, 9}}, 0, "the count");
  count.set(mux(count.value() == 9, 0, (count.value() + 1).narrow({0, 9})), step);
  b.output("count", count);
  Design design;
  design.modules.push_back(b.finish());
  return design;
}

TEST(DesignText, IsReadable) {
  const std::string text = print(small());
  EXPECT_THAT(text, testing::StartsWith(R"(design
clock "clk" "rst" 10
module "counter" layer "conv1" comment "Counts to nine.\nThen starts again." {
  in "step" : [0, 1]
  out "count" : [0, 9] from %1
  register "count" : [0, 9] next )"));
  EXPECT_THAT(text,
              testing::HasSubstr(
                  " enable %0 reset (0) comment \"the count\"\n  %0 = input 0 : [0, 1] name \"step\"\n"));
  EXPECT_THAT(text, testing::HasSubstr(" : [1, 10]\n"));
}

TEST(DesignText, ComesBackAsItWas) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    SCOPED_TRACE(seed);
    Rng rng(seed, "text_test");
    Design design = random_design(rng);
    design.modules[0].registers[0].is_copy = true;
    design.modules[0].signals[0].comment = "a \"quoted\" comment\n\\ with a backslash";
    design.clocks[0].period_ns = 1.0 / 3.0;
    const std::string text = print(design);
    const auto parsed = parse(text, "design.txt");
    ASSERT_TRUE(parsed.ok()) << to_string(parsed.error());
    ASSERT_TRUE(*parsed == design);
    ASSERT_EQ(print(*parsed), text);
    ASSERT_EQ(hash(*parsed), hash(design));
  }
}

TEST(DesignText, HashesTellDesignsApart) {
  Design other = small();
  other.modules[0].registers[0].reset = {{1}};
  EXPECT_NE(hash(other), hash(small()));
}

TEST(DesignText, MistakesAreNamedWithTheirPosition) {
  const auto message = [](const std::string& text) {
    const auto parsed = parse(text, "design.txt");
    return parsed.ok() ? std::string("accepted") : to_string(parsed.error().first());
  };
  EXPECT_THAT(message("design\nmodule \"m\" {\n  %0 = frobnicate %1 : [0, 1]\n}"),
              testing::AllOf(testing::HasSubstr("design.txt:3:8"), testing::HasSubstr("frobnicate")));
  EXPECT_THAT(message("design\nmodule \"m\" {\n  %1 = input 0 : [0, 1]\n}"),
              testing::HasSubstr("%0 is expected"));
  EXPECT_THAT(message("design\n"), testing::HasSubstr("no module"));
  EXPECT_THAT(message("design\nmodule \"m\" {\n  in \"a\" : [3, 1]\n}"), testing::HasSubstr("[3,1]"));
  EXPECT_THAT(message(print(small()) + "x"), testing::HasSubstr("design.txt:"));
}

TEST(DesignText, HugeNumbersAreRefusedNotMultiplied) {
  const std::string text =
      "design\nmodule \"m\" {\n  in \"a\" : [0, 2000000000000000000]\n"
      "  %0 = input 0 : [0, 2000000000000000000]\n  %1 = mul %0 %0 : [0, 1]\n}\n";
  const auto parsed = parse(text, "t");
  ASSERT_FALSE(parsed.ok());
  EXPECT_THAT(to_string(parsed.error()), testing::HasSubstr("exceeds 61 bits"));
}

/// Every text that differs from a good one in one byte is parsed or refused, never more.
TEST(DesignText, DamagedTextsDoNoHarm) {
  const std::string good = print(small());
  Rng rng(7, "damage");
  for (int i = 0; i < 3000; ++i) {
    std::string text = good;
    text[rng.below(text.size())] = static_cast<char>(rng.integer(1, 126));
    if (rng.flip(0.3)) text.erase(rng.below(text.size()), 3);
    const auto parsed = parse(text, "t");
    if (parsed.ok()) {
      EXPECT_TRUE(parse(print(*parsed), "u").ok());
    }
  }
}

}  // namespace
}  // namespace knap::hw
