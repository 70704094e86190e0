// find_closed_form of steps.h: the smallest multiplier, by intersecting the intervals that each step allows.
//
// A rounding mode is known by N(k), the smallest numerator n with round(n / 2^shift) >= k. An increasing
// function that rises to k (or beyond) at x = T equals the form there exactly when T is the first x with x *
// m + a >= N(k), that is
//     N(k) - T m  <=  a  <=  N(k) - T m + m - 1.
// So for a given (m, shift, mode) the forms are the intersection of one interval of a per step: O(steps),
// exact. Two steps bound m / 2^shift from both sides (eliminate a from their four inequalities), which leaves
// few m to try: over all pairs this is Fourier-Motzkin elimination, and an empty range proves that no form
// exists for any shift.
#include <algorithm>
#include <limits>

#include "core/base/diagnostics.h"
#include "core/num/steps.h"

namespace knap {
namespace {

/// One rise of an increasing function: at x = at to the values first .. last (several when it jumps).
struct Rise {
  std::int64_t at, first, last;
};

/// A fraction with denominator >= 0; n/0 is infinite.
struct Fraction {
  Int128 numerator, denominator;
};
bool is_less(const Fraction& a, const Fraction& b) {
  return a.numerator * b.denominator < b.numerator * a.denominator;
}

constexpr Rounding kTried[] = {Rounding::Trn, Rounding::RndConv, Rounding::RndZero, Rounding::RndInf,
                               Rounding::TrnZero};  // Rnd and RndMinInf are Trn with another offset
constexpr int kMaxShift = 62;

/// N(k): the smallest n with round(n / 2^shift) >= k.
Int128 first_numerator(std::int64_t k, int shift, Rounding rounding) {
  const Int128 whole = Int128{k} * (Int128{1} << shift);
  if (shift == 0) return whole;
  const Int128 half = Int128{1} << (shift - 1);
  switch (rounding) {  // the tie below k counts where it goes up to k
    case Rounding::Trn:
      return whole;
    case Rounding::Rnd:
      return whole - half;
    case Rounding::RndMinInf:
      return whole - half + 1;
    case Rounding::RndConv:
      return whole - half + (k & 1);
    case Rounding::RndZero:
      return whole - half + (k > 0 ? 1 : 0);
    case Rounding::RndInf:
      return whole - half + (k > 0 ? 0 : 1);
    case Rounding::TrnZero:
      return k > 0 ? whole : whole - 2 * half + 1;
  }
  KNAP_CHECK(false, "not a rounding mode");
  return 0;
}

/// N(k) = place(k) * 2^shift + a constant + 0 or 1.
Int128 place(std::int64_t k, Rounding rounding) {
  return rounding == Rounding::TrnZero && k <= 0 ? Int128{k} - 1 : Int128{k};
}

/// All m of a form lie in [low * 2^shift, high * 2^shift].
struct Ratio {
  Fraction low{0, 1}, high{1, 0};
  bool is_empty() const { return is_less(high, low); }
  Int128 smallest(int shift) const {
    const Int128 n = low.numerator * (Int128{1} << shift);
    return std::max<Int128>(1, (n + low.denominator - 1) / low.denominator);
  }
  Int128 largest(int shift, Int128 limit) const {
    if (high.denominator == 0) return limit;
    return std::min(limit, high.numerator * (Int128{1} << shift) / high.denominator);
  }
};

Ratio find_ratio(const std::vector<Rise>& rises, Rounding rounding) {
  constexpr std::size_t kAllPairs = 512;  // beyond, pairs at distances 1, 2, 4, ... bound well enough
  Ratio ratio;
  for (std::size_t i = 0; i < rises.size(); ++i)
    for (std::size_t d = 0; i + d < rises.size();
         d = rises.size() <= kAllPairs ? d + 1 : std::max(2 * d, d + 1)) {
      const Rise &a = rises[i], &b = rises[i + d];
      const Int128 run = Int128{b.at} - a.at;
      const Fraction low{place(b.last, rounding) - place(a.first, rounding), run + 1};
      if (is_less(ratio.low, low)) ratio.low = low;
      const Fraction high{place(b.first, rounding) - place(a.last, rounding), run - 1};
      if (run > 1 && is_less(high, ratio.high)) ratio.high = high;
    }
  return ratio;
}

/// The number of [low, high] with the most zeros at its end.
Int128 roundest(Int128 low, Int128 high) {
  if (low <= 0 && high >= 0) return 0;
  if (high < 0) return -roundest(-high, -low);
  for (int zeros = 100; zeros > 0; --zeros) {
    const Int128 up = (((low - 1) >> zeros) + 1) << zeros;
    if (up <= high) return up;
  }
  return low;
}

/// Looks for forms of one increasing step function.
class Search {
 public:
  explicit Search(std::vector<Rise> rises) : rises_(std::move(rises)) {}

