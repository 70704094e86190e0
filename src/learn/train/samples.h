// Samples: what training and inference read - labelled codes of one shape, from wherever they come.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "core/num/format.h"
#include "core/num/interval.h"
#include "core/num/tensor.h"

namespace knap::learn {

/// A labelled set of samples. `fill` may be called from several threads at once and must give the same codes
/// each time.
struct Samples {
  Shape shape;             ///< of one sample, channel last
  std::int64_t count = 0;  ///< > 0
  /// Codes of sample `index`, row-major, shape.size() of them; recordings already cut or padded to the shape.
  std::function<void(std::int64_t index, std::span<std::int32_t> codes)> fill;
  std::vector<int> labels;  ///< `count` class numbers from 0
};

/// All samples in memory, two bytes each where the format allows it.
class SampleStore {
 public:
  SampleStore() = default;
  /// Reads every sample once. The codes must lie inside `format` (checked by validate_samples).
  SampleStore(const Samples& samples, const Fixed& format);

  std::int64_t count() const { return count_; }
  std::int64_t sample_size() const { return sample_size_; }
  const std::vector<int>& labels() const { return labels_; }
  /// The codes of one sample as floats (exact for formats of at most 24 bits).
  void codes(std::int64_t index, std::span<float> out) const;
  /// 64-bit fingerprint of all codes and labels: two different sets collide by accident only.
  std::uint64_t fingerprint() const { return fingerprint_; }
  /// Least and greatest code met.
  Interval range() const { return range_; }

 private:
  std::int64_t count_ = 0, sample_size_ = 0;
  std::vector<std::int16_t> narrow_;
  std::vector<std::int32_t> wide_;
  std::vector<int> labels_;
  std::uint64_t fingerprint_ = 0;
  Interval range_;
};

}  // namespace knap::learn
