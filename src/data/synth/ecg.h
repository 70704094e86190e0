// Synthetic single-lead ECG: normal rhythm and atrial fibrillation, the embedded default data set.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/synth/rhythm.h"

namespace knap::data {

enum class Rhythm { Normal, AtrialFibrillation };

inline constexpr double kEcgRateHz = 300;
inline constexpr double kEcgUnitsPerMv = 1000;

struct SyntheticEcg {
  std::string name;  ///< "S00001", ...
  Rhythm rhythm = Rhythm::Normal;
  std::vector<std::int16_t> samples;    ///< 300 Hz, 1000 units per millivolt
  std::vector<std::int64_t> r_samples;  ///< index of each R peak
};

/// What a set of recordings is.
struct SyntheticEcgOptions {
  std::int64_t records = 800;
  double seconds = 30;
  double fibrillation_share = 0.4;
  std::uint64_t seed = 1;
};

/// Recording number `index` (from 0) of the set: depends on the seed, the index and the rhythm alone.
/// Difficulties are drawn with it: some normal rhythms have ectopic beats or a strong respiratory arrhythmia
/// or hardly a P wave, some fibrillations are regular or have fine waves; gain, polarity and noise differ.
SyntheticEcg make_ecg(const SyntheticEcgOptions& options, std::int64_t index, Rhythm rhythm);

/// The rhythm of recording number `index`: the share of fibrillations, evenly spread.
Rhythm rhythm_of(const SyntheticEcgOptions& options, std::int64_t index);

/// All recordings; the threads of core/base are used, the result does not depend on them.
std::vector<SyntheticEcg> make_ecg_set(const SyntheticEcgOptions& options);

}  // namespace knap::data
