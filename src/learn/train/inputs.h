// Inputs: what a network reads of chosen samples - up to its first parameter computed once, where memory
// allows it.
#pragma once

#include <string>
#include <vector>

#include "learn/train/loader.h"
#include "learn/train/network.h"

namespace knap::learn {

/// Samples as a network's batches. All that a caller may do is thread-safe and follows from the samples
/// alone.
class Inputs {
 public:
  static constexpr std::size_t kMostKeptBytes = std::size_t{2} << 30;

  Inputs() = default;
  /// `samples` of the loader's store, augmented as `stream` says unless it is empty. The values are kept
  /// (those of the entry node, 4 bytes each) unless they would take more than `most_kept_bytes`: then they
  /// are computed at each call. Network and loader must outlive this, and once values are kept the formats of
  /// the front must stay.
  Inputs(const Network& network, const Loader& loader, std::vector<std::int64_t> samples,
         std::string stream = "", std::size_t most_kept_bytes = kMostKeptBytes);

  std::int64_t count() const { return static_cast<std::int64_t>(samples_.size()); }
  /// Whether values() are those of the entry node.
  bool is_entry() const { return !kept_.empty(); }
  /// Numbers of some of them, one sample after the other; `positions` count in `samples`.
  std::vector<float> values(std::span<const std::int64_t> positions) const;

  /// [count, logits] of the network in this mode, or folded with the Quantize nodes that `acting` marks.
  std::vector<float> logits(Mode mode, const std::vector<Effective>& weights) const;
  std::vector<float> logits(const std::vector<bool>& acting, const std::vector<Effective>& weights) const;
  /// What each Quantize reads, sample by sample in order, in the caller's thread.
  void observe(const std::vector<Effective>& weights, const Network::Observe& observe) const;

 private:
  template <class Infer>
  std::vector<float> all_logits(const Infer& infer) const;
  std::vector<std::int64_t> batch(std::size_t index) const;
  std::vector<float> raw(std::span<const std::int64_t> positions) const;

  const Network* network_ = nullptr;
  const Loader* loader_ = nullptr;
  std::vector<std::int64_t> samples_;
  std::string stream_;
  std::vector<float> kept_;
};

}  // namespace knap::learn
