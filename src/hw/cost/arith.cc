#include "hw/cost/arith.h"

#include <algorithm>
#include <bit>
#include <numeric>
#include <optional>

#include "hw/cost/cover.h"

namespace knap::hw {
namespace {

std::optional<std::int64_t> constant_of(const Word& word) {
  std::int64_t value = 0;
  for (std::size_t i = 0; i < 62; ++i) {
    if (!is_constant(word.at(i))) return std::nullopt;
    if (word.at(i) == kTrue) value |= std::int64_t{1} << i;
  }
  return word.is_signed && word.at(62) == kTrue ? value - (std::int64_t{1} << 62) : value;
}

/// The lower half, rounded down, of the canonical signed digits that are not zero: 1 or -1, no two beside
/// each other.
std::int64_t lower_digits(std::int64_t factor) {
  std::vector<std::int64_t> digits;
  for (std::int64_t unit = 1; factor != 0; unit *= 2) {
    const std::int64_t digit = factor % 2 == 0 ? 0 : (factor & 3) == 3 ? -1 : 1;
    if (digit != 0) digits.push_back(digit * unit);
    factor = (factor - digit) / 2;
  }
  digits.resize(digits.size() / 2);
  return std::accumulate(digits.begin(), digits.end(), std::int64_t{0});
}

std::vector<Bit> extended(const Word& word, std::size_t width) {
  std::vector<Bit> bits(width);
  for (std::size_t i = 0; i < width; ++i) bits[i] = word.at(i);
  return bits;
}

std::vector<Bit> bits_of(std::int64_t value, std::size_t width) {
  std::vector<Bit> bits(width);
  for (std::size_t i = 0; i < width; ++i)
    bits[i] = (value >> std::min<std::size_t>(i, 63) & 1) != 0 ? kTrue : kFalse;
  return bits;
}

bool is_all_constant(const std::vector<Bit>& bits) {
  return std::all_of(bits.begin(), bits.end(), is_constant);
}

}  // namespace

/// Yosys' arith_map.v leaves narrower ones to gates.
bool Arith::is_chain(std::size_t width) const {
  switch (family_) {
    case Family::Ecp5:
      return width > 4;
    case Family::Xc7:
    case Family::Xcup:
    case Family::Ice40:
      return width > 2;
  }
  return true;
}

std::vector<Bit> Arith::ripple(const std::vector<Bit>& a, const std::vector<Bit>& b, Bit carry) {
  std::vector<Bit> result;
  for (std::size_t i = 0; i < a.size(); ++i) {
    result.push_back(gates_.exclusive(gates_.exclusive(a[i], b[i]), carry));
    carry = majority(a[i], b[i], carry);
  }
  return result;
}

std::vector<Bit> Arith::chain(std::vector<Bit> a, std::vector<Bit> b) {
  Arithmetic cell;
  cell.kind = Arithmetic::Kind::Chain;
  cell.a = std::move(a);
  cell.b = std::move(b);
  for (std::size_t i = 0; i < cell.a.size(); ++i) {
    cell.propagate.push_back(gates_.exclusive(cell.a[i], cell.b[i]));
    cell.outputs.push_back(gates_.leaf());
  }
  net_.arithmetic.push_back(cell);
  return net_.arithmetic.back().outputs;
}

std::vector<Bit> Arith::add(const std::vector<Bit>& a, const std::vector<Bit>& b, Bit carry) {
  // Bits below the other operand's lowest one pass through.
  std::vector<Bit> low;
  while (low.size() < a.size() && carry == kFalse && (a[low.size()] == kFalse || b[low.size()] == kFalse))
    low.push_back(a[low.size()] == kFalse ? b[low.size()] : a[low.size()]);
  const auto first = static_cast<std::ptrdiff_t>(low.size());
  const std::vector<Bit> high_a(a.begin() + first, a.end()), high_b(b.begin() + first, b.end());
  if (high_a.empty()) return low;
  const bool is_known = is_all_constant(high_a) && is_all_constant(high_b);
  const std::vector<Bit> high =
      is_chain(high_a.size()) && !is_known ? chain(high_a, high_b) : ripple(high_a, high_b, carry);
  low.insert(low.end(), high.begin(), high.end());
  return low;
}

std::vector<Bit> Arith::sum(const Word& a, const Word& b, std::size_t width) {
  return add(extended(b, width), extended(a, width), kFalse);  // swapped as in knap_sum.map.v
}

std::vector<Bit> Arith::sum_of_choice(const Word& a, Bit select, const Word& b, const Word& c,
                                      std::size_t width) {
  Arithmetic cell;
  cell.a = extended(a, width);
  cell.b = extended(c, width);
  cell.if_selected = extended(b, width);
  cell.select = select;
  for (std::size_t i = 0; i < width; ++i) cell.outputs.push_back(gates_.leaf());
  net_.arithmetic.push_back(cell);
  return net_.arithmetic.back().outputs;
}

std::vector<Bit> Arith::difference(const Word& a, const Word& b, std::size_t width) {
  std::vector<Bit> x = extended(a, width), y = extended(b, width);
  if (const auto constant = constant_of(b)) return add(x, bits_of(-*constant, width), kFalse);
  for (Bit& bit : y) bit = complement(bit);
  return add(x, y, kTrue);
}

Bit Arith::less(const Word& a, const Word& b) {
  const bool is_signed = a.is_signed || b.is_signed;
  const auto bound = constant_of(b);
  if (bound == 0) return a.is_signed ? a.bits.back() : kFalse;
  if (bound && !is_signed && is_power_of_two(*bound)) {  // no bit from the bound's on
    std::vector<Bit> high;
    for (std::size_t i = 0; i < a.bits.size(); ++i)
      if ((std::int64_t{1} << i) >= *bound) high.push_back(complement(a.bits[i]));
    return gates_.all_of(std::move(high));
  }
  // An unsigned operand of a signed comparison needs a bit more.
  const std::size_t width = std::max(a.bits.size() + (is_signed && !a.is_signed ? 1 : 0),
                                     b.bits.size() + (is_signed && !b.is_signed ? 1 : 0));
  std::vector<Bit> x = extended(a, width), y = extended(b, width);
  if (is_signed) {
    x.back() = complement(x.back());
    y.back() = complement(y.back());
  }
  const bool has_constant = constant_of(a) || constant_of(b);
  if (is_xilinx(family_) || has_constant || !is_chain(width)) {
    Bit result = kFalse;
    for (std::size_t i = 0; i < width; ++i)
      result = gates_.choice(gates_.exclusive(x[i], y[i]), y[i], result);
    return result;
  }
  for (Bit& bit : y) bit = complement(bit);
  return chain(std::move(x), std::move(y)).back();
}

Bit Arith::equal(const Word& a, const Word& b) {
  const bool is_signed = a.is_signed || b.is_signed;
  const std::size_t width = std::max(a.bits.size(), b.bits.size()) + (is_signed ? 1 : 0);
  std::vector<Bit> same;
  for (std::size_t i = 0; i < width; ++i) {
    const Bit bit = complement(gates_.exclusive(a.at(i), b.at(i)));
    if (bit != kTrue) same.push_back(bit);
  }
  return gates_.all_of(std::move(same));
}

/// As prim/generic/knap_multiply.map.v: by canonical signed digits, the upper half of them and the lower one.
std::vector<Bit> Arith::scaled_by_digits(const Word& a, std::int64_t factor, std::size_t width) {
  if (factor == 0 || width == 0) return std::vector<Bit>(width, kFalse);
  if (factor == 1) return extended(a, width);
  if (factor == -1) return difference(Word{{kFalse}, false}, a, width);
  const std::int64_t low = factor % 2 == 0 ? 0 : lower_digits(factor);
  const auto zeros = static_cast<std::size_t>(std::countr_zero(static_cast<std::uint64_t>(factor - low)));
  if (low != 0 && zeros >= width) return scaled_by_digits(a, low, width);
  const std::size_t shift = std::min(width, zeros);
  const std::int64_t high = (factor - low) / (std::int64_t{1} << shift);
  const bool is_high_subtracted = high < 0 && low > 0;  // a - 32 a rather than a + -(32 a)
  const std::int64_t high_factor = is_high_subtracted ? -high : high;
  const Word upper{scaled_by_digits(a, high_factor, width - shift), a.is_signed || high_factor < 0};
  Word shifted{std::vector<Bit>(shift, kFalse), upper.is_signed};
  shifted.bits.insert(shifted.bits.end(), upper.bits.begin(), upper.bits.end());
  if (low == 0) return shifted.bits;
  const std::int64_t low_factor = low < 0 ? -low : low;
  const std::size_t low_width =
      a.bits.size() + (low_factor == 1 ? 0 : std::bit_width(static_cast<std::uint64_t>(low_factor)));
  const Word below{scaled_by_digits(a, low_factor, low_width), a.is_signed};
  if (low < 0) return difference(shifted, below, width);
  if (!is_high_subtracted) return sum(below, shifted, width);
  std::vector<Bit> bits = extended(below, width);
  const Word above{{bits.begin() + static_cast<std::ptrdiff_t>(shift), bits.end()}, a.is_signed};
  const std::vector<Bit> sums = difference(above, upper, width - shift);
  std::copy(sums.begin(), sums.end(), bits.begin() + static_cast<std::ptrdiff_t>(shift));
  return bits;
}

/// A sum of shifted copies; a negative factor subtracts them.
std::vector<Bit> Arith::scaled(const Word& a, std::int64_t factor, std::size_t width) {
  if (family_ != Family::Ice40) return scaled_by_digits(a, factor, width);
  const bool is_negative = factor < 0;
  auto rest = static_cast<std::uint64_t>(is_negative ? -factor : factor);
  std::vector<std::vector<Bit>> rows;
  for (std::size_t shift = 0; rest != 0; ++shift, rest >>= 1) {
    if ((rest & 1U) == 0) continue;
    Word row{std::vector<Bit>(shift, kFalse), a.is_signed};
    row.bits.insert(row.bits.end(), a.bits.begin(), a.bits.end());
    rows.push_back(extended(row, width));
    if (is_negative)
      for (Bit& bit : rows.back()) bit = complement(bit);
  }
  if (is_negative) rows.push_back(bits_of(static_cast<std::int64_t>(rows.size()), width));
  const bool is_reduced = rows.size() > 2;
  while (rows.size() > 2) {  // carry-save rows, as maccmap makes them
    const std::vector<Bit> x = rows[0], y = rows[1], z = rows[2];
    std::vector<Bit> sums(width), carries(width, kFalse);
    for (std::size_t i = 0; i < width; ++i) {
      sums[i] = gates_.exclusive(gates_.exclusive(x[i], y[i]), z[i]);
      if (i + 1 < width) carries[i + 1] = majority(x[i], y[i], z[i]);
    }
    rows.erase(rows.begin(), rows.begin() + 3);
    rows.push_back(std::move(sums));
    rows.push_back(std::move(carries));
  }
  if (rows.empty()) return std::vector<Bit>(width, kFalse);
  if (rows.size() == 1) return rows[0];
  if (is_reduced && is_chain(width)) return chain(rows[0], rows[1]);
  return add(rows[0], rows[1], kFalse);
}

std::vector<Bit> Arith::product(const Word& a, const Word& b, std::size_t width) {
  const auto first = constant_of(a), second = constant_of(b);
  if (first && second) return bits_of(*first * *second, width);
  if (first) return scaled(b, *first, width);
  if (second) return scaled(a, *second, width);
  const auto gated = [&](const Word& word, Bit bit) {
    std::vector<Bit> bits = extended(word, width);
    for (Bit& each : bits) each = gates_.conjunction(each, bit);
    return bits;
  };
  if (a.bits.size() == 1 && !a.is_signed) return gated(b, a.bits[0]);
  if (b.bits.size() == 1 && !b.is_signed) return gated(a, b.bits[0]);
  Arithmetic cell;
  cell.kind = Arithmetic::Kind::Product;
  cell.is_signed = a.is_signed || b.is_signed;
  cell.a = a.bits;
  cell.b = b.bits;
  if (a.is_signed && !b.is_signed) cell.b.push_back(kFalse);
  if (b.is_signed && !a.is_signed) cell.a.push_back(kFalse);
  cell.outputs.push_back(gates_.conjunction(a.bits[0], b.bits[0]));
  for (std::size_t i = 1; i < width; ++i) cell.outputs.push_back(gates_.leaf());
  net_.arithmetic.push_back(cell);
  return net_.arithmetic.back().outputs;
}

}  // namespace knap::hw
