#include "learn/train/divergence.h"

#include <gtest/gtest.h>

#include <cmath>

namespace knap::learn {
namespace {

TEST(Divergence, TheReferenceHasNoneAndEveryOtherAnswerHasSome) {
  const std::vector<float> reference{1, 0, -1, 0.5F, 0.5F, 0};
  const Divergence divergence(reference, 3);
  EXPECT_EQ(divergence.temperature(), 1);
  EXPECT_EQ(divergence.of(reference), 0);
  double last = 0;
  for (const float step : {0.1F, 0.2F, 0.4F}) {
    std::vector<float> moved = reference;
    moved[1] += step;
    EXPECT_GT(divergence.of(moved), last);
    last = divergence.of(moved);
  }
}

TEST(Divergence, IsThatOfTheProbabilities) {
  const Divergence divergence({0, 0}, 2);  // one half each
  const double p = 1 / (1 + std::exp(-1.0));
  EXPECT_NEAR(divergence.of(std::vector<float>{1, 0}), -0.5 * std::log(2 * p) - 0.5 * std::log(2 * (1 - p)),
              1e-12);
}

TEST(Divergence, OneLogitStandsForTwoClasses) {
  EXPECT_NEAR(Divergence({0.7F, -0.2F}, 1).of(std::vector<float>{0.5F, 0.1F}),
              Divergence({0, 0.7F, 0, -0.2F}, 2).of(std::vector<float>{0, 0.5F, 0, 0.1F}), 1e-12);
}

TEST(Divergence, ASureNetworkIsSoftenedSoThatItsAnswersStillMove) {
  const Divergence divergence({60, -60, -50, 50}, 2);
  EXPECT_GT(divergence.temperature(), 50);
  EXPECT_GT(divergence.of(std::vector<float>{50, -50, -50, 50}), 1e-3);
}

}  // namespace
}  // namespace knap::learn
