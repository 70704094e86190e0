#include "data/synth/rhythm.h"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <numbers>

namespace knap::data {
namespace {

struct Moments {
  double mean = 0, deviation = 0;
};
Moments moments(const std::vector<Beat>& beats) {
  Moments m;
  for (const Beat& beat : beats) m.mean += beat.rr_s;
  m.mean /= static_cast<double>(beats.size());
  for (const Beat& beat : beats) m.deviation += (beat.rr_s - m.mean) * (beat.rr_s - m.mean);
  m.deviation = std::sqrt(m.deviation / static_cast<double>(beats.size()));
  return m;
}

TEST(SinusRhythm, HasTheMeanDeviationAndLengthAskedFor) {
  Rng rng(1, "rhythm_test");
  const std::vector<Beat> beats = make_sinus_beats({.mean_s = 0.8, .deviation_s = 0.05}, 3000, rng);
  const Moments m = moments(beats);
  EXPECT_NEAR(m.mean, 0.8, 0.01);
  EXPECT_NEAR(m.deviation, 0.05, 0.01);
  EXPECT_GE(m.mean * static_cast<double>(beats.size()), 3000);
}

/// Power of the RR series, as a function of time, at one frequency.
double power_at(const std::vector<Beat>& beats, double hz) {
  const double mean = moments(beats).mean;
  std::complex<double> sum;
  double t = 0;
  for (const Beat& beat : beats) {
    sum += (beat.rr_s - mean) * std::polar(1.0, -2 * std::numbers::pi * hz * t);
    t += beat.rr_s;
  }
  return std::norm(sum);
}

TEST(SinusRhythm, HasABimodalSpectrum) {
  double mayer = 0, respiration = 0, between = 0, above = 0;
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    Rng rng(seed, "rhythm_test");
    const std::vector<Beat> beats = make_sinus_beats({.mean_s = 0.8, .deviation_s = 0.04}, 200, rng);
    mayer += power_at(beats, 0.1);
    respiration += power_at(beats, 0.25);
    between += power_at(beats, 0.175);
    above += power_at(beats, 0.4);
  }
  EXPECT_GT(mayer, 5 * between);
  EXPECT_GT(respiration, 5 * between);
  EXPECT_GT(respiration, mayer);
  EXPECT_GT(mayer, 5 * above);
}

TEST(SinusRhythm, PremisesOfEctopicBeatsHold) {
  Rng rng(3, "rhythm_test");
  const std::vector<Beat> beats = make_sinus_beats(
      {.mean_s = 0.8, .deviation_s = 0.02, .atrial_share = 0.05, .ventricular_share = 0.05}, 2000, rng);
  int atrial = 0, ventricular = 0;
  for (std::size_t i = 0; i + 1 < beats.size(); ++i) {
    if (beats[i].kind == BeatKind::Sinus) continue;
    EXPECT_LT(beats[i].rr_s, 0.75);
    atrial += beats[i].kind == BeatKind::AtrialPremature;
    if (beats[i].kind != BeatKind::VentricularPremature) continue;
    ++ventricular;
    // A full compensatory pause: two sinus intervals together.
    EXPECT_NEAR(beats[i].rr_s + beats[i + 1].rr_s, 1.6, 0.2);
  }
  EXPECT_NEAR(atrial / 2500.0, 0.05, 0.02);
  EXPECT_NEAR(ventricular / 2500.0, 0.05, 0.02);
}

TEST(FibrillationRhythm, IsIrregularAndKeepsTheRefractoryLimit) {
  Rng rng(4, "rhythm_test");
  const std::vector<Beat> beats = make_fibrillation_beats({.mean_s = 0.6, .variation = 0.2}, 3000, rng);
  const Moments m = moments(beats);
  EXPECT_NEAR(m.mean, 0.6, 0.02);
  EXPECT_NEAR(m.deviation / m.mean, 0.2, 0.02);
  double product = 0;
  for (std::size_t i = 0; i + 1 < beats.size(); ++i) {
    EXPECT_GE(beats[i].rr_s, 0.3);
    product += (beats[i].rr_s - m.mean) * (beats[i + 1].rr_s - m.mean);
  }
  EXPECT_LT(product / static_cast<double>(beats.size()) / (m.deviation * m.deviation), 0.25)
      << "nearly uncorrelated";
}

}  // namespace
}  // namespace knap::data
