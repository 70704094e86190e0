#include "hw/cost/product.h"

#include <gtest/gtest.h>

namespace knap::hw {
namespace {

TEST(Product, IsATreeOfChains) {
  EXPECT_EQ(chains_of_product(2, 9), 1);
  EXPECT_EQ(chains_of_product(3, 9), 2);
  EXPECT_EQ(chains_of_product(4, 9), 2);
  EXPECT_EQ(chains_of_product(6, 9), 3);
  EXPECT_EQ(chains_of_product(8, 9), 3) << "not seven";
  EXPECT_EQ(chains_of_product(8, 0), 0) << "the lowest bit is a table";
  EXPECT_EQ(chains_of_product(8, 1), 1);
}

// Counted in netlists of Yosys 0.23 (CCU2C; the bits of the last row do not all need one).
TEST(Product, TakesTheCellsOfItsMapping) {
  const auto pairs = [](std::size_t bits) { return (bits + 1) / 2; };
  EXPECT_EQ(cells_of_product(8, 2, pairs), 5);
  EXPECT_EQ(cells_of_product(8, 5, pairs), 21);
  EXPECT_EQ(cells_of_product(8, 6, pairs), 26);
  EXPECT_EQ(cells_of_product(8, 8, pairs), 36);
  EXPECT_EQ(cells_of_product(9, 7, pairs), 33);
}

}  // namespace
}  // namespace knap::hw