  /// The offset of a form with this multiplier, shift and rounding, if there is one. O(steps), usually O(1)
  /// when not: the two steps that refuted the last candidate are asked first.
  std::optional<std::int64_t> find_offset(Int128 multiply, int shift, Rounding rounding) {
    Int128 low = std::numeric_limits<std::int64_t>::min(), high = std::numeric_limits<std::int64_t>::max();
    std::size_t low_from = 0, high_from = 0;
    const auto is_refuted_by = [&](std::size_t i) {
      const Rise& rise = rises_[i];
      const Int128 moved = Int128{rise.at} * multiply;
      const Int128 least = first_numerator(rise.last, shift, rounding) - moved;
      const Int128 most = first_numerator(rise.first, shift, rounding) - moved + multiply - 1;
      if (least > low) low = least, low_from = i;
      if (most < high) high = most, high_from = i;
      return low > high;
    };
    if (is_refuted_by(refuted_low_) || is_refuted_by(refuted_high_)) return {};
    for (std::size_t i = 0; i < rises_.size(); ++i)
      if (is_refuted_by(i)) {
        refuted_low_ = low_from;
        refuted_high_ = high_from;
        return {};
      }
    return static_cast<std::int64_t>(roundest(low, high));
  }

  /// The form (without its clamp): multiply = 1 with any shift, then the smallest shift and multiplier.
  std::optional<ClosedForm> find(int multiplier_bits) {
    const bool crosses_zero = rises_.front().first <= 0 && rises_.back().last > 0;
    std::vector<std::pair<Rounding, Ratio>> modes;
    for (const Rounding rounding : kTried) {
      // On one side of zero the modes that look at the sign are those that do not, with another offset.
      if (rounding != Rounding::Trn && rounding != Rounding::RndConv && !crosses_zero) continue;
      const Ratio ratio = modes.empty() || rounding == Rounding::TrnZero ? find_ratio(rises_, rounding)
                                                                         : modes.front().second;
      modes.emplace_back(rounding, ratio);
    }
    const auto is_hopeless = [](const std::pair<Rounding, Ratio>& mode) { return mode.second.is_empty(); };
    modes.erase(std::remove_if(modes.begin(), modes.end(), is_hopeless), modes.end());
    for (int shift = 0; shift <= kMaxShift; ++shift)
      for (const auto& [rounding, ratio] : modes)
        if (ratio.smallest(shift) <= 1 && ratio.largest(shift, 1) >= 1)
          if (const auto add = find_offset(1, shift, rounding))
            return ClosedForm{1, *add, shift, rounding, {}};
    const Int128 limit = (Int128{1} << multiplier_bits) - 1;
    for (int shift = 0; shift <= kMaxShift; ++shift)
      for (const auto& [rounding, ratio] : modes)
        if (const auto form = find_multiplier(ratio, shift, rounding, limit)) return form;
    return {};
  }

 private:
  std::optional<ClosedForm> find_multiplier(const Ratio& ratio, int shift, Rounding rounding, Int128 limit) {
    // An even multiplier halves together with its offset and shift, but not where odd numerators matter.
    const bool skips_even = shift > 1 && rounding != Rounding::TrnZero;
    const Int128 largest = ratio.largest(shift, limit);
    for (Int128 m = std::max<Int128>(2, ratio.smallest(shift)); m <= largest; ++m) {
      if (skips_even && (m & 1) == 0) continue;
      if (const auto add = find_offset(m, shift, rounding))
        return ClosedForm{static_cast<std::int64_t>(m), *add, shift, rounding, {}};
    }
    return {};
  }

  std::vector<Rise> rises_;
  std::size_t refuted_low_ = 0, refuted_high_ = 0;
};

}  // namespace

std::optional<ClosedForm> find_closed_form(const StepFunction& steps, Interval domain, int multiplier_bits) {
  KNAP_CHECK(multiplier_bits >= 1 && multiplier_bits <= 30);
  if (!steps.is_monotone()) return {};
  const auto [low, high] = std::minmax(steps.values.front(), steps.values.back());
  const Interval clamp{low, high};
  if (steps.thresholds.empty()) return ClosedForm{1, 0, 0, Rounding::Trn, clamp};
  constexpr std::int64_t kLimit = std::int64_t{1} << 60;  // keeps the products below in 128 bits
  if (!Interval{-kLimit, kLimit}.contains(domain) || !Interval{-kLimit, kLimit}.contains(clamp)) return {};

  const bool falls = steps.values.front() > steps.values.back();
  std::vector<Rise> rises;  // of f(x), or of f(-x) when f falls
  for (std::size_t i = 0; i < steps.thresholds.size(); ++i) {
    const auto [below, above] = std::minmax(steps.values[i], steps.values[i + 1]);
    rises.push_back({falls ? 1 - steps.thresholds[i] : steps.thresholds[i], below + 1, above});
  }
  if (falls) std::reverse(rises.begin(), rises.end());
  std::optional<ClosedForm> form = Search(std::move(rises)).find(multiplier_bits);
  if (!form) return {};
  if (falls) form->multiply = -form->multiply;
  form->clamp = clamp;
  KNAP_CHECK(!find_difference(*form, steps, domain, Monotony::Monotone),
             "a closed form that is not the function");
  return form;
}

}  // namespace knap
