// product: the shape of a product of two variables in lookup tables, as prim/generic/knap_multiply.map.v
// builds it, and as Yosys does where a family has no map of its own.
#pragma once

#include <compare>
#include <cstddef>
#include <functional>

namespace knap::hw {

/// Up to this many rows stand one behind the other; more are two halves whose sums are added.
inline constexpr std::size_t kMostRowsInSeries = 3;

/// Rows of the lower half.
inline std::size_t lower_rows(std::size_t rows) { return rows / 2; }

/// Chains one behind the other up to bit `position` of a product of `rows` rows (bits of the narrower
/// factor).
std::size_t chains_of_product(std::size_t rows, std::size_t position);

/// Sum over all its chains of cells(bits); `wide`: bits of the other factor. A row takes wide + 1 bits.
std::size_t cells_of_product(std::size_t wide, std::size_t rows,
                             const std::function<std::size_t(std::size_t)>& cells);

/// Two factors as a product cell has them: bits of either, which of them have a highest bit that is always 0
/// (unsigned ones that meet a signed one), and how many bits of the product are made.
struct Factors {
  std::size_t wide = 1, rows = 1, outputs = 1;
  bool is_signed = false, is_wide_padded = false, are_rows_padded = false;
  auto operator<=>(const Factors&) const = default;  // NOLINT(modernize-use-nullptr): a 0 of the compiler
};

/// Lookup tables of four inputs of a product as maccmap builds it: a gate per pair of bits, rows of full
/// adders down to two, and one carry chain. Gates and tables are those of a cover, which ABC undercuts by
/// some per cent (the calibration's weight).
std::size_t tables_of_compressed_product(const Factors& factors);

}  // namespace knap::hw
