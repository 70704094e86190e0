#include "learn/train/ranges.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/rng.h"

namespace knap::learn {
namespace {

TEST(Ranges, UniformValuesGetTheStepThatJustHoldsThem) {
  std::vector<float> values;
  for (int i = 0; i <= 1000; ++i) values.push_back(static_cast<float>(i) / 1000 * 7.9F);
  EXPECT_EQ(choose_fraction_bits(values, Fixed{false, 8, 0}, false), 5);
  EXPECT_EQ(choose_fraction_bits(values, Fixed{true, 8, 0}, false), 4);
}

TEST(Ranges, AnOutlierDoesNotCoarsenTheStep) {
  std::vector<float> values(10000, 0.3F);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] += static_cast<float>(i) * 1e-5F;
  values.push_back(3.0F);
  EXPECT_GT(choose_fraction_bits(values, Fixed{false, 4, 0}, false), 2);
}

TEST(Ranges, TheWidestHoldsEveryValue) {
  EXPECT_EQ(widest_fraction_bits(std::vector<float>{0.3F, -3.9F}, Fixed{true, 4, 0}, false), 1);
  EXPECT_EQ(widest_fraction_bits(std::vector<float>{0.3F, -4.0F}, Fixed{true, 4, 0}, false), 1);
  EXPECT_EQ(widest_fraction_bits(std::vector<float>{0.3F, -4.0F}, Fixed{true, 4, 0}, true), 0);
  EXPECT_EQ(widest_fraction_bits({}, Fixed{}, false), 0);
}

TEST(Ranges, NothingAndZerosGetFormatZero) {
  EXPECT_EQ(choose_fraction_bits({}, Fixed{}, false), 0);
  EXPECT_EQ(choose_fraction_bits(std::vector<float>(5, 0.0F), Fixed{}, false), 0);
}

TEST(Ranges, WeightBitsAreChosenPerChannelWhereAsked) {
  const std::vector<double> weights{0.9, -0.5, 0.1, 0.05};
  net::WeightFormat format;
  EXPECT_EQ(choose_weight_bits(weights, std::vector<double>{0, 0}, format, 0), (std::vector<int>{7}));
  format.granularity = Granularity::Axis;
  EXPECT_EQ(choose_weight_bits(weights, std::vector<double>{0, 0}, format, 0), (std::vector<int>{7, 10}));
}

TEST(Ranges, ALargeBiasTakesBitsFromItsWeights) {
  net::WeightFormat format;
  format.granularity = Granularity::Axis;
  format.bias_width_bits = 16;
  const std::vector<double> weights{0.9, 0.9}, bias{0.1, 8.0};
  // 8.0 needs 4 bits before the point: 16 - 1 - 4 - 6 of the operand = 5 bits, and no less than 7 - 3.
  EXPECT_EQ(choose_weight_bits(weights, bias, format, 6), (std::vector<int>{7, 5}));
  EXPECT_EQ(choose_weight_bits(weights, bias, format, 16), (std::vector<int>{4, 4}));
}

TEST(Ranges, AnObserverStaysSmallAndSpreadOut) {
  Observer observer;
  std::vector<float> values(1U << 20);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(i);
  for (int call = 0; call < 40; ++call) observer.add(values);
  EXPECT_LE(observer.values().size(), (1U << 19) + (1U << 15));
  EXPECT_GT(observer.values().back(), 1000000);
}

}  // namespace
}  // namespace knap::learn
