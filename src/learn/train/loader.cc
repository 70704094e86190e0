#include "learn/train/loader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/base/rng.h"
#include "learn/train/augment.h"

namespace knap::learn {

Loader::Loader(const SampleStore& store, Shape shape, Fixed format, TrainOptions options, std::uint64_t seed)
    : store_(&store), shape_(std::move(shape)), format_(format), options_(options), seed_(seed) {}

std::int64_t Loader::batch_size() const { return std::min<std::int64_t>(options_.batch, store_->count()); }

std::vector<std::int64_t> Loader::order(const std::string& phase, int epoch) const {
  std::vector<std::int64_t> samples(static_cast<std::size_t>(store_->count()));
  std::iota(samples.begin(), samples.end(), 0);
  Rng(seed_, fmt::format("order/{}/{}", phase, epoch)).shuffle(samples);
  return samples;
}

void Loader::fill(std::span<const std::int64_t> samples, const std::string& stream, bool is_augmented,
                  std::span<float> values) const {
  const auto size = static_cast<std::size_t>(store_->sample_size());
  const float unit = std::ldexp(1.0F, -format_.fraction_bits);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const std::span<float> one = values.subspan(i * size, size);
    store_->codes(samples[i], one);
    if (is_augmented) {
      Rng rng(seed_, fmt::format("augment/{}/{}", stream, samples[i]));
      augment(one, shape_, format_, options_, rng);
    }
    for (float& value : one) value *= unit;
  }
}

}  // namespace knap::learn
