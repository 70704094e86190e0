#include "learn/train/samples.h"

#include <algorithm>

#include "core/base/parallel.h"

namespace knap::learn {
namespace {

std::uint64_t mix(std::uint64_t hash, std::uint64_t value) {
  hash ^= value;
  hash *= 0x9e3779b97f4a7c15U;
  return hash ^ (hash >> 29);
}

}  // namespace

SampleStore::SampleStore(const Samples& samples, const Fixed& format)
    : count_(samples.count), sample_size_(samples.shape.size()), labels_(samples.labels) {
  KNAP_CHECK(static_cast<std::int64_t>(labels_.size()) == count_);
  const bool is_narrow = Interval{-32768, 32767}.contains(format.codes());
  const std::size_t total = static_cast<std::size_t>(count_ * sample_size_);
  if (is_narrow)
    narrow_.resize(total);
  else
    wide_.resize(total);
  std::vector<std::uint64_t> hashes(static_cast<std::size_t>(count_));
  std::vector<Interval> ranges(hashes.size());
  parallel_for(hashes.size(), [&](std::size_t i) {
    std::vector<std::int32_t> codes(static_cast<std::size_t>(sample_size_));
    samples.fill(static_cast<std::int64_t>(i), codes);
    std::uint64_t hash = 1;
    for (const std::int32_t code : codes) hash = mix(hash, static_cast<std::uint32_t>(code));
    hashes[i] = mix(hash, static_cast<std::uint32_t>(labels_[i]));
    const auto [low, high] = std::minmax_element(codes.begin(), codes.end());
    ranges[i] = codes.empty() ? Interval{} : Interval{*low, *high};
    const auto at = static_cast<std::ptrdiff_t>(i) * sample_size_;
    if (is_narrow)
      std::transform(codes.begin(), codes.end(), narrow_.begin() + at,
                     [](std::int32_t code) { return static_cast<std::int16_t>(code); });
    else
      std::copy(codes.begin(), codes.end(), wide_.begin() + at);
  });
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    fingerprint_ = mix(fingerprint_, hashes[i]);
    range_ = i == 0 ? ranges[i] : hull(range_, ranges[i]);
  }
}

void SampleStore::codes(std::int64_t index, std::span<float> out) const {
  const auto at = static_cast<std::size_t>(index * sample_size_);
  if (narrow_.empty())
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<float>(wide_[at + i]);
  else
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<float>(narrow_[at + i]);
}

}  // namespace knap::learn
