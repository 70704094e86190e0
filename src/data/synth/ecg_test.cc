#include "data/synth/ecg.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/base/hash.h"
#include "core/base/parallel.h"

namespace knap::data {
namespace {

double variation_of_intervals(const SyntheticEcg& ecg) {
  std::vector<double> rr;
  for (std::size_t i = 1; i < ecg.r_samples.size(); ++i)
    rr.push_back(static_cast<double>(ecg.r_samples[i] - ecg.r_samples[i - 1]));
  double mean = 0, square = 0;
  for (const double v : rr) mean += v / static_cast<double>(rr.size());
  for (const double v : rr) square += (v - mean) * (v - mean) / static_cast<double>(rr.size());
  return std::sqrt(square) / mean;
}

TEST(SyntheticEcg, HasLengthNameAndPlausibleAmplitude) {
  const SyntheticEcg ecg = make_ecg({}, 41, Rhythm::Normal);
  EXPECT_EQ(ecg.name, "S00042");
  EXPECT_EQ(ecg.samples.size(), 9000u);
  const auto [low, high] = std::minmax_element(ecg.samples.begin(), ecg.samples.end());
  EXPECT_GT(*high - *low, 300);
  EXPECT_LT(*high - *low, 12000);
  EXPECT_GT(ecg.r_samples.size(), 20u);
  EXPECT_LT(ecg.r_samples.size(), 60u);
}

TEST(SyntheticEcg, IsTheSameForTheSameSeedAndForAnyNumberOfThreads) {
  SyntheticEcgOptions options;
  options.records = 6;
  const auto digest = [&] {
    Sha256 hash;
    for (const SyntheticEcg& ecg : make_ecg_set(options)) hash.add(std::as_bytes(std::span(ecg.samples)));
    return hash.finish();
  };
  const int before = jobs();
  set_jobs(1);
  const std::string one = digest();
  set_jobs(3);
  EXPECT_EQ(digest(), one);
  set_jobs(before);
  options.seed = 2;
  EXPECT_NE(digest(), one);
}

TEST(SyntheticEcg, SharesOfRhythmsAreAsAskedFor) {
  SyntheticEcgOptions options;
  options.records = 1000;
  for (const double share : {0.0, 0.1, 0.4, 1.0}) {
    options.fibrillation_share = share;
    int count = 0;
    for (std::int64_t i = 0; i < options.records; ++i)
      count += rhythm_of(options, i) == Rhythm::AtrialFibrillation;
    EXPECT_EQ(count, std::lround(1000 * share));
  }
}

TEST(SyntheticEcg, FibrillationIsMoreIrregularButNotSeparableByThatAlone) {
  std::vector<double> normal, fibrillation;
  for (std::int64_t i = 0; i < 100; ++i) {
    normal.push_back(variation_of_intervals(make_ecg({}, i, Rhythm::Normal)));
    fibrillation.push_back(variation_of_intervals(make_ecg({}, i, Rhythm::AtrialFibrillation)));
  }
  std::sort(normal.begin(), normal.end());
  std::sort(fibrillation.begin(), fibrillation.end());
  EXPECT_LT(normal[50], 0.08);
  EXPECT_GT(fibrillation[50], 0.13);
  EXPECT_GT(normal[95], fibrillation[5]) << "the two overlap";
}

}  // namespace
}  // namespace knap::data
