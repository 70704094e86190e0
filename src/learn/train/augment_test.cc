#include "learn/train/augment.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <vector>

namespace knap::learn {
namespace {

const Fixed kFormat{true, 8, 0};

std::vector<float> counting(std::size_t size) {
  std::vector<float> codes(size);
  std::iota(codes.begin(), codes.end(), 1.0F);
  return codes;
}

TEST(Augment, RollsALineByEveryOffset) {
  TrainOptions options;
  options.shift = 2;
  options.shift_fill = ShiftFill::Roll;
  Rng rng(1, "test");
  std::set<float> firsts;
  for (int i = 0; i < 100; ++i) {
    std::vector<float> codes = counting(6);
    augment(codes, Shape{6, 1}, kFormat, options, rng);
    firsts.insert(codes[0]);
    std::rotate(codes.begin(), std::find(codes.begin(), codes.end(), 1.0F), codes.end());
    EXPECT_EQ(codes, counting(6));
  }
  EXPECT_EQ(firsts, (std::set<float>{5, 6, 1, 2, 3}));
}

TEST(Augment, FillsAShiftedImageWithZeroAndKeepsChannelsTogether) {
  TrainOptions options;
  options.shift = 1;
  Rng rng(2, "test");
  bool moved_down = false;
  for (int i = 0; i < 60; ++i) {
    std::vector<float> codes = counting(12);  // 3 x 2 pixels of 2 channels
    augment(codes, Shape{3, 2, 2}, kFormat, options, rng);
    for (std::size_t p = 0; p < 12; p += 2)
      EXPECT_TRUE((codes[p] == 0 && codes[p + 1] == 0) || codes[p + 1] == codes[p] + 1);
    moved_down = moved_down || (codes[0] == 0 && codes[4] == 1 && codes[8] == 5);
  }
  EXPECT_TRUE(moved_down);
}

TEST(Augment, MirrorsTheLastSpatialAxis) {
  TrainOptions options;
  options.flip = 1;
  Rng rng(3, "test");
  std::vector<float> codes = counting(12);
  augment(codes, Shape{2, 3, 2}, kFormat, options, rng);
  EXPECT_EQ(codes, (std::vector<float>{5, 6, 3, 4, 1, 2, 11, 12, 9, 10, 7, 8}));
}

TEST(Augment, ScaledAndNoisyCodesStayIntegersInsideTheFormat) {
  TrainOptions options;
  options.scale = 1;
  options.noise = 5;
  options.sign_flip = 0.5;
  Rng rng(4, "test");
  bool negated = false, saturated = false;
  for (int i = 0; i < 200; ++i) {
    std::vector<float> codes{100, -100, 0, 60};
    augment(codes, Shape{4, 1}, kFormat, options, rng);
    for (const float code : codes) {
      EXPECT_EQ(code, std::nearbyint(code));
      EXPECT_GE(code, -128);
      EXPECT_LE(code, 127);
    }
    negated = negated || codes[0] < 0;
    saturated = saturated || codes[0] == 127;
  }
  EXPECT_TRUE(negated && saturated);
}

TEST(Augment, NoiseHasTheWantedDeviation) {
  TrainOptions options;
  options.noise = 0.5;  // in values: 50 % of 2^6 codes
  Rng rng(5, "test");
  std::vector<float> codes(20000);
  augment(codes, Shape{20000, 1}, Fixed{true, 16, 6}, options, rng);
  double sum = 0, square = 0;
  for (const float code : codes) {
    sum += static_cast<double>(code);
    square += static_cast<double>(code) * static_cast<double>(code);
  }
  EXPECT_NEAR(sum / 20000, 0, 1);
  EXPECT_NEAR(std::sqrt(square / 20000), 32, 0.7);
}

}  // namespace
}  // namespace knap::learn
