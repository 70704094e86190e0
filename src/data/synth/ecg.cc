#include "data/synth/ecg.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/check.h"
#include "core/base/parallel.h"
#include "data/synth/ecg_model.h"
#include "data/synth/noise.h"

namespace knap::data {
namespace {

constexpr int kOversampling = 2;

SinusRhythm draw_sinus(Rng& rng) {
  SinusRhythm rhythm;
  rhythm.mean_s = 60 / rng.uniform(50, 105);
  const bool has_strong_arrhythmia = rng.flip(0.15);  // respiratory sinus arrhythmia of the young
  rhythm.deviation_s =
      rhythm.mean_s * (has_strong_arrhythmia ? rng.uniform(0.07, 0.13) : rng.uniform(0.015, 0.06));
  rhythm.respiration_hz = rng.uniform(0.18, 0.33);
  rhythm.low_to_high = rng.uniform(0.3, 2);
  if (rng.flip(0.25)) {
    const double share = rng.uniform(0.02, 0.12), atrial = rng.uniform();
    rhythm.atrial_share = share * atrial;
    rhythm.ventricular_share = share * (1 - atrial);
  }
  return rhythm;
}

FibrillationRhythm draw_fibrillation(Rng& rng) {
  FibrillationRhythm rhythm;
  rhythm.mean_s = 60 / rng.uniform(60, 140);
  rhythm.variation = rng.flip(0.15) ? rng.uniform(0.07, 0.11) : rng.uniform(0.12, 0.28);
  rhythm.shortest_s = std::min(0.3, 0.6 * rhythm.mean_s);
  if (rng.flip(0.1)) rhythm.ventricular_share = rng.uniform(0.01, 0.06);
  return rhythm;
}

EcgShape draw_shape(Rng& rng) {
  EcgShape shape;
  for (Wave& wave : shape.waves) {
    wave.at_s *= rng.uniform(0.9, 1.1);
    wave.width_s *= rng.uniform(0.85, 1.15);
    wave.height_mv *= rng.uniform(0.7, 1.3);
  }
  // The paper's QRS complex is rather wide and its P and T waves are high.
  const double narrow = rng.uniform(0.55, 1.0);
  for (const std::size_t wave : {kQ, kR, kS}) {
    shape.waves[wave].at_s *= narrow;
    shape.waves[wave].width_s *= narrow;
  }
  shape.waves[kP].height_mv *= rng.uniform(0.45, 1.0);
  shape.waves[kT].height_mv *= rng.uniform(0.4, 1.0);
  if (rng.flip(0.12)) shape.waves[kP].height_mv *= 0.2;  // hardly a P wave
  if (rng.flip(0.15)) shape.waves[kT].height_mv *= rng.uniform(-0.6, 0.4);
  shape.waves[kQ].height_mv *= rng.uniform(0, 1.5);
  shape.waves[kS].height_mv *= rng.uniform(0, 1.5);
  shape.respiration_hz = rng.uniform(0.18, 0.33);
  shape.respiration_mv = rng.uniform(0.01, 0.15);
  return shape;
}

FibrillatoryWaves draw_waves(Rng& rng) {
  FibrillatoryWaves waves;
  waves.frequency_hz = rng.uniform(4, 9);
  waves.amplitude_mv = rng.flip(0.25) ? rng.uniform(0.01, 0.03) : rng.uniform(0.03, 0.11);
  waves.frequency_swing_hz = rng.uniform(0.1, 0.6);
  waves.modulation_hz = rng.uniform(0.08, 0.4);
  waves.amplitude_swing = rng.uniform(0.2, 0.6);
  return waves;
}

void add_noise(std::vector<double>& mv, Rng& rng) {
  add_baseline_wander(mv, kEcgRateHz, rng.uniform(0.01, 0.2), rng);
  add_muscle_noise(mv, kEcgRateHz, 0.004 * std::pow(12.0, rng.uniform()), rng);  // 4 to 48 microvolts
  if (rng.flip(0.6)) add_mains(mv, kEcgRateHz, rng.uniform(0, 0.03), rng.flip(0.5) ? 50 : 60, rng);
  if (rng.flip(0.25)) add_electrode_motion(mv, kEcgRateHz, 0.5, static_cast<int>(rng.integer(1, 4)), rng);
}

}  // namespace

Rhythm rhythm_of(const SyntheticEcgOptions& options, std::int64_t index) {
  const auto before = [&](std::int64_t i) {
    return std::floor(static_cast<double>(i) * options.fibrillation_share + 0.5);
  };
  return before(index + 1) > before(index) ? Rhythm::AtrialFibrillation : Rhythm::Normal;
}

SyntheticEcg make_ecg(const SyntheticEcgOptions& options, std::int64_t index, Rhythm rhythm) {
  SyntheticEcg ecg;
  ecg.name = fmt::format("S{:05}", index + 1);
  ecg.rhythm = rhythm;
  Rng rng(options.seed, "synthetic_ecg/" + ecg.name);
  const EcgShape shape = draw_shape(rng);
  constexpr double kSpareSeconds = 6;  // beats beyond the end, so that the last turn has its next beat
  const bool is_normal = rhythm == Rhythm::Normal;
  const std::vector<Beat> beats =
      is_normal ? make_sinus_beats(draw_sinus(rng), options.seconds + kSpareSeconds, rng)
                : make_fibrillation_beats(draw_fibrillation(rng), options.seconds + kSpareSeconds, rng);
  const std::int64_t samples = std::llround(options.seconds * kEcgRateHz);
  EcgTrace trace = integrate_ecg(shape, beats, samples, kEcgRateHz, kOversampling, rng.uniform());
  if (!is_normal) add_fibrillatory_waves(trace.mv, kEcgRateHz, draw_waves(rng), rng);
  // Electrodes: contact decides the gain, the wearer the polarity. Noise comes after them.
  const double gain = 0.45 * std::pow(4.5, rng.uniform()) * (rng.flip(0.15) ? -1 : 1);
  for (double& v : trace.mv) v *= gain;
  add_noise(trace.mv, rng);
  ecg.samples.reserve(trace.mv.size());
  for (const double v : trace.mv)
    ecg.samples.push_back(
        static_cast<std::int16_t>(std::lround(std::clamp(v * kEcgUnitsPerMv, -32768.0, 32767.0))));
  ecg.r_samples = std::move(trace.r_samples);
  return ecg;
}

std::vector<SyntheticEcg> make_ecg_set(const SyntheticEcgOptions& options) {
  KNAP_CHECK(options.records >= 0 && options.seconds > 0 && options.seconds <= 3600);
  std::vector<SyntheticEcg> set(static_cast<std::size_t>(options.records));
  parallel_for(set.size(), [&](std::size_t i) {
    const std::int64_t index = static_cast<std::int64_t>(i);
    set[i] = make_ecg(options, index, rhythm_of(options, index));
  });
  return set;
}

}  // namespace knap::data
