#include "data/synth/noise.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace knap::data {
namespace {

constexpr double kCircle = 2 * std::numbers::pi;

/// Adds a sinusoid: a rotating phasor, one multiplication per sample (its length drifts by rounding alone).
void add_sinusoid(std::vector<double>& mv, double rate_hz, double hz, double amplitude, double phase) {
  const double step = kCircle * hz / rate_hz, c = std::cos(step), s = std::sin(step);
  double x = amplitude * std::cos(phase), y = amplitude * std::sin(phase);
  for (double& v : mv) {
    v += y;
    const double turned = c * x - s * y;
    y = s * x + c * y;
    x = turned;
  }
}

}  // namespace

void add_fibrillatory_waves(std::vector<double>& mv, double rate_hz, const FibrillatoryWaves& waves,
                            Rng& rng) {
  constexpr int kHarmonics = 5;
  const double phase = kCircle * rng.uniform(), swing_phase = kCircle * rng.uniform(),
               amplitude_phase = kCircle * rng.uniform();
  const double modulation = kCircle * waves.modulation_hz;
  for (std::size_t i = 0; i < mv.size(); ++i) {
    const double t = static_cast<double>(i) / rate_hz;
    const double theta =
        phase + kCircle * waves.frequency_hz * t +
        waves.frequency_swing_hz / waves.modulation_hz * std::sin(modulation * t + swing_phase);
    const double amplitude =
        waves.amplitude_mv * (1 + waves.amplitude_swing * std::sin(modulation * t + amplitude_phase));
    // sin(h t) = 2 cos(t) sin((h - 1) t) - sin((h - 2) t)
    double sum = 0, previous = 0, sine = std::sin(theta);
    const double twice = 2 * std::cos(theta);
    for (int h = 1; h <= kHarmonics; ++h) {
      sum += sine / h;
      const double next = twice * sine - previous;
      previous = sine;
      sine = next;
    }
    mv[i] -= 2 / std::numbers::pi * amplitude * sum;
  }
}

void add_baseline_wander(std::vector<double>& mv, double rate_hz, double rms_mv, Rng& rng) {
  constexpr int kLines = 5;
  for (int k = 0; k < kLines; ++k) {
    const double hz = 0.05 * std::pow(10.0, rng.uniform());  // 0.05 to 0.5 Hz
    const double amplitude = rms_mv * std::sqrt(2.0 / kLines) * rng.uniform(0.5, 1.5);
    add_sinusoid(mv, rate_hz, hz, amplitude, kCircle * rng.uniform());
  }
}

void add_muscle_noise(std::vector<double>& mv, double rate_hz, double rms_mv, Rng& rng) {
  const std::size_t burst = static_cast<std::size_t>(rate_hz);
  double previous = 0, gain = 1;
  for (std::size_t i = 0; i < mv.size(); ++i) {
    if (i % burst == 0) gain = rng.flip(0.07) ? 3 : 1;
    const double white = rng.normal();
    // First difference with a leak: white noise without its slow part, of variance 1.
    mv[i] += gain * rms_mv * (white - 0.6 * previous) / std::sqrt(1.36);
    previous = white;
  }
}

void add_mains(std::vector<double>& mv, double rate_hz, double amplitude_mv, double mains_hz, Rng& rng) {
  add_sinusoid(mv, rate_hz, mains_hz, amplitude_mv, kCircle * rng.uniform());
}

void add_electrode_motion(std::vector<double>& mv, double rate_hz, double amplitude_mv, int count, Rng& rng) {
  for (int k = 0; k < count && !mv.empty(); ++k) {
    const std::size_t start = rng.below(mv.size());
    const double height = amplitude_mv * rng.normal(), decay_s = rng.uniform(0.1, 0.6);
    const std::size_t end = std::min(mv.size(), start + static_cast<std::size_t>(6 * decay_s * rate_hz));
    for (std::size_t i = start; i < end; ++i)
      mv[i] += height * std::exp(-static_cast<double>(i - start) / (decay_s * rate_hz));
  }
}

}  // namespace knap::data
