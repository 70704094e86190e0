// Steps: a piecewise-constant function of one integer, per tensor or per channel, with its proof of equality.
// Every chain of unary operators after an accumulator (batch norm, activation, requantisation) becomes one
// Steps.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "core/base/result.h"
#include "core/num/format.h"
#include "core/num/interval.h"

namespace knap {

/// y = values[number of thresholds t with t <= x]. Canonical: thresholds strictly ascending, neighbouring
/// values differ, values.size() == thresholds.size() + 1, every threshold inside (domain.low, domain.high].
struct StepFunction {
  std::vector<std::int64_t> thresholds;
  std::vector<std::int64_t> values;
  bool operator==(const StepFunction&) const = default;
  /// O(log n).
  std::int64_t operator()(std::int64_t x) const;
  bool is_monotone() const;  ///< non-decreasing or non-increasing
};

/// y = min(max(round((x * multiply + add) / 2^shift), clamp.low), clamp.high), evaluated without overflow;
/// shift >= 0.
struct ClosedForm {
  std::int64_t multiply = 1;
  std::int64_t add = 0;
  int shift = 0;
  Rounding rounding = Rounding::RndConv;
  Interval clamp;
  bool operator==(const ClosedForm&) const = default;
  std::int64_t operator()(std::int64_t x) const;
};

/// The meaning is `channels`; `closed`, when not empty, has the same size and was proved equal on the whole
/// domain.
class Steps {
 public:
  Steps() = default;

  const Interval& domain() const { return domain_; }
  const std::vector<StepFunction>& channels() const { return channels_; }
  const std::vector<ClosedForm>& closed() const { return closed_; }
  bool is_per_channel() const { return channels_.size() > 1; }
  /// Hull of all values.
  Interval range() const;
  /// KNAP_CHECKs that x lies in the domain. `channel` is ignored when there is one function.
  std::int64_t operator()(std::int64_t x, std::int64_t channel = 0) const;
  bool operator==(const Steps&) const = default;

  /// Takes step functions as they are (canonical, checked); no closed form.
  static Steps make(Interval domain, std::vector<StepFunction> channels);
  /// Derives the step functions from closed forms and keeps these. Equality holds by construction and is
  /// proved again by prove_equal. Refuses (kImpossible) when a channel has more than 2^20 steps.
  static Result<Steps> from_closed(Interval domain, std::vector<ClosedForm> closed);
  /// The same function with closed forms, one per channel (or none), proved equal (KNAP_CHECK).
  Steps with_closed(std::vector<ClosedForm> closed) const;

 private:
  Interval domain_;
  std::vector<StepFunction> channels_;
  std::vector<ClosedForm> closed_;
};

/// y = f(x), defined on the whole domain, without side effects.
using IntFunction = std::function<std::int64_t(std::int64_t)>;

/// More steps than this in one function are refused.
inline constexpr std::int64_t kMaxSteps = std::int64_t{1} << 20;
/// Wider domains are not enumerated.
inline constexpr std::int64_t kMaxEnumerated = std::int64_t{1} << 24;

/// How tabulate may find the steps of a function.
enum class Monotony {
  Monotone,  ///< binary search for each step: O(steps log |domain|)
  Unknown,   ///< enumeration of the whole domain (at most kMaxEnumerated values, else kImpossible)
};

/// The step function of f over the domain, or kImpossible when it has more than kMaxSteps steps. With
/// `turning_points`, where a piecewise monotone f (HardSwish) changes direction: strictly between two of them
/// f must be monotone, so wide domains need no enumeration (a real turning point may be rounded either way).
/// What was evaluated is checked against the promise of monotony (KNAP_CHECK).
Result<StepFunction> tabulate(const IntFunction& f, Interval domain, Monotony monotony,
                              const std::vector<std::int64_t>& turning_points = {});

/// Proves f == steps on the whole domain and returns the first x where they differ, or nothing. When f is
/// monotone between turning points, equality at both ends of every plateau suffices: between them f is
/// squeezed between equal values. O(steps) evaluations. Otherwise (Unknown) every value is compared.
std::optional<std::int64_t> find_difference(const IntFunction& f, const StepFunction& steps, Interval domain,
                                            Monotony monotony,
                                            const std::vector<std::int64_t>& turning_points = {});

/// A closed form with the same values on the domain, proved; the cheapest found with multiply = 1 first, then
/// the smallest multiplier of at most `multiplier_bits` bits; the offset with the fewest bits that differ
/// from zero at its end, rounding by truncation where that suffices. None when no such form exists
/// (HardSwish, Sigmoid) or is found.
std::optional<ClosedForm> find_closed_form(const StepFunction& steps, Interval domain,
                                           int multiplier_bits = 16);

}  // namespace knap
