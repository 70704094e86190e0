// Lists: many short lists of integers in two arrays.
#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace knap::prune {

/// An index of ours as the standard library's.
constexpr std::size_t at(int i) { return static_cast<std::size_t>(i); }

/// List k is lists[k]. Appending is the only change.
class Lists {
 public:
  /// The second of every pair, listed by the first, which is in [0, keys); the order of the pairs is kept
  /// within a list. A counting sort: O(keys + pairs).
  static Lists by_first(int keys, std::span<const std::pair<int, int>> pairs) {
    return group(keys, pairs, [](const auto& pair) { return pair; });
  }
  /// The first of every pair, listed by the second.
  static Lists by_second(int keys, std::span<const std::pair<int, int>> pairs) {
    return group(keys, pairs, [](const auto& pair) { return std::pair(pair.second, pair.first); });
  }
  /// The places of `keys`, listed by what stands there; negative keys are left out.
  static Lists by_key(int count, std::span<const int> keys) {
    Lists lists;
    lists.start_.assign(static_cast<std::size_t>(count) + 1, 0);
    for (const int key : keys)
      if (key >= 0) ++lists.start_[static_cast<std::size_t>(key) + 1];
    std::vector<std::size_t> free = lists.open();
    for (std::size_t i = 0; i < keys.size(); ++i)
      if (keys[i] >= 0) lists.items_[free[at(keys[i])]++] = static_cast<int>(i);
    return lists;
  }

  void reserve(std::size_t lists) { start_.reserve(lists + 1), items_.reserve(lists); }
  void push_back(std::span<const int> list) {
    items_.insert(items_.end(), list.begin(), list.end());
    start_.push_back(items_.size());
  }

  int size() const { return static_cast<int>(start_.size()) - 1; }
  std::span<const int> operator[](int k) const {
    const std::size_t first = start_[static_cast<std::size_t>(k)];
    return {items_.data() + first, start_[static_cast<std::size_t>(k) + 1] - first};
  }

 private:
  template <class KeyAndValue>
  static Lists group(int keys, std::span<const std::pair<int, int>> pairs, KeyAndValue key_and_value) {
    Lists lists;
    lists.start_.assign(static_cast<std::size_t>(keys) + 1, 0);
    for (const auto& pair : pairs) ++lists.start_[static_cast<std::size_t>(key_and_value(pair).first) + 1];
    std::vector<std::size_t> free = lists.open();
    for (const auto& pair : pairs) {
      const auto [key, value] = key_and_value(pair);
      lists.items_[free[at(key)]++] = value;
    }
    return lists;
  }
  /// Turns counts into starts and makes room; returns the next free place of every list.
  std::vector<std::size_t> open() {
    for (std::size_t k = 1; k < start_.size(); ++k) start_[k] += start_[k - 1];
    items_.resize(start_.back());
    return {start_.begin(), start_.end() - 1};
  }

  std::vector<std::size_t> start_{0};
  std::vector<int> items_;
};

}  // namespace knap::prune
