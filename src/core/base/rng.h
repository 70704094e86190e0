// Rng: named, seeded random streams with our own distributions (std:: ones differ between libraries).
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace knap {

/// xoshiro256** (Blackman, Vigna 2018), seeded by SplitMix64 of (seed, stream name). A copyable value:
/// copying it forks the stream, `state` is all of it (for checkpoints).
class Rng {
 public:
  Rng(std::uint64_t seed, std::string_view stream);

  std::uint64_t next();
  /// Uniform in [0, bound), bound > 0, without bias.
  std::uint64_t below(std::uint64_t bound);
  /// Uniform integer in [low, high].
  std::int64_t integer(std::int64_t low, std::int64_t high);
  /// Uniform in [0, 1) with 53 bits.
  double uniform();
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  /// Standard normal (Box-Muller, one value per call, no hidden state).
  double normal();
  bool flip(double probability) { return uniform() < probability; }

  template <class T>
  void shuffle(std::vector<T>& items) {
    for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[below(i)]);
  }

  struct State {
    std::uint64_t s[4];
    bool operator==(const State&) const = default;
  };
  const State& state() const { return state_; }
  void restore(const State& state) { state_ = state; }

 private:
  State state_{};
};

}  // namespace knap
