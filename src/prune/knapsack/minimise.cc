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
  explicit Dilation(std::size_t size) : size_(size), rows_(size * size, 0) {
    for (std::size_t i = 0; i < size; ++i) rows_[i * size + i] = 1;
  }
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

}  // namespace

void dilate_space(const Oracle& oracle, std::vector<double> x, double step, const std::vector<double>& wall,
                  const Patience& patience) {
  constexpr int kLongRay = 3;  // after so many steps on one ray they become longer
  constexpr double kGrow = 1.3, kShrink = 0.9;
  Course course(patience);
  Walled function(oracle, wall, course);
  Dilation dilation(x.size());
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
}

void follow_subgradients(const Oracle& oracle, std::vector<double> x, const Patience& patience) {
  constexpr double kNew = 0.6, kFirstLevel = 0.05, kStepOfLevel = 0.5;
  constexpr int kStale = 8;
  Course course(patience);
  Vector gradient(x.size()), direction(x.size(), 0), best = x;
  double level = 0;
  int stale = 0;
  while (course.goes_on()) {
    const double value = oracle(x, gradient);
    if (course.note(value)) {
      if (level == 0) level = kFirstLevel * std::abs(value);
      best = x;
      stale = 0;
    } else if (++stale > kStale) {
      stale = 0;
      level *= kStepOfLevel;
      x = best;
      (void)course.note(oracle(x, gradient));
      std::fill(direction.begin(), direction.end(), 0.0);
    }
    for (std::size_t i = 0; i < x.size(); ++i) {
      direction[i] = kNew * gradient[i] + (1 - kNew) * direction[i];
      if (x[i] <= 0 && direction[i] > 0) direction[i] = 0;  // along the border, not against it
    }
    const double length = dot(direction, direction);
    if (!(length > 0) || !std::isfinite(length)) return;
    const double wanted = std::max(value - (course.best() - level), 0.0);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = std::max(0.0, x[i] - wanted / length * direction[i]);
  }
}

}  // namespace knap::prune
