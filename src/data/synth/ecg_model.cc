#include "data/synth/ecg_model.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/base/check.h"

namespace knap::data {
namespace {

constexpr double kPi = std::numbers::pi, kTwoPi = 2 * std::numbers::pi;

struct State {
  double x, y, z;
};

/// The attractors of two beats on one turn: those of the last R peak (angle 0) and of the next one (angle 2
/// pi).
class Interval {
 public:
  Interval(const Waves& last, const Waves& next, double rr_s) : omega_(kTwoPi / rr_s) {
    add(last, 0);
    add(next, kTwoPi);
  }

  double omega() const { return omega_; }

  /// dz/dt without the relaxation, at an angle since the last R peak.
  double drive(double theta) const {
    double sum = 0;
    for (const Attractor& a : attractors_) {
      const double d = theta - a.theta;
      if (std::abs(d) > a.reach) continue;
      sum -= a.magnitude * d * std::exp(-d * d * a.inverse);
    }
    return sum;
  }

 private:
  struct Attractor {
    double theta, magnitude, inverse, reach;
  };

  void add(const Waves& waves, double turn) {
    for (const Wave& wave : waves) {
      if (wave.height_mv == 0) continue;
      const double b = omega_ * wave.width_s;
      attractors_[static_cast<std::size_t>(count_++)] = {
          turn + omega_ * wave.at_s, wave.height_mv * omega_ / (b * b), 0.5 / (b * b), 5.5 * b};
    }
    for (std::size_t i = static_cast<std::size_t>(count_); i < attractors_.size(); ++i)
      attractors_[i] = {0, 0, 0, -1};
  }

  double omega_;
  std::array<Attractor, 10> attractors_{};
  int count_ = 0;
};

/// Angle since the last R peak, 0..2 pi.
double angle_of(const State& s) {
  const double theta = std::atan2(s.y, s.x);
  return theta < 0 ? theta + kTwoPi : theta;
}

/// The right-hand side at an angle since the last R peak.
State derivative(const State& s, double theta, double baseline_mv, const Interval& interval) {
  const double alpha = 1 - std::sqrt(s.x * s.x + s.y * s.y), w = interval.omega();
  return {alpha * s.x - w * s.y, alpha * s.y + w * s.x, interval.drive(theta) - (s.z - baseline_mv)};
}

/// The baseline at the start, middle and end of a step.
struct Baseline {
  double start = 0, middle = 0, end = 0;
};

/// One Runge-Kutta step. By the first two equations the polar angle grows by exactly w h, whatever the
/// radius: the stages take their angles from that instead of from an arc tangent each.
State step(const State& s, double h_s, const Baseline& baseline, const Interval& interval) {
  const double start = angle_of(s), half = interval.omega() * h_s / 2;
  const auto stage = [&](const State& k, double h, double theta, double baseline_mv) {
    return derivative({s.x + h * k.x, s.y + h * k.y, s.z + h * k.z}, theta, baseline_mv, interval);
  };
  const State k1 = derivative(s, start, baseline.start, interval);
  const State k2 = stage(k1, h_s / 2, start + half, baseline.middle);
  const State k3 = stage(k2, h_s / 2, start + half, baseline.middle);
  const State k4 = stage(k3, h_s, start + 2 * half, baseline.end);
  return {s.x + h_s / 6 * (k1.x + 2 * k2.x + 2 * k3.x + k4.x),
          s.y + h_s / 6 * (k1.y + 2 * k2.y + 2 * k3.y + k4.y),
          s.z + h_s / 6 * (k1.z + 2 * k2.z + 2 * k3.z + k4.z)};
}

}  // namespace

Waves paper_waves() {
  constexpr double kAngles[] = {-kPi / 3, -kPi / 12, 0, kPi / 12, kPi / 2};
  constexpr double kMagnitudes[] = {1.2, -5, 30, -7.5, 0.75};
  constexpr double kWidths[] = {0.25, 0.1, 0.1, 0.1, 0.4};
  constexpr double kRHeight = 30 * 0.1 * 0.1 / kTwoPi;
  Waves waves;
  for (std::size_t i = 0; i < waves.size(); ++i)
    waves[i] = {kAngles[i] / kTwoPi, kWidths[i] / kTwoPi,
                kMagnitudes[i] * kWidths[i] * kWidths[i] / kTwoPi / kRHeight};
  return waves;
}

Waves waves_of(const EcgShape& shape, const Beat& beat, double previous_rr_s) {
  Waves waves = shape.waves;
  const double rate = std::sqrt(std::clamp(previous_rr_s, 0.3, 1.5));
  waves[kP].at_s *= rate;
  waves[kT].at_s *= rate;
  waves[kP].width_s *= rate;
  waves[kT].width_s *= rate;
  switch (beat.kind) {
    case BeatKind::Sinus:
      break;
    case BeatKind::AtrialPremature:
      waves[kP].height_mv *= shape.premature_p_scale;
      break;
    case BeatKind::Fibrillation:
      waves[kP].height_mv = 0;
      break;
    case BeatKind::VentricularPremature:
      waves[kP].height_mv = 0;
      waves[kQ].height_mv = 0;
      waves[kR].width_s *= 2.6;
      waves[kR].height_mv *= 1.2;
      waves[kS] = {waves[kS].at_s * 2.4, waves[kS].width_s * 2.4, waves[kS].height_mv * 1.6};
      waves[kT].height_mv *= -1.1;
      waves[kT].at_s += 0.04;
      break;
  }
  return waves;
}

EcgTrace integrate_ecg(const EcgShape& shape, const std::vector<Beat>& beats, std::int64_t samples,
                       double rate_hz, int oversampling, double start_phase) {
  KNAP_CHECK(beats.size() >= 2 && oversampling > 0 && start_phase >= 0 && start_phase < 1);
  EcgTrace trace;
  trace.mv.reserve(static_cast<std::size_t>(samples));
  // The turn between beat k - 1 and beat k; the beat before the first is taken as equal to it.
  std::size_t k = 0;
  Waves last = waves_of(shape, beats[0], beats[0].rr_s);
  Waves next = last;
  Interval interval(last, next, beats[0].rr_s);
  const double phase = kTwoPi * start_phase;
  State state{std::cos(phase), std::sin(phase), 0};
  const double h_s = 1 / (rate_hz * oversampling);
  const auto baseline_at = [&](double t_s) {
    return shape.respiration_mv * std::sin(kTwoPi * shape.respiration_hz * t_s);
  };
  Baseline baseline;
  for (std::int64_t i = 0; i < samples * oversampling; ++i) {
    if (i % oversampling == 0) trace.mv.push_back(state.z);
    const double y_before = state.y, t_s = static_cast<double>(i) * h_s;
    const double before = baseline.end;
    baseline = {before, baseline_at(t_s + h_s / 2), baseline_at(t_s + h_s)};
    state = step(state, h_s, baseline, interval);
    // The R peak: the angle passes 2 pi, that is, y turns positive on the right side.
    if (y_before < 0 && state.y >= 0 && state.x > 0) {
      trace.r_samples.push_back((i + 1) / oversampling);
      ++k;
      KNAP_CHECK(k < beats.size(), "the beats end before the recording");
      last = next;
      next = waves_of(shape, beats[k], beats[k - 1].rr_s);
      interval = Interval(last, next, beats[k].rr_s);
    }
  }
  return trace;
}

}  // namespace knap::data
