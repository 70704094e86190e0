#include "prune/knapsack/minimise.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace knap::prune {
namespace {

using Vector = std::vector<double>;

double dot(const Vector& a, const Vector& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

/// Counts evaluations and knows when they stopped to help.
class Course {
 public:
  explicit Course(const Patience& patience) : patience_(patience) {}
  /// Returns whether `value` is the best so far.
  bool note(double value) {
    ++count_;
    if (value < best_ - patience_.share * std::abs(best_)) since_ = count_;
    const bool is_best = value < best_;
    best_ = std::min(best_, value);
    return is_best;
  }
  bool goes_on() const { return count_ < patience_.evaluations && count_ - since_ < patience_.patience; }
  double best() const { return best_; }

 private:
  Patience patience_;
  int count_ = 0, since_ = 0;
  double best_ = std::numeric_limits<double>::max();
};

/// The function over all of space: its values at max(x, 0), and outside of x >= 0 a wall.
class Walled {
 public:
  Walled(const Oracle& oracle, const Vector& wall, Course& course)
      : oracle_(oracle), wall_(wall), course_(course) {}
  void evaluate(const Vector& x, Vector& gradient) {
    inside_ = x;
    for (double& value : inside_) value = std::max(value, 0.0);
    course_.note(oracle_(inside_, gradient));
    for (std::size_t i = 0; i < x.size(); ++i)
      if (x[i] < 0) gradient[i] = -wall_[i];
  }

 private:
  const Oracle& oracle_;
  const Vector& wall_;
  Course& course_;
  Vector inside_;
};

/// The matrix B of the r-algorithm, row by row.
class Dilation {
 public:
  /// Begins with `rows`, made as large as the unit matrix, or with that.
  Dilation(std::size_t size, Vector rows) : size_(size), rows_(std::move(rows)) {
    double largest = 0;
    for (const double entry : rows_) largest = std::max(largest, std::abs(entry));
    if (rows_.size() == size * size && largest > 0 && std::isfinite(largest)) {
      for (double& entry : rows_) entry /= largest;
      return;
    }
    rows_.assign(size * size, 0);
    for (std::size_t i = 0; i < size; ++i) rows_[i * size + i] = 1;
  }
  Vector take() { return std::move(rows_); }
  /// B B^T g / |B^T g|; nothing when that is not defined.
  bool direct(const Vector& gradient, Vector& direction) {
    if (!pull_back(gradient)) return false;
    for (std::size_t i = 0; i < size_; ++i)
      direction[i] = std::inner_product(unit_.begin(), unit_.end(), row(i), 0.0);
    return true;
  }
  /// Shrinks space along B^T `difference`.
  void dilate(const Vector& difference) {
    constexpr double kShrink = 1 / 2.5 - 1;
    if (!pull_back(difference)) return;
    for (std::size_t i = 0; i < size_; ++i) {
      const double along = kShrink * std::inner_product(unit_.begin(), unit_.end(), row(i), 0.0);
      for (std::size_t k = 0; k < size_; ++k) row(i)[k] += along * unit_[k];
    }
  }

 private:
  Vector::iterator row(std::size_t i) { return rows_.begin() + static_cast<std::ptrdiff_t>(i * size_); }
  /// unit_ = B^T vector, of length 1.
  bool pull_back(const Vector& vector) {
    unit_.assign(size_, 0);
    for (std::size_t i = 0; i < size_; ++i)
      for (std::size_t k = 0; k < size_; ++k) unit_[k] += row(i)[k] * vector[i];
    const double length = std::sqrt(dot(unit_, unit_));
    if (!(length > 0) || !std::isfinite(length)) return false;
    for (double& value : unit_) value /= length;
    return true;
  }

  std::size_t size_;
  Vector rows_, unit_;
};

/// Moves the average towards the gradient: to the shortest vector between them, but by a few per cent only.
void mix_in(const Vector& gradient, Vector& average) {
  constexpr double kLeast = 0.005, kMost = 0.05;
  const double both = dot(gradient, average), old = dot(average, average);
  const double apart = dot(gradient, gradient) - 2 * both + old;
  const double share = apart > 0 ? std::clamp((old - both) / apart, kLeast, kMost) : kLeast;
  for (std::size_t i = 0; i < average.size(); ++i) average[i] += share * (gradient[i] - average[i]);
}

}  // namespace

void dilate_space(const Oracle& oracle, std::vector<double> x, double step, const std::vector<double>& wall,
                  const Patience& patience, std::vector<double>& space) {
  constexpr int kLongRay = 3;  // after so many steps on one ray they become longer
  constexpr double kGrow = 1.3, kShrink = 0.9;
  Course course(patience);
  Walled function(oracle, wall, course);
  Dilation dilation(x.size(), std::move(space));
  Vector gradient(x.size()), next(x.size()), direction(x.size());
  function.evaluate(x, gradient);
  while (course.goes_on() && dilation.direct(gradient, direction)) {
    int steps = 0;
    do {
      for (std::size_t i = 0; i < x.size(); ++i) x[i] -= step * direction[i];
      function.evaluate(x, next);
      if (++steps % kLongRay == 0) step *= kGrow;
    } while (dot(direction, next) > 0 && course.goes_on());
    if (steps == 1) step *= kShrink;
    for (std::size_t i = 0; i < x.size(); ++i) gradient[i] = next[i] - gradient[i];
    dilation.dilate(gradient);
    gradient = next;
  }
  space = dilation.take();
}

void follow_subgradients(const Oracle& oracle, std::vector<double> x, const Patience& patience) {
  constexpr double kLevel = 0.02;  // how far below the best value the first steps aim
  constexpr double kMore = 1.1, kLess = 0.8;
  constexpr int kFailures = 10;  // so many steps without a better value make them shorter
  Course course(patience);
  Vector best = x, gradient(x.size());
  double least = oracle(x, gradient), factor = kLevel;
  (void)course.note(least);
  Vector average = gradient;
  int failures = 0;
  while (course.goes_on()) {
    double length = 0;  // of what does not lead across the border
    for (std::size_t i = 0; i < x.size(); ++i)
      if (best[i] > 0 || average[i] < 0) length += average[i] * average[i];
    if (!(length > 0) || !std::isfinite(length)) return;
    const double step = factor * std::abs(least) / length;
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = std::max(0.0, best[i] - step * average[i]);
    const double value = oracle(x, gradient);
    const bool goes_on_down = dot(gradient, average) > 0;
    mix_in(gradient, average);
    if (course.note(value)) {
      best = x;
      least = value;
      failures = 0;
      if (goes_on_down) factor *= kMore;
    } else if (++failures == kFailures) {
      factor *= kLess;
      failures = 0;
    }
  }
}

}  // namespace knap::prune
