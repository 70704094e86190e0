#include "data/synth/rhythm.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/base/check.h"

namespace knap::data {
namespace {

constexpr double kTurn = 2 * std::numbers::pi;
constexpr double kShortestSinus = 0.35, kLongest = 2.5;  // seconds: what hearts do

/// A stationary process of variance 1 with a given spectrum: cosines of random phase at equidistant
/// frequencies.
class SpectralProcess {
 public:
  SpectralProcess(const SinusRhythm& rhythm, Rng& rng) {
    constexpr double kStep = 1.0 / 256, kHighest = 0.5;  // Hz
    double power = 0;
    for (double f = kStep; f <= kHighest; f += kStep) {
      const double spectrum = rhythm.low_to_high * bump(f, rhythm.mayer_hz, rhythm.mayer_width_hz) +
                              bump(f, rhythm.respiration_hz, rhythm.respiration_width_hz);
      if (spectrum < 1e-6) continue;
      // A random frequency within the step, so that the process does not repeat.
      lines_.push_back(
          {kTurn * (f + kStep * (rng.uniform() - 0.5)), kTurn * rng.uniform(), std::sqrt(spectrum)});
      power += spectrum / 2;
    }
    for (Line& line : lines_) line.amplitude /= std::sqrt(power);
  }

  double operator()(double t_s) const {
    double sum = 0;
    for (const Line& line : lines_) sum += line.amplitude * std::cos(line.omega * t_s + line.phase);
    return sum;
  }

 private:
  struct Line {
    double omega, phase, amplitude;
  };
  static double bump(double f, double center, double width) {
    const double d = (f - center) / width;
    return std::exp(-d * d / 2);
  }
  std::vector<Line> lines_;
};

}  // namespace

std::vector<Beat> make_sinus_beats(const SinusRhythm& rhythm, double seconds, Rng& rng) {
  KNAP_CHECK(rhythm.mean_s > 0 && rhythm.atrial_share + rhythm.ventricular_share < 1);
  const SpectralProcess process(rhythm, rng);
  std::vector<Beat> beats;
  double pause_s = 0;  // what follows a ventricular beat: the sinus node keeps its time
  for (double t = 0; t < seconds;) {
    Beat beat;
    const double sinus_s =
        std::clamp(rhythm.mean_s + rhythm.deviation_s * process(t), kShortestSinus, kLongest);
    const double choice = rng.uniform();
    const bool may_be_early = pause_s == 0 && !beats.empty();
    if (may_be_early && choice < rhythm.atrial_share) {
      beat = {sinus_s * rng.uniform(0.6, 0.85), BeatKind::AtrialPremature};
      pause_s = sinus_s * rng.uniform(0, 0.15);  // the sinus node is reset: hardly a pause
    } else if (may_be_early && choice < rhythm.atrial_share + rhythm.ventricular_share) {
      beat = {sinus_s * rng.uniform(0.5, 0.75), BeatKind::VentricularPremature};
      pause_s = sinus_s - beat.rr_s;
    } else {
      beat = {sinus_s + pause_s, BeatKind::Sinus};
      pause_s = 0;
    }
    beat.rr_s = std::clamp(beat.rr_s, 0.3, kLongest);
    t += beat.rr_s;
    beats.push_back(beat);
  }
  return beats;
}

std::vector<Beat> make_fibrillation_beats(const FibrillationRhythm& rhythm, double seconds, Rng& rng) {
  KNAP_CHECK(rhythm.mean_s > rhythm.shortest_s && rhythm.variation > 0);
  // RR = shortest + a log-normal of the remaining mean, so that mean and deviation come out as asked for.
  const double rest_s = rhythm.mean_s - rhythm.shortest_s;
  const double ratio = rhythm.variation * rhythm.mean_s / rest_s;
  const double sigma = std::sqrt(std::log1p(ratio * ratio));
  constexpr double kCorrelation = 0.1;
  std::vector<Beat> beats;
  double previous = rng.normal();
  for (double t = 0; t < seconds;) {
    previous = kCorrelation * previous + std::sqrt(1 - kCorrelation * kCorrelation) * rng.normal();
    Beat beat{rhythm.shortest_s + rest_s * std::exp(sigma * previous - sigma * sigma / 2),
              BeatKind::Fibrillation};
    beat.rr_s = std::min(beat.rr_s, kLongest);
    if (!beats.empty() && rng.flip(rhythm.ventricular_share))
      beat = {std::max(rhythm.shortest_s, beat.rr_s * rng.uniform(0.6, 0.85)),
              BeatKind::VentricularPremature};
    t += beat.rr_s;
    beats.push_back(beat);
  }
  return beats;
}

}  // namespace knap::data
