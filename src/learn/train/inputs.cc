#include "learn/train/inputs.h"

#include <algorithm>
#include <numeric>

#include "core/base/parallel.h"

namespace knap::learn {
namespace {

constexpr std::size_t kInputsBatch = 128;

std::size_t batches(std::int64_t count) {
  return (static_cast<std::size_t>(count) + kInputsBatch - 1) / kInputsBatch;
}

}  // namespace

Inputs::Inputs(const Network& network, const Loader& loader, std::vector<std::int64_t> samples,
               std::string stream, std::size_t most_kept_bytes)
    : network_(&network), loader_(&loader), samples_(std::move(samples)), stream_(std::move(stream)) {
  const std::size_t size = network.entry_size();
  if (samples_.size() * size * sizeof(float) > most_kept_bytes) return;
  std::vector<float> kept(samples_.size() * size);
  parallel_for(batches(count()), [&](std::size_t b) {
    const std::vector<std::int64_t> positions = batch(b);
    const std::vector<float> values = raw(positions);
    const std::vector<float> found =
        network_->run_front({values, static_cast<std::int64_t>(positions.size()), false});
    std::copy(found.begin(), found.end(),
              kept.begin() + static_cast<std::ptrdiff_t>(b * kInputsBatch * size));
  });
  kept_ = std::move(kept);
}

std::vector<std::int64_t> Inputs::batch(std::size_t index) const {
  const std::size_t from = index * kInputsBatch, to = std::min(samples_.size(), from + kInputsBatch);
  std::vector<std::int64_t> positions(to - from);
  std::iota(positions.begin(), positions.end(), static_cast<std::int64_t>(from));
  return positions;
}

std::vector<float> Inputs::raw(std::span<const std::int64_t> positions) const {
  std::vector<std::int64_t> samples;
  for (const std::int64_t position : positions)
    samples.push_back(samples_[static_cast<std::size_t>(position)]);
  std::vector<float> values(samples.size() * loader_->sample_size());
  loader_->fill(samples, stream_, !stream_.empty(), values);
  return values;
}

std::vector<float> Inputs::values(std::span<const std::int64_t> positions) const {
  if (kept_.empty()) return raw(positions);
  const std::size_t size = network_->entry_size();
  std::vector<float> values(positions.size() * size);
  for (std::size_t i = 0; i < positions.size(); ++i)
    std::copy_n(kept_.begin() + positions[i] * static_cast<std::ptrdiff_t>(size), size,
                values.begin() + static_cast<std::ptrdiff_t>(i * size));
  return values;
}

template <class Infer>
std::vector<float> Inputs::all_logits(const Infer& infer) const {
  std::vector<std::vector<float>> parts(batches(count()));
  parallel_for(parts.size(), [&](std::size_t b) {
    const std::vector<std::int64_t> positions = batch(b);
    const std::vector<float> read = values(positions);
    parts[b] = infer(Batch{read, static_cast<std::int64_t>(positions.size()), is_entry()});
  });
  std::vector<float> logits;
  for (const std::vector<float>& part : parts) logits.insert(logits.end(), part.begin(), part.end());
  return logits;
}

std::vector<float> Inputs::logits(Mode mode, const std::vector<Effective>& weights) const {
  return all_logits([&](const Batch& batch) { return network_->infer(mode, batch, weights); });
}

std::vector<float> Inputs::logits(const std::vector<bool>& acting,
                                  const std::vector<Effective>& weights) const {
  return all_logits([&](const Batch& batch) { return network_->infer(acting, batch, weights); });
}

void Inputs::observe(const std::vector<Effective>& weights, const Network::Observe& observe) const {
  for (std::size_t b = 0; b < batches(count()); ++b) {
    const std::vector<std::int64_t> positions = batch(b);
    const std::vector<float> read = values(positions);
    network_->observe({read, static_cast<std::int64_t>(positions.size()), is_entry()}, weights, observe);
  }
}

}  // namespace knap::learn
