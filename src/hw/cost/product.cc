#include "hw/cost/product.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "hw/cost/cover.h"
#include "hw/cost/gates.h"

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

namespace {

/// The partial products, lowest bit of each at its place; of signed factors the last one is subtracted: its
/// complement, and a one in a row of its own.
std::vector<std::vector<Bit>> partial_products(const Factors& f, Gates& gates) {
  const auto factor = [&](std::size_t width, bool is_padded) {
    std::vector<Bit> bits(width);
    for (Bit& bit : bits) bit = gates.leaf();
    if (is_padded) bits.back() = kFalse;
    return bits;
  };
  const std::vector<Bit> a = factor(f.wide, f.is_wide_padded), b = factor(f.rows, f.are_rows_padded);
  std::vector<std::vector<Bit>> rows;
  // Where two rows are left beside one that is always 0, nothing is compressed and it goes.
  const std::size_t count = f.are_rows_padded && f.rows == 3 ? 2 : f.rows;
  for (std::size_t i = 0; i < count; ++i) {
    const bool is_subtracted = f.is_signed && i + 1 == f.rows;
    std::vector<Bit> row(f.outputs, kFalse);
    for (std::size_t k = i; k < f.outputs; ++k) {
      const Bit bit = k - i < f.wide ? a[k - i] : f.is_signed ? a.back() : kFalse;
      row[k] = gates.conjunction(bit, b[i]) ^ (is_subtracted ? 1U : 0U);
    }
    rows.push_back(std::move(row));
    if (!is_subtracted) continue;
    rows.emplace_back(f.outputs, kFalse);
    rows.back()[i] = kTrue;
  }
  return rows;
}

}  // namespace

std::size_t tables_of_compressed_product(const Factors& factors) {
  Gates gates;
  std::vector<std::vector<Bit>> rows = partial_products(factors, gates);
  std::size_t first = 0;  // rows before it have been taken
  for (; rows.size() - first > 2; first += 3) {
    const std::vector<Bit> x = rows[first], y = rows[first + 1], z = rows[first + 2];
    std::vector<Bit> sums(factors.outputs), carries(factors.outputs, kFalse);
    for (std::size_t i = 0; i < factors.outputs; ++i) {
      const Bit unlike = gates.exclusive(x[i], y[i]);
      sums[i] = gates.exclusive(unlike, z[i]);
      if (i + 1 < factors.outputs) carries[i + 1] = gates.choice(unlike, z[i], x[i]);
    }
    rows.push_back(std::move(sums));
    rows.push_back(std::move(carries));
  }
  const std::vector<Bit>& x = rows[first];
  const std::vector<Bit> y =
      rows.size() - first == 2 ? rows[first + 1] : std::vector<Bit>(factors.outputs, kFalse);
  std::size_t below = 0;  // bits that pass the chain by
  while (below < factors.outputs && (x[below] == kFalse || y[below] == kFalse)) ++below;
  std::vector<Bit> roots(x);
  roots.insert(roots.end(), y.begin(), y.end());
  return static_cast<std::size_t>(count_tables(gates, roots, 4)) + factors.outputs - below;
}

}  // namespace knap::hw
