// What a recording adds to the heart: fibrillatory waves, baseline wander, muscle and mains noise, moving
// electrodes.
#pragma once

#include <vector>

#include "core/base/rng.h"

namespace knap::data {

/// Fibrillatory waves: a sawtooth of five harmonics whose frequency and amplitude are modulated (Stridh,
/// Sornmo, IEEE Trans. Biomed. Eng. 48(1), 2001, doi 10.1109/10.900266).
struct FibrillatoryWaves {
  double frequency_hz = 6;          ///< 4 to 9
  double amplitude_mv = 0.06;       ///< of the sawtooth
  double frequency_swing_hz = 0.3;  ///< largest deviation
  double modulation_hz = 0.2;       ///< how fast both change
  double amplitude_swing = 0.4;     ///< share of the amplitude
};

/// Each adds to `mv`, one value per sample.
void add_fibrillatory_waves(std::vector<double>& mv, double rate_hz, const FibrillatoryWaves& waves,
                            Rng& rng);
/// Slow sinusoids below 0.5 Hz, together of about that root mean square.
void add_baseline_wander(std::vector<double>& mv, double rate_hz, double rms_mv, Rng& rng);
/// High-pass noise, three times as strong in bursts of a second.
void add_muscle_noise(std::vector<double>& mv, double rate_hz, double rms_mv, Rng& rng);
/// A sinusoid of 50 or 60 Hz.
void add_mains(std::vector<double>& mv, double rate_hz, double amplitude_mv, double mains_hz, Rng& rng);
/// `count` sudden offsets that decay within about a second.
void add_electrode_motion(std::vector<double>& mv, double rate_hz, double amplitude_mv, int count, Rng& rng);

}  // namespace knap::data
