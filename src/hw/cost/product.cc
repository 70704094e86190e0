#include "hw/cost/product.h"

#include <algorithm>

namespace knap::hw {

std::size_t chains_of_product(std::size_t rows, std::size_t position) {
  if (rows <= kMostRowsInSeries) return std::min(position, rows - 1);
  const std::size_t low = lower_rows(rows);
  if (position < low) return chains_of_product(low, position);
  return 1 + std::max(chains_of_product(low, low), chains_of_product(rows - low, rows - low));
}

std::size_t cells_of_product(std::size_t wide, std::size_t rows,
                             const std::function<std::size_t(std::size_t)>& cells) {
  if (rows <= kMostRowsInSeries) return (rows - 1) * cells(wide + 1);
  const std::size_t low = lower_rows(rows);
  return cells_of_product(wide, low, cells) + cells_of_product(wide, rows - low, cells) +
         cells(wide + rows - low);
}

}  // namespace knap::hw
