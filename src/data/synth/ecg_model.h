// The dynamical ECG model of McSharry, Clifford, Tarassenko, Smith (IEEE Trans. Biomed. Eng. 50(3), 2003,
// doi 10.1109/TBME.2003.808805): three coupled differential equations, one turn on the limit cycle per beat.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "data/synth/rhythm.h"

namespace knap::data {

/// One Gaussian of the model, as times and a height: on the limit cycle of angular frequency w its angle is w
/// * at_s, its width w * width_s, and its magnitude a = height_mv * w / (w * width_s)^2, because the third
/// equation integrates -a d exp(-d^2 / 2 b^2) over a pass to (a b^2 / w) exp(-d^2 / 2 b^2).
struct Wave {
  double at_s = 0;     ///< relative to the R peak
  double width_s = 1;  ///< standard deviation
  double height_mv = 0;
};

/// P, Q, R, S, T.
using Waves = std::array<Wave, 5>;
inline constexpr std::size_t kP = 0, kQ = 1, kR = 2, kS = 3, kT = 4;

/// Table I of the paper (angles -60, -15, 0, 15, 90 degrees; a 1.2, -5, 30, -7.5, 0.75; b 0.25, 0.1, 0.1,
/// 0.1, 0.4) at 60 beats per minute, scaled so that R is 1 mV.
Waves paper_waves();

/// What one recording has in common.
struct EcgShape {
  Waves waves = paper_waves();      ///< of a sinus beat at 60 beats per minute
  double respiration_hz = 0.25;     ///< of the baseline that z is drawn to
  double respiration_mv = 0.15;     ///< the paper's A
  double premature_p_scale = -0.5;  ///< of the P wave of an atrial premature beat
};

/// The waves of a beat: P and T move with the square root of the interval before it (Bazett), ectopic beats
/// have their own shapes.
Waves waves_of(const EcgShape& shape, const Beat& beat, double previous_rr_s);

struct EcgTrace {
  std::vector<double> mv;               ///< one value per sample
  std::vector<std::int64_t> r_samples;  ///< index of each R peak, ascending
};

/// Integrates the model (Runge-Kutta of fourth order, `oversampling` steps per sample). The first R peak lies
/// at a `start_phase` (0..1) of the first interval. The beats must last for `samples` / rate_hz + one
/// interval.
EcgTrace integrate_ecg(const EcgShape& shape, const std::vector<Beat>& beats, std::int64_t samples,
                       double rate_hz, int oversampling, double start_phase);

}  // namespace knap::data
