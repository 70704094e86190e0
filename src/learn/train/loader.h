// Loader: the order of the samples and the numbers of each batch. Stateless: a batch follows from (seed,
// phase, epoch, step), so that a resumed run reads the same batches.
#pragma once

#include <string>
#include <vector>

#include "learn/train/options.h"
#include "learn/train/samples.h"

namespace knap::learn {

class Loader {
 public:
  /// `store` must outlive the loader.
  Loader(const SampleStore& store, Shape shape, Fixed format, TrainOptions options, std::uint64_t seed);

  std::int64_t batch_size() const;
  std::size_t sample_size() const { return static_cast<std::size_t>(store_->sample_size()); }
  /// Full batches of one epoch; the samples that are left over take part in other epochs.
  std::int64_t steps_per_epoch() const { return store_->count() / batch_size(); }
  /// A permutation of all samples.
  std::vector<std::int64_t> order(const std::string& phase, int epoch) const;
  /// Values (code * 2^-fraction_bits) of `samples`, one after the other, augmented when the options say so.
  /// `stream` names the epoch; sample i draws from its own stream.
  void fill(std::span<const std::int64_t> samples, const std::string& stream, bool is_augmented,
            std::span<float> values) const;

 private:
  const SampleStore* store_;
  Shape shape_;
  Fixed format_;
  TrainOptions options_;
  std::uint64_t seed_;
};

}  // namespace knap::learn
