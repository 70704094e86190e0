// Arith: sums, comparisons and products of bits, as the Yosys flow of a family builds them.
#pragma once

#include "hw/cost/blast.h"

namespace knap::hw {

/// Bits of a value, lowest first, with the sign that extends it.
struct Word {
  std::vector<Bit> bits;
  bool is_signed = false;
  Bit at(std::size_t index) const {
    return index < bits.size() ? bits[index] : is_signed && !bits.empty() ? bits.back() : kFalse;
  }
};

class Arith {
 public:
  Arith(Blasted& netlist, Family family) : net_(netlist), gates_(netlist.gates), family_(family) {}

  /// The lowest `width` bits of a + b, or of a - b.
  std::vector<Bit> sum(const Word& a, const Word& b, std::size_t width);
  /// Those of a + (select ? b : c), as ECP5's knap_accumulate has them: a chain of any width.
  std::vector<Bit> sum_of_choice(const Word& a, Bit select, const Word& b, const Word& c, std::size_t width);
  std::vector<Bit> difference(const Word& a, const Word& b, std::size_t width);
  Bit less(const Word& a, const Word& b);
  Bit equal(const Word& a, const Word& b);
  std::vector<Bit> product(const Word& a, const Word& b, std::size_t width);

 private:
  bool is_chain(std::size_t width) const;
  /// `a` is what the carry cells take.
  std::vector<Bit> add(const std::vector<Bit>& a, const std::vector<Bit>& b, Bit carry);
  std::vector<Bit> ripple(const std::vector<Bit>& a, const std::vector<Bit>& b, Bit carry);
  std::vector<Bit> chain(std::vector<Bit> a, std::vector<Bit> b);
  std::vector<Bit> scaled(const Word& a, std::int64_t factor, std::size_t width);
  std::vector<Bit> scaled_by_digits(const Word& a, std::int64_t factor, std::size_t width);
  Bit majority(Bit a, Bit b, Bit c) { return gates_.choice(gates_.exclusive(a, b), c, a); }

  Blasted& net_;
  Gates& gates_;
  Family family_;
};

}  // namespace knap::hw
