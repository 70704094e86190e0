// Budget: how much work may still be done, counted in steps so that every machine comes to the same answer.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>

namespace knap::prune {

/// Passed by reference to what may take long. A step is about a hundred nanoseconds' work.
class Budget {
 public:
  /// `is_over` is asked now and then (a clock, a stop request); an answer that depends on it is not
  /// repeatable.
  Budget(std::int64_t steps, std::function<bool()> is_over) : left_(steps), is_over_(std::move(is_over)) {}

  void spend(std::int64_t steps) { left_ -= steps; }
  std::int64_t left() const { return left_; }
  bool is_over() const { return left_ <= 0 || (is_over_ && is_over_()); }
  /// So many of the steps, which end when the whole's time does.
  Budget part(std::int64_t steps) const { return {std::min(steps, left_), is_over_}; }

 private:
  std::int64_t left_;
  std::function<bool()> is_over_;
};

}  // namespace knap::prune
