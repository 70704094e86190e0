#include "prune/knapsack/dual.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "prune/knapsack/minimise.h"

namespace knap::prune {
namespace {

constexpr int kMostDilated = 100;     ///< variables for which space is dilated
constexpr int kSampleUnits = 40'000;  ///< in a sample
constexpr int kMoreSampled = 4;       ///< times the evaluations are spent on a small sample
constexpr double kRowWork = 200'000,
                 kRowEvaluations = 10;  ///< more evaluations where rows are many, units few
constexpr std::size_t kKeptOnTheWay = 12;

/// L in variables of like size: multiplier = scale * x.
class ScaledDual {
 public:
  ScaledDual(const Problem& problem, int stride)
      : problem_(problem), relaxation_(problem, stride), scale_(relaxation_.slack().size(), 1) {
    const Multipliers none(scale_.size(), 0);
    dual_.multipliers = none;
    dual_.bound = relaxation_.solve(none);
    is_free_ = std::all_of(relaxation_.slack().begin(), relaxation_.slack().end(),
                           [](double slack) { return slack >= 0; });
    const double worth = std::abs(dual_.bound);
    for (int r = 0; r < problem.resources(); ++r)
      scale_[at(r)] = worth / std::max(relaxation_.slack()[at(r)] + use(r), 1e-300);
    for (int row = 0; row < problem.rows.size(); ++row) {
      double& scale = scale_[at(problem.resources() + row)];
      scale = 0;
      for (const int unit : problem.rows[row]) scale = std::max(scale, std::abs(problem.value[at(unit)]));
      if (scale == 0) scale = worth / std::max(1, problem.units());
    }
  }

  /// Nothing binds: the relaxed selection without prices is the optimum.
  bool is_free() const { return is_free_; }
  std::size_t size() const { return scale_.size(); }
  const Dual& dual() const { return dual_; }

  double evaluate(const std::vector<double>& x, std::vector<double>& gradient) {
    Multipliers multipliers(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) multipliers[i] = scale_[i] * x[i];
    const double bound = relaxation_.solve(multipliers);
    for (std::size_t i = 0; i < x.size(); ++i) gradient[i] = scale_[i] * relaxation_.slack()[i];
    if (bound < dual_.bound) {
      if (dual_.on_the_way.size() == kKeptOnTheWay) dual_.on_the_way.erase(dual_.on_the_way.begin());
      dual_.on_the_way.push_back(dual_.multipliers);
      dual_.multipliers = std::move(multipliers);
      dual_.bound = bound;
    }
    return bound;
  }

  std::vector<double> unscaled(const Multipliers& multipliers) const {
    std::vector<double> x(scale_.size(), 0);
    for (std::size_t i = 0; i < x.size(); ++i)
      if (scale_[i] > 0) x[i] = multipliers[i] / scale_[i];
    return x;
  }
  /// As steep as the function can be below 0: there more would be used than there is.
  std::vector<double> wall() const {
    std::vector<double> wall(scale_);
    for (int r = 0; r < problem_.resources(); ++r) wall[at(r)] *= problem_.capacity[at(r)];
    return wall;
  }

 private:
  double use(int r) const { return problem_.capacity[at(r)] - relaxation_.slack()[at(r)]; }

  const Problem& problem_;
  Relaxation relaxation_;
  std::vector<double> scale_;
  Dual dual_;
  bool is_free_ = false;
};

/// Along the ray of equal prices L falls, then rises: where it turns is a point to begin from. Ten halvings.
std::vector<double> find_turn(const Problem& problem, ScaledDual& dual) {
  const auto resources = static_cast<std::size_t>(problem.resources());
  std::vector<double> x(dual.size(), 0), gradient(dual.size());
  constexpr double kRowPrice = 0.5;  // what units bring to the two that they need is shared evenly
  for (std::size_t i = resources; i < x.size(); ++i)
    if (problem.row_need[i - resources] != Problem::kNone) x[i] = kRowPrice;
  double low = 0, high = 0, price = 1;
  for (int step = 0; step < 12; ++step) {
    std::fill_n(x.begin(), resources, price / static_cast<double>(std::max<std::size_t>(resources, 1)));
    (void)dual.evaluate(x, gradient);
    double slope = 0;
    for (std::size_t r = 0; r < resources; ++r) slope += gradient[r];
    (slope < 0 ? low : high) = price;
    price = high > 0 ? (low + high) / 2 : 4 * low;
  }
  std::fill_n(x.begin(), resources,
              (high > 0 ? high : low) / static_cast<double>(std::max<std::size_t>(resources, 1)));
  return x;
}

Dual descend(const Problem& problem, const Multipliers& start, int stride, int evaluations, double step,
             std::vector<double>& space) {
  ScaledDual dual(problem, stride);
  if (dual.is_free() || dual.size() == 0) return dual.dual();
  const bool has_start = !start.empty();
  std::vector<double> x = has_start ? dual.unscaled(start) : find_turn(problem, dual);
  const Oracle oracle = [&dual](const std::vector<double>& point, std::vector<double>& gradient) {
    return dual.evaluate(point, gradient);
  };
  Patience patience;
  patience.evaluations = evaluations;
  if (dual.size() <= kMostDilated) {
    double length = 0;
    for (const double value : x) length += value * value;
    patience.patience = 12 + 3 * static_cast<int>(dual.size());
    dilate_space(oracle, x, step * std::sqrt(length) + 1e-9, dual.wall(), patience, space);
  } else {
    const double passes = kRowWork / std::max(1, problem.units());
    patience.evaluations = static_cast<int>(std::clamp(passes, 1.0, kRowEvaluations) * evaluations);
    patience.patience = std::max(100, patience.evaluations / 8);
    follow_subgradients(oracle, x, patience);
  }
  return dual.dual();
}

}  // namespace

Dual find_dual(const Problem& problem, const Multipliers& start, int evaluations) {
  constexpr double kFar = 0.3, kNearer = 0.1;
  constexpr int kFiner = 6;
  double step = start.empty() ? kFar : kFar * kNearer;
  Multipliers multipliers = start;
  std::vector<double> space;
  if (problem.rows.size() == 0)
    for (int stride = problem.units() / kSampleUnits; stride > 1; stride /= kFiner) {
      if (problem.chunks() < 2 * stride) continue;
      const int more = stride > kFiner ? kMoreSampled : 1;
      multipliers = descend(problem, multipliers, stride, more * evaluations, step, space).multipliers;
      step *= kNearer;
    }
  return descend(problem, multipliers, 1, evaluations, step, space);
}

}  // namespace knap::prune
