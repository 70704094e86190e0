// Words: the values of a module's signals as bits, once the bits of what it stores are known.
#pragma once

#include <map>
#include <optional>

#include "hw/cost/arith.h"
#include "hw/cost/blast.h"
#include "hw/ir/accumulator.h"

namespace knap::hw {

using Lanes = std::vector<Word>;

/// `value` in the bits of a lane of `type`.
Word word_of(std::int64_t value, const Type& type);
/// `word` in the bits of a lane of `type`.
Word fit(const Word& word, const Type& type);
/// `lane` of a row whose single lane stands for all.
template <class Row>
const auto& lane_of(const Row& row, int lane) {
  return row[row.size() == 1 ? 0 : static_cast<std::size_t>(lane)];
}

class Words {
 public:
  Words(const Module& module, Family family, Blasted& netlist);

  // What registers, memories and multipliers give, by their index in the module; filled in before value() is
  // called.
  std::vector<Lanes> registers, memories, products;
  std::vector<std::vector<Lanes>> banks;  ///< of RAMs in lookup tables, before one is chosen
  std::map<std::size_t, Lanes> tables;    ///< those with a register behind them, by signal

  /// A leaf for every bit.
  Lanes fresh(const Type& type);
  const Lanes& value(SignalId id);
  const Word& lane(SignalId id, int lane) { return lane_of(value(id), lane); }
  /// table[index] of one lane.
  Word lookup(const Type& type, const Lookup& lookup, const Word& index);
  /// The lowest `width` bits of a * b.
  std::vector<Bit> product(const Word& a, const Word& b, std::size_t width) {
    return arith_.product(a, b, width);
  }
  /// row[index].
  Lanes chosen(std::vector<Lanes> row, const std::vector<Bit>& index);
  /// Address bits above those of a bank of RAM.
  std::vector<Bit> bank_bits(SignalId address);

 private:
  Lanes compute(const Signal& signal);
  Lanes pick(const Type& type, const Pick& pick);
  Lanes read(std::size_t memory);
  Word choice(const Type& type, const Mux& mux, int index);
  Word binary(const Signal& signal, const Binary& operation, int index);
  std::optional<std::int64_t> value_where_selected(const Mux& mux, int index);
  const Type& type(SignalId id) const { return m_.type(id); }
  const Driver& driver(SignalId id) const { return m_.signals[id.index].driver; }

  const Module& m_;
  Family family_;
  Gates& gates_;
  Arith arith_;
  std::vector<bool> done_;
  std::vector<Lanes> lanes_;
  /// By their sum; none where the family's cells do not hold the choice.
  std::map<std::uint32_t, Accumulator> accumulators_;
};

}  // namespace knap::hw
