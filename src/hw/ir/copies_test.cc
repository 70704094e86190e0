#include "hw/ir/copies.h"

#include <gtest/gtest.h>

#include <memory>
#include <set>

#include "hw/ir/builder.h"
#include "hw/ir/output_register.h"
#include "hw/ir/verify.h"

namespace knap::hw {
namespace {

int copies_in(const Module& module) {
  int copies = 0;
  for (const Register& item : module.registers) copies += item.is_copy ? 1 : 0;
  return copies;
}

TEST(Copies, SmallModulesStayAsTheyAre) {
  Builder b("small");
  const Stream in = b.input_stream("in", {{-8, 7}, 4}, 1);
  const Value out_ready = b.output_stream_ready("out");
  b.drive(in.ready, out_ready);
  b.output_stream("out", in.valid, b.delay("held", in.data, out_ready), 1);
  const Module module = b.finish();
  EXPECT_EQ(with_copies(module), module);
}

TEST(Copies, OperandsEnablesAndChoicesOfMuchAreShared) {
  Builder b("wide");
  const Value x = b.input("x", {{-128, 127}}), go = b.input("go", {kBit});
  const Value w = b.input("w", {{-128, 127}, 64});
  const Reg moves = b.reg("moves", {kBit}, 0);
  moves.set(go);
  const Value shared = b.delay("shared", x, b.bit(true));
  const Value spread = pack(std::vector<Value>(64, shared));
  const Value products = b.delay("products", spread * w, moves);             // 64 x 16 bits
  const Value chosen = mux(moves, products, b.constant(0)).named("chosen");  // 1,024 bits
  b.output("y", chosen);
  const Module after = with_copies(b.finish(), {8, 128});
  const auto verified = verify(Design{{after}, {Clock{}}});
  ASSERT_TRUE(verified.ok()) << to_string(verified.error());
  // Of the operand seven; of `moves` seven, which both the enable and the choice use.
  EXPECT_EQ(copies_in(after), 7 + 7);
  // The products lie in eight registers of 128 bits, each with an enable of its own.
  int parts = 0;
  std::set<std::uint32_t> enables;
  for (const Register& item : after.registers)
    if (item.name.starts_with("products_part_")) ++parts, enables.insert(item.enable->index);
  EXPECT_EQ(parts, 8);
  EXPECT_EQ(enables.size(), 8U);
}

TEST(Copies, ARegisterOfABlockMemoryStaysInIt) {
  Builder b("block");
  const Value go = b.input("go", {kBit}), w = b.input("w", {{-128, 127}, 64});
  const Reg address = b.reg("address", {{0, 1}}, 0);
  address.set(!address.value(), go);
  const auto words = std::make_shared<const std::vector<std::int64_t>>(std::vector<std::int64_t>{-128, 127});
  const Value read = b.rom("words", "", MemoryStyle::Block, {{-128, 127}}, words, address, go);
  const Value held = b.delay("words_read", read, go);
  b.output("y", b.delay("products", pack(std::vector<Value>(64, held)) * w, go));
  const Module module = b.finish();
  ASSERT_TRUE(output_registers(module).front().has_value());
  const Module after = with_copies(module);
  EXPECT_EQ(copies_in(after), 0);
  EXPECT_TRUE(output_registers(after).front().has_value());
}

TEST(Copies, InputsAndMemoriesHaveNone) {
  Builder b("given");
  const Value x = b.input("x", {{-128, 127}}), go = b.input("go", {kBit}),
              w = b.input("w", {{-128, 127}, 64});
  b.output("y", b.delay("products", pack(std::vector<Value>(64, x)) * w, go));
  const Module module = b.finish();
  EXPECT_EQ(copies_in(with_copies(module, {1, 1})), 0);
}

}  // namespace
}  // namespace knap::hw
