#include "hw/ir/verify.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "hw/ir/builder.h"

namespace knap::hw {
namespace {

/// a + c of two inputs through a register, a RAM and a DSP product: one of everything.
Design smallest() {
  Builder b("smallest");
  const Value a = b.input("a", {{-8, 7}});
  const Value c = b.input("c", {{0, 3}});
  const Reg sum = b.reg("sum", {{-8, 10}}, 0);
  sum.set(a + c);
  const Value word = b.ram("ram", MemoryStyle::Block, {{-8, 7}}, 4, {b.bit(true), c, a}, c, b.bit(true));
  b.output(
      "y",
      (b.multiply_dsp("product", sum, word, b.bit(true), 2) + b.lookup(c, {1, 2, 3, 4})).truncate(6, true));
  b.output("z", max(a, 0));
  Design design;
  design.modules.push_back(b.finish());
  return design;
}

std::string complaint(const std::function<void(Design&)>& break_it) {
  Design design = smallest();
  break_it(design);
  const auto result = verify(design);
  return result.ok() ? "accepted" : to_string(result.error().first());
}

std::size_t index_of(const Module& module, std::size_t alternative) {
  for (std::size_t i = 0; i < module.signals.size(); ++i)
    if (module.signals[i].driver.index() == alternative) return i;
  return module.signals.size();
}

template <class T>
T& first(Design& design) {
  Module& module = design.modules[0];
  return std::get<T>(module.signals[index_of(module, Driver(T{}).index())].driver);
}

TEST(Verify, AcceptsWhatTheBuilderMakes) {
  EXPECT_EQ(complaint([](Design&) {}), "accepted");
}

TEST(Verify, RefusesAWidthThatIsTooSmall) {
  const auto text = complaint([](Design& d) {
    Module& m = d.modules[0];
    m.signals[index_of(m, Driver(Binary{}).index())].type.interval = {0, 3};
  });
  EXPECT_THAT(text, testing::HasSubstr("declared [0,3], derived"));
}

TEST(Verify, RefusesIdsOutOfRange) {
  EXPECT_THAT(complaint([](Design& d) { first<Binary>(d).b = {999}; }), testing::HasSubstr("does not exist"));
  EXPECT_THAT(complaint([](Design& d) { d.modules[0].registers[0].next = {999}; }),
              testing::HasSubstr("next"));
  EXPECT_THAT(complaint([](Design& d) { first<RegisterValue>(d).index = 7; }),
              testing::HasSubstr("register 7"));
  EXPECT_THAT(complaint([](Design& d) { first<PortInput>(d).port = 2; }), testing::HasSubstr("not an input"));
}

TEST(Verify, RefusesStateThatDoesNotFit) {
  EXPECT_THAT(complaint([](Design& d) {
                d.modules[0].registers[0].type.interval = {0, 1};
              }),
              testing::HasSubstr("next"));
  EXPECT_THAT(complaint([](Design& d) { d.modules[0].registers[0].reset = {11}; }),
              testing::HasSubstr("reset 11"));
  EXPECT_THAT(complaint([](Design& d) { d.modules[0].memories[0].depth = 3; }),
              testing::HasSubstr("address"));
  EXPECT_THAT(complaint([](Design& d) { d.modules[0].memories[0].write_data.reset(); }),
              testing::HasSubstr("write port"));
  EXPECT_THAT(complaint([](Design& d) { d.modules[0].multipliers[0].stages = 9; }),
              testing::HasSubstr("9 stages"));
}

TEST(Verify, RefusesATruncationThatIsNoFullRange) {
  const auto text = complaint([](Design& d) {
    Module& m = d.modules[0];
    m.signals[index_of(m, Driver(Truncate{}).index())].type.interval = {0, 5};
  });
  EXPECT_THAT(text, testing::HasSubstr("no full range"));
}

TEST(Verify, RefusesTwoModulesOfOneName) {
  EXPECT_THAT(complaint([](Design& d) { d.modules.push_back(d.modules[0]); }),
              testing::HasSubstr("two modules"));
}

TEST(Verify, FindsACombinationalLoopThroughAnInstance) {
  Builder child("child");
  const Value a = child.input("a", {kBit});
  const Value c = child.input("c", {kBit});
  child.output("through", !a);
  const Reg held = child.reg("held", {kBit}, 0);
  held.set(c);
  child.output("later", held);
  Design design;
  design.modules.push_back(child.finish());
  for (const bool is_loop : {false, true}) {
    Builder top("top");
    const Value wire = top.wire("back", {kBit});
    const auto out = is_loop ? top.instance(design, 0, "u", {wire, top.bit(true)})
                             : top.instance(design, 0, "u", {top.bit(true), wire});
    top.drive(wire, is_loop ? out[0] : out[1]);
    top.output("y", wire);
    Design whole = design;
    whole.modules.push_back(top.finish());
    const auto result = verify(whole);
    EXPECT_EQ(result.ok(), !is_loop);
    if (!result.ok()) {
      EXPECT_THAT(to_string(result.error()), testing::HasSubstr("combinational loop"));
    }
  }
}

}  // namespace
}  // namespace knap::hw
