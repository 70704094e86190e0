#include "hw/ir/builder.h"

#include <gtest/gtest.h>

#include "hw/ir/verify.h"

namespace knap::hw {
namespace {

Design design_of(Module module) {
  Design design;
  design.modules.push_back(std::move(module));
  return design;
}

TEST(Builder, AStreamHasThreePortsAndPassesVerify) {
  Builder b("pass");
  const Stream in = b.input_stream("in", {{-8, 7}, 2}, 4);
  const Value ready = b.output_stream_ready("out");
  b.drive(in.ready, ready);
  b.output_stream("out", in.valid, in.data, 4);
  const Module module = b.finish();
  ASSERT_EQ(module.streams.size(), 2u);
  EXPECT_EQ(module.ports[module.streams[0].ready].direction, Direction::Out);
  EXPECT_EQ(module.ports[module.streams[1].ready].name, "out_ready");
  EXPECT_EQ(module.ports[module.streams[1].data].type.total_bits(), 8);
  EXPECT_TRUE(verify(design_of(module)).ok());
}

TEST(Builder, RegistersKeepTheirIntervalsAndAreSetOnce) {
  Builder b("counter");
  const Reg count = b.reg("count", {{0, 9}}, 0);
  EXPECT_THROW(count.set(count.value() + 1), InternalError);  // [1,10] does not fit
  const Reg other = b.reg("count", {{0, 9}}, 0);
  other.set(mux(other.value() == 9, 0, (other.value() + 1).narrow({0, 9})), b.bit(true));
  EXPECT_THROW(other.set(b.constant(0)), InternalError);
  EXPECT_EQ(b.module().registers[1].name, "count_1");
  EXPECT_FALSE(b.module().registers[1].enable.has_value());  // an enable of 1 is none
  EXPECT_THROW(b.finish(), InternalError);                   // the first was never set
}

TEST(Builder, FinishRefusesAWireThatNothingDrives) {
  Builder b("m");
  const Value wire = b.wire("w", {kBit});
  EXPECT_THROW(b.finish(), InternalError);
  b.drive(wire, b.bit(false));
  EXPECT_THROW(b.drive(wire, b.bit(true)), InternalError);
  EXPECT_NO_THROW(b.finish());
}

TEST(Builder, InstancesTakeInputsAndGiveOutputsInOrder) {
  Builder child("child");
  const Value a = child.input("a", {{0, 3}});
  const Value c = child.input("c", {{-4, 3}, 2});
  child.output("sum", a + c);
  child.output("same", a);
  Design design = design_of(child.finish());
  Builder top("top");
  const Value x = top.input("x", {{0, 1}});
  const auto out = top.instance(design, 0, "u", {x, x});  // the second is broadcast over two lanes
  ASSERT_EQ(out.size(), 2u);
  EXPECT_EQ(out[0].interval(), (Interval{-4, 6}));
  EXPECT_THROW(top.instance(design, 0, "v", {x}), InternalError);
  EXPECT_THROW(top.instance(design, 0, "w", {top.input("big", {{0, 9}}), x}), InternalError);
  Builder good("good");
  good.output("y", good.instance(design, 0, "u", {good.input("x", {{0, 1}}), good.constant(1)})[0]);
  design.modules.push_back(good.finish());
  const auto verified = verify(design);
  EXPECT_TRUE(verified.ok()) << (verified.ok() ? "" : to_string(verified.error()));
}

TEST(Builder, MemoriesCheckAddressesAndContents) {
  Builder b("m");
  const Value address = b.input("address", {{0, 3}});
  const auto contents = std::make_shared<const std::vector<std::int64_t>>(
      std::vector<std::int64_t>{1, -2, 3, -4, 5, -6, 7, -8});
  const Value word =
      b.rom("weights", "weight", MemoryStyle::Lut, {{-8, 7}, 2}, contents, address, b.bit(true));
  EXPECT_EQ(word.lanes(), 2);
  EXPECT_FALSE(b.module().memories[0].read_enable.has_value());
  EXPECT_THROW(b.rom("small", "weight", MemoryStyle::Lut, {{-8, 7}, 4}, contents, address, b.bit(true)),
               InternalError);
  EXPECT_THROW(b.rom("wide", "weight", MemoryStyle::Lut, {{0, 7}, 2}, contents, address, b.bit(true)),
               InternalError);
  EXPECT_THROW(b.ram_async("ram", {{0, 1}}, 2, {b.bit(true), address, b.bit(true)}, address), InternalError);
}

TEST(Builder, ConstantsOfTheModelKeepWhatTheyAre) {
  Builder b("m");
  const Value weights = b.constant({3, -1, 2}, "weight");
  EXPECT_EQ(std::get<Constant>(b.module().signals[weights.lane(1).id().index].driver).what, "weight");
  const Value index = b.input("i", {{0, 2}});
  const Value value = b.lookup(index, {5, 9, -1}, "threshold");
  EXPECT_EQ(value.interval(), (Interval{-1, 9}));
  EXPECT_EQ(std::get<Lookup>(b.module().signals[value.id().index].driver).what, "threshold");
}

}  // namespace
}  // namespace knap::hw
