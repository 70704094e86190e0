#include "learn/train/divergence.h"

#include <gtest/gtest.h>

#include <cmath>

namespace knap::learn {
namespace {

TEST(Divergence, TheReferenceAndItsMultiplesHaveNoneAndEveryOtherAnswerHasSome) {
  const std::vector<float> reference{1, 0, -1, 0.5F, 0.5F, 0};
  const Divergence divergence(reference, 3);
  EXPECT_EQ(divergence.temperature(), 1);
  std::vector<float> multiple = reference;
  for (float& logit : multiple) logit *= 5;
  EXPECT_NEAR(divergence.of(reference), 0, 1e-12);
  EXPECT_NEAR(divergence.of(multiple), 0, 1e-9);
  double last = 1e-6;
  for (const float step : {0.1F, 0.2F, 0.4F}) {
    std::vector<float> moved = reference;
    moved[1] += step;
    EXPECT_GT(divergence.of(moved), last);
    last = divergence.of(moved);
  }
}

TEST(Divergence, IsThatOfTheProbabilities) {
  // Two samples whose answers were exchanged: no factor above the least helps, and with that they are almost
  // even.
  const double p = 1 / (1 + std::exp(-1.0)), a = 1.0 / 16;
  const double q = 1 / (1 + std::exp(a));  // of the class that the reference prefers
  const double wanted = p * std::log(p / q) + (1 - p) * std::log((1 - p) / (1 - q));
  EXPECT_NEAR(Divergence({1, 0, 0, 1}, 2).of(std::vector<float>{0, 1, 1, 0}), wanted, 1e-6);
}

TEST(Divergence, NoAnswersAreWorseThanRightOnesThatAreTooLarge) {
  const Divergence divergence({1, 0, 0, 1, 0.5F, 0}, 2);
  EXPECT_LT(divergence.of(std::vector<float>{12, 0, 0, 9, 4, 0}),
            divergence.of(std::vector<float>{0, 0, 0, 0, 0, 0}));
}

TEST(Divergence, OneLogitStandsForTwoClasses) {
  EXPECT_NEAR(Divergence({0.7F, -0.2F}, 1).of(std::vector<float>{0.5F, 0.1F}),
              Divergence({0, 0.7F, 0, -0.2F}, 2).of(std::vector<float>{0, 0.5F, 0, 0.1F}), 1e-12);
}

TEST(Divergence, ASureNetworkIsSoftenedSoThatItsAnswersStillMove) {
  const Divergence divergence({60, -60, -50, 50}, 2);
  EXPECT_GT(divergence.temperature(), 50);
  EXPECT_GT(divergence.of(std::vector<float>{60, 0, -50, 50}), 1e-3);
}

}  // namespace
}  // namespace knap::learn
