// Frontier: the states of the search that stand at one level.
#pragma once

#include <cstdint>
#include <vector>

namespace knap::prune {

/// States side by side in a few arrays. Numbers of a state: its value, its use of every resource that decides
/// whether it dominates, and `others` that do not: of implied resources, of guides' row prices.
class Frontier {
 public:
  Frontier(int resources, int others, int words)
      : resources_(resources),
        stride_(1 + static_cast<std::size_t>(resources + others)),
        words_(static_cast<std::size_t>(words)) {}

  std::size_t size() const { return bound.size(); }
  bool empty() const { return bound.empty(); }
  std::size_t stride() const { return stride_; }  ///< numbers of a state
  std::size_t bytes_per_state() const { return 8 * (stride_ + words_) + sizeof(double) + 2 * sizeof(int); }
  double* number(std::size_t state) { return data_.data() + state * stride_; }
  const double* number(std::size_t state) const { return data_.data() + state * stride_; }
  double value(std::size_t state) const { return data_[state * stride_]; }
  const double* use(std::size_t state) const { return number(state) + 1; }
  std::uint64_t* mask(std::size_t state) { return masks_.data() + state * words_; }
  const std::uint64_t* mask(std::size_t state) const { return masks_.data() + state * words_; }

  /// One more state with undefined numbers and mask.
  std::size_t add(double bound_here, int trail_here, int guide_here);
  void append(const Frontier& other, std::size_t state);
  void append(const Frontier& other);
  /// Keeps the states for which is_kept is not 0, in their order.
  void keep(const std::vector<char>& is_kept);
  /// Cuts off all but the `count` best bounds and returns them; the order is kept on both sides.
  Frontier split(std::size_t count);
  void clear();
  double greatest_bound() const;

  /// Removes states of which another one with the same mask uses no more of any resource and has no less
  /// value: whatever follows from them follows from the other. Of equal ones the first stays. Complete for up
  /// to one resource; of more, equal uses are always found and others as far as a short list of strong
  /// states tells, which costs O(1) a state. Returns how many went.
  std::size_t drop_dominated();

  std::vector<double> bound;
  std::vector<int> trail;  ///< the last unit that was turned on, as the search names it
  std::vector<int> guide;  ///< the guide that was fitted to states like this one

 private:
  void drop_repeated();
  bool has_same_key(std::size_t a, std::size_t b) const;
  std::uint64_t hash_of(std::size_t state) const;
  std::vector<std::size_t> by_mask_and_value() const;

  int resources_;
  std::size_t stride_, words_;
  std::vector<double> data_;
  std::vector<std::uint64_t> masks_;
};

}  // namespace knap::prune
