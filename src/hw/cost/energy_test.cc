#include "hw/cost/energy.h"

#include <gtest/gtest.h>

namespace knap::hw {
namespace {

TEST(Energy, OfOneMultiplyAccumulateIsThatOfItsSources) {
  Operations one;
  one.add(1, 8, 8, 32);
  EXPECT_NEAR(dynamic_energy_uj(one) * 1e6, 14 * (0.2 + 0.1) + 16 * 10.0 / 64, 1e-9);
}

TEST(Energy, GrowsWithOperationsAndWithBits) {
  Operations few, many, wide;
  few.add(1000, 4, 8, 16);
  many.add(2000, 4, 8, 16);
  wide.add(1000, 8, 8, 16);
  EXPECT_DOUBLE_EQ(dynamic_energy_uj(many), 2 * dynamic_energy_uj(few));
  EXPECT_GT(dynamic_energy_uj(wide), dynamic_energy_uj(few));
}

}  // namespace
}  // namespace knap::hw
