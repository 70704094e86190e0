#include <gtest/gtest.h>

#include <cmath>

#include "hw/cost/estimate.h"

namespace knap::hw {
namespace {

double weight(const std::array<double, kFeatures>& weights, Feature feature) {
  return weights[static_cast<std::size_t>(feature)];
}

TEST(Calibration, EveryWeightOfEveryFamilyIsFiniteAndNotNegative) {
  for (const Family family : kFamilies)
    for (std::size_t i = 0; i < kFeatures; ++i) {
      const auto feature = static_cast<Feature>(i);
      for (const double w : {calibration(family).lut[i], calibration(family).ff[i]})
        EXPECT_TRUE(std::isfinite(w) && w >= 0) << to_string(family) << " " << to_string(feature) << " " << w;
    }
}

TEST(Calibration, AnAdderBitIsAboutOneLookupTableAndARegisterBitAboutOneFlipFlop) {
  for (const Family family : kFamilies) {
    EXPECT_NEAR(weight(calibration(family).lut, Feature::AddBits), 1.0, 0.6) << to_string(family);
    EXPECT_NEAR(weight(calibration(family).ff, Feature::RegisterBits), 1.0, 0.15) << to_string(family);
    EXPECT_LT(weight(calibration(family).ff, Feature::AddBits), 0.2) << "an adder has no flip-flops";
  }
}

}  // namespace
}  // namespace knap::hw
