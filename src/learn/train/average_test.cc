#include "learn/train/average.h"

#include <gtest/gtest.h>

namespace knap::learn {
namespace {

ModelState state(float parameter, double mean, int bits) {
  return {{{parameter}}, {{mean}}, {{mean + 1}}, {{bits}}, {bits}, {bits}};
}

TEST(Average, ofNothingIsWhatComesFirst) {
  ModelState average;
  move_average(average, state(3, 2, 5), 0.9, 0);
  EXPECT_EQ(average, state(3, 2, 5));
}

TEST(Average, forgetsTheFirstStepsSoonerThanTheDecaySays) {
  ModelState average = state(0, 0, 1);
  move_average(average, state(1, 1, 1), 0.99, 10);  // d = 10 / 20
  EXPECT_FLOAT_EQ(average.parameters[0][0], 0.5F);
  move_average(average, state(1, 1, 1), 0.75, 1'000'000);
  EXPECT_FLOAT_EQ(average.parameters[0][0], 0.625F);
  EXPECT_DOUBLE_EQ(average.means[0][0], 0.625);
}

TEST(Average, takesTheFormatsAsTheyAre) {
  ModelState average = state(0, 0, 1);
  move_average(average, state(1, 1, 7), 0.5, 3);
  EXPECT_EQ(average.weight_bits[0][0], 7);
  EXPECT_EQ(average.finer_bits[0], 7);
  EXPECT_EQ(average.range_bits[0], 7);
}

}  // namespace
}  // namespace knap::learn
