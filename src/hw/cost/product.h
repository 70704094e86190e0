// product: the shape of a product of two variables in lookup tables, as prim/generic/knap_multiply.map.v
// builds it.
#pragma once

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

}  // namespace knap::hw
