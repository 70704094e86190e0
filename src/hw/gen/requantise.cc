#include "hw/gen/requantise.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace knap::hw {
namespace {

/// A table of at most this many entries is cheaper than a search.
constexpr std::int64_t kMaxTable = 1024;

bool is_power_of_two(std::int64_t value) { return value > 0 && (value & (value - 1)) == 0; }

int log2_ceil(std::int64_t value) {
  int bits = 0;
  while ((std::int64_t{1} << bits) < value) ++bits;
  return bits;
}

/// What is added before the bits below the point are dropped, where it does not depend on the value's sign.
std::optional<std::int64_t> rounding_offset(int shift, Rounding rounding) {
  if (shift == 0) return 0;
  const std::int64_t half = std::int64_t{1} << (shift - 1);
  switch (rounding) {
    case Rounding::Trn:
      return 0;
    case Rounding::Rnd:
    case Rounding::RndConv:  // ties go up, then are made even
      return half;
    case Rounding::RndMinInf:
      return half - 1;
    case Rounding::RndZero:
    case Rounding::RndInf:
    case Rounding::TrnZero:
      return std::nullopt;
  }
  KNAP_CHECK(false);
}

/// The rest of round_shift, for a value that holds the offset.
Value shift_rounded(Value up, int shift, Rounding rounding) {
  const Value y = up.shr(shift);
  if (shift == 0 || rounding != Rounding::RndConv) return y;
  // Ties are the multiples of 2^shift. One that gives an odd y is lowered by 1, which leaves y's interval
  // only where y is its lower end.
  const Interval range = y.interval();
  const bool is_low_tie = (range.low << shift) == up.interval().low;
  const std::int64_t first_tie = is_low_tie ? range.low : range.low + 1;
  if (first_tie > range.high) return y;
  const Value is_tie = up.truncate(shift, false) == 0;
  const Interval even{std::min(range.low, first_tie - (first_tie & 1)), range.high};
  return mux(is_tie, y.shr(1).shl(1).narrow(even), y);
}

}  // namespace

Value round_shift(Value v, int shift, Rounding rounding) {
  if (shift == 0) return v;
  if (const auto offset = rounding_offset(shift, rounding))
    return shift_rounded(v + *offset, shift, rounding);
  Builder& b = v.builder();
  const std::int64_t half = std::int64_t{1} << (shift - 1);
  const Value negative = v < 0;
  if (rounding == Rounding::RndZero) return (v + (half - 1) + negative).shr(shift);
  if (rounding == Rounding::RndInf) return (v + half - negative).shr(shift);
  KNAP_CHECK(rounding == Rounding::TrnZero);
  return (v + mux(negative, b.constant(2 * half - 1), b.constant(0))).shr(shift);
}

Value saturate(Value v, Interval bounds) {
  if (bounds.contains(v.interval())) return v;
  if (bounds.is_constant()) return clamp(v, bounds);  // no bits to keep
  const bool is_code_range =
      is_power_of_two(bounds.high + 1) && (bounds.low == 0 || bounds.low == -(bounds.high + 1));
  if (!is_code_range) return clamp(v, bounds);
  Builder& b = v.builder();
  const int bits = log2_ceil(bounds.high + 1);
  const Value high = v.shr(bits);
  const Value negative = v < 0;
  // Within bounds: all bits above the code equal its sign.
  const Value inside = bounds.low < 0 ? (high == 0) | (high == -1) : high == 0;
  const Value low_bits = v.truncate(bounds.low < 0 ? bits + 1 : bits, bounds.low < 0);
  return mux(inside, low_bits, mux(negative, b.constant(bounds.low), b.constant(bounds.high)));
}

Requantise::Requantise(std::shared_ptr<const Steps> steps, int lanes, std::int64_t groups)
    : steps_(std::move(steps)), lanes_(lanes), groups_(groups) {
  if (!steps_) return;
  if (!steps_->closed().empty()) {
    method_ = Method::Closed;
  } else if (steps_->domain().count() <= kMaxTable) {
    method_ = Method::Table;
  } else {
    method_ = Method::Search;
    std::size_t most = 0;
    for (const StepFunction& f : steps_->channels()) most = std::max(most, f.thresholds.size());
    levels_ = log2_ceil(static_cast<std::int64_t>(most) + 1);
  }
}

std::optional<std::vector<std::int64_t>> Requantise::offsets() const {
  if (method_ != Method::Closed) return std::nullopt;
  std::vector<std::int64_t> found;
  for (const ClosedForm& f : steps_->closed()) {
    const auto offset = rounding_offset(f.shift, f.rounding);
    if (f.multiply != 1 || !offset) return std::nullopt;
    found.push_back(f.add + *offset);
  }
  return found;
}

Requantise Requantise::without_offsets() const {
  const auto offsets = this->offsets();
  KNAP_CHECK(offsets.has_value());
  Requantise rest = *this;
  const auto [least, most] = std::minmax_element(offsets->begin(), offsets->end());
  rest.added_ = Interval{*least, *most};
  return rest;
}

int Requantise::stages() const { return method_ == Method::Search ? levels_ : 0; }

std::int64_t Requantise::channel(std::int64_t group, int lane) const {
  return steps_->is_per_channel() ? group * lanes_ + lane : 0;
}

Value Requantise::apply(Builder& builder, Value x, Value group, Value advance) const {
  if (method_ == Method::Pass) return x;
  if (method_ == Method::Closed) return closed(builder, x, group);
  std::vector<Value> results;
  results.reserve(static_cast<std::size_t>(lanes_));
  for (int lane = 0; lane < lanes_; ++lane) {
    const Value v = x.lane(lane).narrow(steps_->domain());
    results.push_back(method_ == Method::Table ? table_lane(builder, v, group, lane)
                                               : search_lane(builder, v, group, advance, lane));
  }
  return pack(results).narrow(steps_->range());
}

