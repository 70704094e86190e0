#include "data/synth/noise.h"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <numbers>

namespace knap::data {
namespace {

constexpr double kRate = 300;

double rms(const std::vector<double>& mv) {
  double sum = 0;
  for (const double v : mv) sum += v * v;
  return std::sqrt(sum / static_cast<double>(mv.size()));
}
/// Amplitude of the sinusoid of that frequency.
double amplitude_at(const std::vector<double>& mv, double hz) {
  std::complex<double> sum;
  for (std::size_t i = 0; i < mv.size(); ++i)
    sum += mv[i] * std::polar(1.0, -2 * std::numbers::pi * hz * static_cast<double>(i) / kRate);
  return 2 * std::abs(sum) / static_cast<double>(mv.size());
}

TEST(Noise, FibrillatoryWavesAreASawtoothAtTheirFrequency) {
  Rng rng(1, "noise_test");
  std::vector<double> mv(9000);
  add_fibrillatory_waves(mv, kRate, {6, 0.1, 0, 0.2, 0}, rng);
  EXPECT_NEAR(amplitude_at(mv, 6), 0.2 / std::numbers::pi, 1e-3);
  EXPECT_NEAR(amplitude_at(mv, 12), 0.1 / std::numbers::pi, 1e-3);
  EXPECT_LT(amplitude_at(mv, 9), 1e-3);
}

TEST(Noise, BaselineWanderIsSlow) {
  Rng rng(2, "noise_test");
  std::vector<double> mv(9000);
  add_baseline_wander(mv, kRate, 0.2, rng);
  EXPECT_NEAR(rms(mv), 0.2, 0.12);
  double steepest = 0;
  for (std::size_t i = 1; i < mv.size(); ++i) steepest = std::max(steepest, std::abs(mv[i] - mv[i - 1]));
  EXPECT_LT(steepest, 0.02);
}

TEST(Noise, MuscleNoiseHasItsStrengthAndLittleSlowPart) {
  Rng rng(3, "noise_test");
  std::vector<double> mv(90000);
  add_muscle_noise(mv, kRate, 0.05, rng);
  EXPECT_NEAR(rms(mv), 0.05 * std::sqrt(1 + 0.07 * 8), 0.01);
}

TEST(Noise, MainsIsOneLine) {
  Rng rng(4, "noise_test");
  std::vector<double> mv(9000);
  add_mains(mv, kRate, 0.03, 50, rng);
  EXPECT_NEAR(amplitude_at(mv, 50), 0.03, 1e-6);
}

TEST(Noise, ElectrodeMotionIsLocal) {
  Rng rng(5, "noise_test");
  std::vector<double> mv(9000);
  add_electrode_motion(mv, kRate, 1, 1, rng);
  int touched = 0;
  for (const double v : mv) touched += v != 0;
  EXPECT_GT(touched, 0);
  EXPECT_LE(touched, 6 * 0.6 * kRate);
}

}  // namespace
}  // namespace knap::data
