#include "data/set/raw_set.h"
#include "data/synth/ecg.h"

namespace knap::data {

RawSet make_synthetic(const DataOptions& options) {
  SyntheticEcgOptions ecg;
  ecg.records = options.records;
  ecg.seconds = options.seconds;
  ecg.fibrillation_share = options.fibrillation_share;
  ecg.seed = static_cast<std::uint64_t>(options.synthetic_seed);
  RawSet raw;
  raw.shape = Shape{0, 1};
  raw.is_series = true;
  raw.format = Fixed{true, 16, 0};
  raw.rate_hz = kEcgRateHz;
  raw.labels = {"N", "A"};
  std::vector<std::int16_t> samples;
  for (const SyntheticEcg& record : make_ecg_set(ecg)) {
    raw.records.push_back(
        {record.name, record.rhythm == Rhythm::Normal ? "N" : "A", 0, samples.size(), record.samples.size()});
    samples.insert(samples.end(), record.samples.begin(), record.samples.end());
  }
  raw.samples = share(std::move(samples));
  return raw;
}

}  // namespace knap::data