Value Requantise::evaluate(const ClosedForm& f, Value x) const {
  const Value y = added_ ? shift_rounded(x, f.shift, f.rounding)
                         : round_shift(x * f.multiply + f.add, f.shift, f.rounding);
  return saturate(y, f.clamp);
}

bool Requantise::same_hardware(const ClosedForm& a, ClosedForm b) const {
  if (added_) b.add = a.add;
  return a == b;
}

Value Requantise::closed(Builder& builder, Value x, Value group) const {
  const std::vector<ClosedForm>& forms = steps_->closed();
  const Interval domain = added_ ? steps_->domain() + *added_ : steps_->domain();
  const bool all_alike = std::all_of(forms.begin(), forms.end(),
                                     [&](const ClosedForm& f) { return same_hardware(forms[0], f); });
  if (all_alike) return evaluate(forms[0], x.narrow(domain));  // one expression over all lanes
  std::vector<Value> results;
  results.reserve(static_cast<std::size_t>(lanes_));
  for (int lane = 0; lane < lanes_; ++lane)
    results.push_back(closed_lane(builder, x.lane(lane).narrow(domain), group, lane));
  return pack(results);
}

Value Requantise::closed_lane(Builder& builder, Value x, Value group, int lane) const {
  // Channels of this lane that share a form share the hardware; the group selects among the different ones.
  std::vector<std::pair<ClosedForm, std::vector<std::int64_t>>> kinds;
  for (std::int64_t g = 0; g < groups_; ++g) {
    const ClosedForm& form = steps_->closed()[static_cast<std::size_t>(channel(g, lane))];
    const auto known = std::find_if(kinds.begin(), kinds.end(),
                                    [&](const auto& kind) { return same_hardware(kind.first, form); });
    if (known == kinds.end()) {
      kinds.push_back({form, {g}});
    } else {
      known->second.push_back(g);
    }
  }
  Value result;
  for (std::size_t k = kinds.size(); k-- > 0;) {
    const Value y = evaluate(kinds[k].first, x);
    if (k == kinds.size() - 1) {
      result = y;
      continue;
    }
    std::vector<std::int64_t> is_this(static_cast<std::size_t>(groups_), 0);
    for (const std::int64_t g : kinds[k].second) is_this[static_cast<std::size_t>(g)] = 1;
    result = mux(builder.lookup(group, is_this), y, result);
  }
  return result;
}

Value Requantise::table_lane(Builder& builder, Value x, Value group, int lane) const {
  const std::int64_t size = steps_->domain().count();
  const std::int64_t tables = steps_->is_per_channel() ? groups_ : 1;
  std::vector<std::int64_t> table;
  for (std::int64_t g = 0; g < tables; ++g)
    for (std::int64_t i = 0; i < size; ++i)
      table.push_back((*steps_)(steps_->domain().low + i, channel(g, lane)));
  const Value offset = (x - steps_->domain().low).narrow({0, size - 1});
  return builder.lookup(tables == 1 ? offset : group * size + offset, table, "table");
}

Value Requantise::search_lane(Builder& builder, Value x, Value group, Value advance, int lane) const {
  // Level l knows the l highest bits of the rank (how many thresholds lie at or below x) and compares x with
  // the threshold in the middle of what is left. A missing threshold compares as plus infinity: the sentinel
  // high + 1.
  const std::int64_t tables = steps_->is_per_channel() ? groups_ : 1;
  const std::int64_t beyond = steps_->domain().high + 1;
  Value rank = builder.constant(0);
  Value value = x;
  Value current_group = group;
  for (int level = 0; level < levels_; ++level) {
    const std::int64_t known = std::int64_t{1} << level;
    const std::int64_t half = std::int64_t{1} << (levels_ - 1 - level);
    std::vector<std::int64_t> thresholds;
    for (std::int64_t g = 0; g < tables; ++g) {
      const auto& all = steps_->channels()[static_cast<std::size_t>(channel(g, lane))].thresholds;
      for (std::int64_t r = 0; r < known; ++r) {
        const auto middle = static_cast<std::size_t>(r * 2 * half + half - 1);
        thresholds.push_back(middle < all.size() ? all[middle] : beyond);
      }
    }
    const Value address = tables == 1 ? rank : current_group * known + rank;
    const Value at_least = value >= builder.lookup(address, thresholds, "threshold");
    const std::string name = fmt::format("rank{}_{}", lane, level);
    rank = builder.delay(name, rank.shl(1) + at_least, advance);
    if (level + 1 < levels_) value = builder.delay(fmt::format("searched{}_{}", lane, level), value, advance);
    if (tables > 1)
      current_group = builder.delay(fmt::format("searched_group{}_{}", lane, level), current_group, advance);
  }
  const std::int64_t ranks = std::int64_t{1} << levels_;
  std::vector<std::int64_t> values;
  for (std::int64_t g = 0; g < tables; ++g) {
    const auto& all = steps_->channels()[static_cast<std::size_t>(channel(g, lane))].values;
    for (std::int64_t r = 0; r < ranks; ++r)
      values.push_back(all[static_cast<std::size_t>(
          std::min<std::int64_t>(r, static_cast<std::int64_t>(all.size()) - 1))]);
  }
  return builder.lookup(tables == 1 ? rank : current_group * ranks + rank, values, "level");
}

}  // namespace knap::hw
