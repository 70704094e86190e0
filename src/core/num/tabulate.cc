// tabulate and find_difference of steps.h.
#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "core/base/diagnostics.h"
#include "core/num/steps.h"

namespace knap {
namespace {

Error too_many_steps(const Interval& domain) {
  return Error(diag::kImpossible, "steps",
               fmt::format("a function of {} has more than {} steps; give it fewer output levels",
                           to_string(domain), kMaxSteps));
}

/// The stretches on which f is monotone, in order: those strictly between turning points, and each of these
/// alone.
std::vector<Interval> pieces(const Interval& domain, std::vector<std::int64_t> turning_points) {
  std::sort(turning_points.begin(), turning_points.end());
  std::vector<Interval> stretches;
  std::int64_t low = domain.low;
  for (const std::int64_t point : turning_points) {
    if (!domain.contains(point) || point < low) continue;  // outside, or named twice
    if (low < point) stretches.push_back({low, point - 1});
    stretches.push_back({point, point});
    if (point == domain.high) return stretches;
    low = point + 1;
  }
  stretches.push_back({low, domain.high});
  return stretches;
}

/// Collects the steps of f from left to right.
class Tabulator {
 public:
  Tabulator(const IntFunction& f, const Interval& domain) : f_(f), start_(domain.low) {}

  /// f is monotone on `piece`: equal ends mean a plateau, else both halves are looked at. O(steps log
  /// |piece|).
  bool add_piece(const Interval& piece) {
    const std::int64_t first = f_(piece.low), last = f_(piece.high);
    step(piece.low, first);
    const std::size_t from = result_.values.size() - 1;
    const bool ok = split(piece.low, first, piece.high, last);
    const auto begin = result_.values.begin() + static_cast<std::ptrdiff_t>(from);
    KNAP_CHECK(std::is_sorted(begin, result_.values.end()) ||
                   std::is_sorted(begin, result_.values.end(), std::greater<>{}),
               fmt::format("not monotone on {}", to_string(piece)));
    return ok;
  }

  bool step(std::int64_t x, std::int64_t value) {
    if (!result_.values.empty() && result_.values.back() == value) return true;
    if (x != start_) result_.thresholds.push_back(x);
    result_.values.push_back(value);
    return static_cast<std::int64_t>(result_.thresholds.size()) <= kMaxSteps;
  }

  StepFunction take() { return std::move(result_); }

 private:
  bool split(std::int64_t low, std::int64_t at_low, std::int64_t high, std::int64_t at_high) {
    if (at_low == at_high) return true;
    if (high - 1 == low) return step(high, at_high);
    const std::int64_t middle = std::midpoint(low, high);
    const std::int64_t at_middle = f_(middle);
    return split(low, at_low, middle, at_middle) && split(middle, at_middle, high, at_high);
  }

  const IntFunction& f_;
  std::int64_t start_;
  StepFunction result_;
};

/// The first x of the plateau where f leaves `value`; f is monotone on it.
std::optional<std::int64_t> first_other(const IntFunction& f, const Interval& plateau, std::int64_t value) {
  if (f(plateau.low) != value) return plateau.low;
  if (f(plateau.high) == value) return {};
  std::int64_t equal = plateau.low, other = plateau.high;  // the equal ones are a prefix
  while (static_cast<std::uint64_t>(other) - static_cast<std::uint64_t>(equal) > 1) {
    const std::int64_t middle = std::midpoint(equal, other);
    (f(middle) == value ? equal : other) = middle;
  }
  return other;
}

}  // namespace

Result<StepFunction> tabulate(const IntFunction& f, Interval domain, Monotony monotony,
                              const std::vector<std::int64_t>& turning_points) {
  KNAP_CHECK(domain.low <= domain.high);
  Tabulator tabulator(f, domain);
  if (monotony == Monotony::Monotone || !turning_points.empty()) {
    for (const Interval& piece : pieces(domain, turning_points))
      if (!tabulator.add_piece(piece)) return too_many_steps(domain);
    return tabulator.take();
  }
  if (domain.count() > kMaxEnumerated)
    return Error(
        diag::kImpossible, "steps",
        fmt::format("a function that is not known to be monotone has {} possible inputs, more than the {} "
                    "that are enumerated; use narrower formats",
                    domain.count(), kMaxEnumerated));
  for (std::int64_t x = domain.low;; ++x) {
    if (!tabulator.step(x, f(x))) return too_many_steps(domain);
    if (x == domain.high) return tabulator.take();
  }
}

std::optional<std::int64_t> find_difference(const IntFunction& f, const StepFunction& steps, Interval domain,
                                            Monotony monotony,
                                            const std::vector<std::int64_t>& turning_points) {
  const bool is_piecewise = monotony == Monotony::Monotone || !turning_points.empty();
  const std::vector<Interval> stretches =
      is_piecewise ? pieces(domain, turning_points) : std::vector<Interval>{domain};
  for (const Interval& piece : stretches) {
    auto next = std::upper_bound(steps.thresholds.begin(), steps.thresholds.end(), piece.low);
    std::int64_t low = piece.low;
    while (true) {  // one plateau of the steps, cut to the piece, per turn
      const bool last = next == steps.thresholds.end() || *next > piece.high;
      const Interval plateau{low, last ? piece.high : *next - 1};
      const std::int64_t value = steps.values[static_cast<std::size_t>(next - steps.thresholds.begin())];
      if (is_piecewise) {
        if (const auto x = first_other(f, plateau, value)) return x;
      } else {
        for (std::int64_t x = plateau.low;; ++x) {
          if (f(x) != value) return x;
          if (x == plateau.high) break;
        }
      }
      if (last) break;
      low = *next++;
    }
  }
  return {};
}

}  // namespace knap
