#include "prune/knapsack/minimise.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace knap::prune {
namespace {

/// A ravine: max of |x - 3 y| * 50 and |x - 3| + |y - 1|, least at (3, 1), where it is 0. Keeps the least
/// value.
struct Ravine {
  double least = 1e300;
  double operator()(const std::vector<double>& x, std::vector<double>& gradient) {
    EXPECT_GE(*std::min_element(x.begin(), x.end()), 0);
    const double wall = 50 * std::abs(x[0] - 3 * x[1]), bowl = std::abs(x[0] - 3) + std::abs(x[1] - 1);
    if (wall > bowl) {
      const double sign = x[0] > 3 * x[1] ? 50 : -50;
      gradient = {sign, -3 * sign};
    } else {
      gradient = {x[0] > 3 ? 1.0 : -1.0, x[1] > 1 ? 1.0 : -1.0};
    }
    least = std::min(least, std::max(wall, bowl));
    return std::max(wall, bowl);
  }
};

TEST(Minimise, DilationFollowsARavine) {
  Ravine ravine;
  std::vector<double> space;
  Patience patience;
  patience.evaluations = 200;
  patience.patience = 200;
  dilate_space(std::ref(ravine), {20, 0}, 1, {200, 200}, patience, space);
  EXPECT_LT(ravine.least, 1e-6);
  EXPECT_EQ(space.size(), 4U);
  Ravine again;  // in the dilated space it takes a few steps only
  patience.evaluations = 60;
  dilate_space(std::ref(again), {3.5, 1.1}, 0.5, {200, 200}, patience, space);
  EXPECT_LT(again.least, 1e-3);
}

TEST(Minimise, TheLeastMayLieOnTheBorder) {
  double least = 1e300;
  const Oracle slope = [&](const std::vector<double>& x, std::vector<double>& gradient) {
    gradient = {2, x[1] > 1 ? 1.0 : -1.0};
    const double value = 2 * x[0] + std::abs(x[1] - 1);
    least = std::min(least, value);
    return value;
  };
  std::vector<double> space;
  dilate_space(slope, {5, 5}, 1, {10, 10}, {}, space);
  EXPECT_LT(least, 1e-4);
  least = 1e300;
  Patience patience;
  patience.evaluations = 1000;
  patience.patience = 1000;
  follow_subgradients(slope, {5, 5}, patience);
  EXPECT_LT(least, 1e-2);
}

TEST(Minimise, SubgradientsComeNearInManyVariables) {
  constexpr std::size_t kSize = 300;
  double least = 1e300;
  const Oracle far = [&](const std::vector<double>& x, std::vector<double>& gradient) {
    double value = 100;
    for (std::size_t i = 0; i < kSize; ++i) {
      const double off = x[i] - static_cast<double>(i % 3);
      value += std::abs(off);
      gradient[i] = off > 0 ? 1 : -1;
    }
    least = std::min(least, value);
    return value;
  };
  Patience patience;
  patience.evaluations = 1000;
  patience.patience = 1000;
  follow_subgradients(far, std::vector<double>(kSize, 1.4), patience);
  EXPECT_LT(least, 105);
}

}  // namespace
}  // namespace knap::prune
