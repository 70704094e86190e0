// Rhythms: series of beats, sinus rhythm with ectopic beats or atrial fibrillation, for the synthetic ECG.
#pragma once

#include <vector>

#include "core/base/rng.h"

namespace knap::data {

/// Where a beat starts, which decides its waves.
enum class BeatKind {
  Sinus,
  AtrialPremature,       ///< early, with a P wave of another shape
  VentricularPremature,  ///< early and wide, without a P wave
  Fibrillation,          ///< conducted from fibrillating atria, without a P wave
};

struct Beat {
  double rr_s = 1;  ///< time since the previous R peak
  BeatKind kind = BeatKind::Sinus;
};

/// Sinus rhythm. The RR series has the spectrum of McSharry et al. 2003, eq. 6: two Gaussians, at the Mayer
/// waves (0.1 Hz) and at respiration (0.25 Hz).
struct SinusRhythm {
  double mean_s = 0.85;
  double deviation_s = 0.04;
  double mayer_hz = 0.1, mayer_width_hz = 0.01;
  double respiration_hz = 0.25, respiration_width_hz = 0.01;
  double low_to_high = 0.5;  ///< power at the Mayer waves over power at respiration
  double atrial_share = 0;   ///< of beats that are premature atrial ones
  double ventricular_share = 0;
};

/// Irregular conduction: log-normal RR intervals with a refractory limit, weakly correlated from beat to
/// beat.
struct FibrillationRhythm {
  double mean_s = 0.65;
  double variation = 0.2;  ///< deviation over mean
  double shortest_s = 0.3;
  double ventricular_share = 0;
};

/// Beats that last for at least `seconds` together.
std::vector<Beat> make_sinus_beats(const SinusRhythm& rhythm, double seconds, Rng& rng);
std::vector<Beat> make_fibrillation_beats(const FibrillationRhythm& rhythm, double seconds, Rng& rng);

}  // namespace knap::data
