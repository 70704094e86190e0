#include "data/synth/ecg_model.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace knap::data {
namespace {

std::vector<Beat> regular(double rr_s, int count, BeatKind kind = BeatKind::Sinus) {
  return std::vector<Beat>(static_cast<std::size_t>(count), Beat{rr_s, kind});
}
EcgShape still() {
  EcgShape shape;
  shape.respiration_mv = 0;
  return shape;
}
/// The value `at_s` seconds from the R peak number `peak`.
double at(const EcgTrace& trace, std::size_t peak, double at_s, double rate_hz) {
  return trace.mv.at(static_cast<std::size_t>(trace.r_samples[peak] + std::lround(at_s * rate_hz)));
}

TEST(EcgModel, HeightsAreThoseOfThePaperScaledToOneMillivolt) {
  const Waves waves = paper_waves();
  EXPECT_NEAR(waves[kR].height_mv, 1, 1e-12);
  EXPECT_NEAR(waves[kP].height_mv, 1.2 * 0.0625 / 0.3, 1e-12);
  EXPECT_NEAR(waves[kT].at_s, 0.25, 1e-12);
}

TEST(EcgModel, PeaksLieOneIntervalApartAndWavesWhereThePaperPutsThem) {
  const EcgTrace trace = integrate_ecg(still(), regular(1.0, 12), 3000, 300, 2, 0.4);
  ASSERT_GE(trace.r_samples.size(), 9u);
  for (std::size_t i = 1; i < trace.r_samples.size(); ++i)
    EXPECT_NEAR(static_cast<double>(trace.r_samples[i] - trace.r_samples[i - 1]), 300, 2);
  const double isoelectric = at(trace, 4, -0.35, 300);
  EXPECT_NEAR(at(trace, 4, 0, 300) - isoelectric, 0.95, 0.1);          // R
  EXPECT_NEAR(at(trace, 4, -1.0 / 6, 300) - isoelectric, 0.25, 0.05);  // P
  EXPECT_LT(at(trace, 4, -0.05, 300), isoelectric);                    // Q
  EXPECT_LT(at(trace, 4, 0.05, 300), isoelectric);                     // S
  EXPECT_NEAR(at(trace, 4, 0.25, 300) - isoelectric, 0.35, 0.1);       // T
}

TEST(EcgModel, ConvergesWithTheStepAsFourthOrder) {
  const auto trace = [](int oversampling) {
    return integrate_ecg(still(), regular(0.9, 8), 1500, 300, oversampling, 0.4);
  };
  const EcgTrace fine = trace(16);
  const auto deviation = [&](const EcgTrace& other) {
    double most = 0;
    for (std::size_t i = 0; i < 250; ++i) most = std::max(most, std::abs(other.mv[i] - fine.mv[i]));
    return most;  // before and after the first R peak
  };
  EXPECT_LT(deviation(trace(2)), 2e-3);
  EXPECT_LT(deviation(trace(4)), deviation(trace(1)));
}

TEST(EcgModel, FibrillationAndVentricularBeatsHaveNoPWave) {
  for (const BeatKind kind : {BeatKind::Fibrillation, BeatKind::VentricularPremature}) {
    const EcgTrace trace = integrate_ecg(still(), regular(1.0, 8, kind), 1800, 300, 2, 0.5);
    EXPECT_NEAR(at(trace, 3, -1.0 / 6, 300), at(trace, 3, -0.25, 300), 0.06);
  }
  EXPECT_GT(waves_of(still(), {1, BeatKind::VentricularPremature}, 1)[kR].width_s,
            2 * paper_waves()[kR].width_s);
}

TEST(EcgModel, IntervalsMayDifferFromBeatToBeat) {
  const std::vector<Beat> beats = {{0.5}, {0.5}, {1.2}, {0.4}, {0.9}, {0.7}, {0.7}};
  const EcgTrace trace = integrate_ecg(still(), beats, 1200, 300, 4, 0.0);
  ASSERT_GE(trace.r_samples.size(), 5u);
  for (std::size_t i = 1; i < 5; ++i)
    EXPECT_NEAR(static_cast<double>(trace.r_samples[i] - trace.r_samples[i - 1]) / 300, beats[i].rr_s, 0.01);
}

}  // namespace
}  // namespace knap::data
