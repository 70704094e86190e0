#include "hw/gen/window_banks.h"

#include <fmt/format.h>

#include "hw/gen/window_rows.h"
#include "hw/gen/window_walk.h"

namespace knap::hw {
namespace {

using Loop = WindowLoop;

/// values[index], as a tree over the bits of the index: behind the last value, any.
Value choose(const std::vector<Value>& values, Value index) {
  if (values.size() == 1) return values.front();
  int bit = 0;
  while ((std::size_t{2} << bit) < values.size()) ++bit;
  const auto half = values.begin() + (std::ptrdiff_t{1} << bit);
  const std::vector<Value> low(values.begin(), half), high(half, values.end());
  return mux(index.shr(bit).truncate(1, false), choose(high, index), choose(low, index));
}

/// The bank of the window's k-th row.
Value bank_of_row(Builder& b, const WindowSpec& spec, std::int64_t k, const LoopNest& loops) {
  const AxisWalk& rows = spec.rows;
  const std::int64_t banks = spec.memories();
  const std::int64_t frame = rows.length - (rows.outputs() - 1) * rows.stride;
  const auto modulo = [&](std::int64_t value) { return ((value % banks) + banks) % banks; };
  if (banks == 1) return b.constant(0);
  const std::string name = fmt::format("bank_of_row_{}", k);
  const Reg bank = b.reg(name, {{0, banks - 1}}, modulo(k * rows.dilation - rows.pad_low));
  const Value within = add_modulo(bank, modulo(rows.stride), banks);
  const Value over = add_modulo(bank, modulo(frame), banks);
  bank.set(mux(loops.last(Loop::kRow), over, within), loops.ends(Loop::kRow));
  return bank;
}

/// Whether the window's k-th row is one of padding.
Value is_row_padding(Builder& b, const WindowSpec& spec, std::int64_t k, const LoopNest& loops) {
  const AxisWalk& rows = spec.rows;
  const auto is_outside = [&](std::int64_t o) {
    const std::int64_t row = o * rows.stride + k * rows.dilation - rows.pad_low;
    return row < 0 || row >= rows.length ? 1 : 0;
  };
  const RowValue value(b, RowRuns::of(rows.outputs(), is_outside), fmt::format("is_padding_row_{}", k));
  value.step(loops, rows.outputs(), loops.ends(Loop::kRow));
  return value.value();
}

}  // namespace

RowBanks::RowBanks(Builder& b, const WindowSpec& spec, const Builder::Write& write, Value row_written,
                   Value address, Value read_now, Value advance, const LoopNest& loops) {
  const std::int64_t banks = spec.memories();
  Value written_bank = b.constant(0);
  if (banks > 1) {
    const Reg bank = b.reg("written_bank", {{0, banks - 1}}, 0);
    bank.set(next_modulo(bank, banks), row_written);
    written_bank = bank;
  }
  std::vector<Value> reads;
  for (std::int64_t k = 0; k < banks; ++k) {
    const Value is_here = (write.enable & (written_bank == k)).named(fmt::format("write_{}", k));
    const Value read = b.ram(fmt::format("rows_{}", k), spec.memory, spec.beat, spec.memory_words(),
                             {is_here, write.address, write.data}, address, read_now,
                             k == 0 ? "ring of input rows, one memory each" : "");
    reads.push_back(
        read_behind(read, static_cast<int>(spec.ranks.memory), fmt::format("rows_{}_read", k), advance));
  }
  const int stages = static_cast<int>(1 + spec.ranks.address + spec.ranks.memory);
  std::vector<Value> window;
  for (std::int64_t k = 0; k < spec.rows.kernel; ++k) {
    const std::string suffix = fmt::format("_{}", k);
    const Value bank = delayed(bank_of_row(b, spec, k, loops), stages, "read_bank" + suffix, advance);
    const Value is_padding =
        delayed(is_row_padding(b, spec, k, loops), stages, "read_padding" + suffix, advance);
    window.push_back(mux(is_padding, spec.pad_code, choose(reads, bank)));
  }
  data_ = b.delay("window_rows", pack(window), advance);
}

}  // namespace knap::hw
