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

/// What Yosys 0.23 made of products alone, registered, by the flow of iCE40.
TEST(Product, CompressedOnesTakeTheTablesOfNetlists) {
  struct Netlist {
    Factors factors;
    double tables;
  };
  for (const Netlist& netlist :
       {Netlist{{8, 5, 13, true, false, false}, 94}, Netlist{{9, 5, 13, true, true, false}, 84},
        Netlist{{8, 8, 16, true, false, false}, 166}, Netlist{{18, 3, 20, true, false, true}, 54},
        Netlist{{18, 4, 22, false, false, false}, 126}, Netlist{{18, 5, 22, true, false, true}, 161},
        Netlist{{18, 9, 26, true, false, true}, 362}, Netlist{{18, 8, 26, true, false, false}, 360},
        Netlist{{18, 18, 36, true, false, false}, 956}, Netlist{{19, 18, 36, true, true, false}, 866},
        Netlist{{18, 18, 36, false, false, false}, 843}})
    EXPECT_NEAR(0.93 * static_cast<double>(tables_of_compressed_product(netlist.factors)), netlist.tables,
                0.07 * netlist.tables)
        << netlist.factors.wide << " x " << netlist.factors.rows;
}

}  // namespace
}  // namespace knap::hw
