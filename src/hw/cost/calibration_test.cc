#include <gtest/gtest.h>

#include <cmath>

#include "hw/cost/estimate.h"

namespace knap::hw {
namespace {

constexpr auto index(Feature feature) { return static_cast<std::size_t>(feature); }

TEST(Calibration, EveryWeightOfEveryFamilyIsFiniteAndNotNegative) {
  for (const Family family : kFamilies)
    for (std::size_t i = 0; i < kFeatures; ++i)
      for (const double w : {calibration(family).lut[i], calibration(family).ff[i]})
        EXPECT_TRUE(std::isfinite(w) && w >= 0)
            << to_string(family) << " " << to_string(static_cast<Feature>(i)) << " " << w;
}

TEST(Calibration, ATableCountsAboutOneAndAFlipFlopOne) {
  for (const Family family : kFamilies) {
    EXPECT_NEAR(calibration(family).lut[index(Feature::GateTables)], 1.0, 0.3) << to_string(family);
    EXPECT_NEAR(calibration(family).lut[index(Feature::ProductTables)], 1.0, 0.3) << to_string(family);
    EXPECT_NEAR(calibration(family).ff[index(Feature::FlipFlops)], 1.0, 0.05) << to_string(family);
    EXPECT_EQ(calibration(family).lut[index(Feature::FlipFlops)], 0);
    EXPECT_EQ(calibration(family).ff[index(Feature::GateTables)], 0);
  }
}

}  // namespace
}  // namespace knap::hw
