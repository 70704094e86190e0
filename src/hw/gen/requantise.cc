#include "hw/gen/requantise.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "hw/gen/shell.h"

namespace knap::hw {
namespace {

/// A table of at most this many entries is cheaper than a search.
constexpr std::int64_t kMaxTable = 1024;

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

/// The rest of round_shift, for a value that holds the offset. Nothing is rounded where `is_whole`.
Value shift_rounded(Value up, int shift, Rounding rounding, const std::string& prefix,
                    std::optional<Value> is_whole = {}) {
  const Value y = up.shr(shift);
  if (shift == 0 || rounding != Rounding::RndConv) return y;
  // Ties are the multiples of 2^shift. One that gives an odd y is lowered by 1, which leaves y's interval
  // only where y is its lower end.
  const Interval range = y.interval();
  const bool is_low_tie = (range.low << shift) == up.interval().low;
  const std::int64_t first_tie = is_low_tie ? range.low : range.low + 1;
  if (first_tie > range.high) return y;
  y.named(prefix + "floored");
  Value is_tie = up.truncate(shift, false) == 0;
  if (is_whole) is_tie = is_tie & !*is_whole;
  is_tie.named(prefix + "is_tie");
  const Interval even{std::min(range.low, first_tie - (first_tie & 1)), range.high};
  return mux(is_tie, y.shr(1).shl(1).narrow(even), y).named(prefix + "rounded");
}

/// A channel that never reaches a bound of the others may have theirs: it then shares their hardware.
ClosedForm with_common_clamp(ClosedForm form, Interval domain, Interval range) {
  ClosedForm free = form;
  free.clamp = kMaxInterval;
  const auto [least, most] = std::minmax({free(domain.low), free(domain.high)});
  if (least >= form.clamp.low) form.clamp.low = range.low;
  if (most <= form.clamp.high) form.clamp.high = range.high;
  return form;
}

}  // namespace

Value round_shift(Value v, int shift, Rounding rounding, const std::string& prefix) {
  if (shift == 0) return v;
  if (const auto offset = rounding_offset(shift, rounding))
    return shift_rounded(v + *offset, shift, rounding, prefix);
  Builder& b = v.builder();
  const std::int64_t half = std::int64_t{1} << (shift - 1);
  const Value negative = (v < 0).named(prefix + "is_negative");
  const auto floored = [&](Value biased) { return biased.named(prefix + "biased").shr(shift); };
  if (rounding == Rounding::RndZero) return floored(v + (half - 1) + negative);
  if (rounding == Rounding::RndInf) return floored(v + half - negative);
  KNAP_CHECK(rounding == Rounding::TrnZero);
  return floored(v + mux(negative, b.constant(2 * half - 1), b.constant(0)));
}

Value saturate(Value v, Interval bounds, const std::string& prefix, std::optional<Value> cut) {
  const auto held = [&](const char* name, Value value) {
    return cut ? delayed(value, 1, prefix + name, *cut) : value;
  };
  if (bounds.contains(v.interval())) return held("passed", v);
  if (bounds.is_constant()) return clamp(v, bounds);  // no bits to keep
  const bool is_code_range =
      is_power_of_two(bounds.high + 1) && (bounds.low == 0 || bounds.low == -(bounds.high + 1));
  if (!is_code_range) return held("clamped", clamp(v, bounds));
  Builder& b = v.builder();
  const int bits = log2_ceil(bounds.high + 1);
  const Value high = v.shr(bits).named(prefix + "high_bits");
  const Value negative = held("was_negative", v < 0);
  // Within bounds: all bits above the code equal its sign.
  const Value fits = bounds.low < 0 ? (high == 0) | (high == -1) : high == 0;
  const Value low_bits = held("low_bits", v.truncate(bounds.low < 0 ? bits + 1 : bits, bounds.low < 0));
  const Value nearest = mux(negative, b.constant(bounds.low), b.constant(bounds.high));
  return mux(held("did_fit", fits.named(prefix + "fits")), low_bits, nearest).named(prefix + "saturated");
}

Requantise::Requantise(std::shared_ptr<const Steps> steps, int lanes, std::int64_t groups, int ranks)
    : steps_(std::move(steps)), lanes_(lanes), groups_(groups), ranks_(steps_ ? ranks : 0) {
  if (!steps_) return;
  if (!steps_->closed().empty()) {
    method_ = Method::Closed;
    const Interval range = steps_->range();  // a pass over all values
    for (const ClosedForm& form : steps_->closed())
      forms_.push_back(with_common_clamp(form, steps_->domain(), range));
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
  for (const ClosedForm& f : forms_) {
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

int Requantise::most_ranks(const Steps& steps) {
  const std::vector<ClosedForm>& forms = steps.closed();
  return std::any_of(forms.begin(), forms.end(),
                     [&](const ClosedForm& f) { return f.multiply != 1 || f.shift != forms[0].shift; })
             ? 3
             : 2;
}

int Requantise::stages() const { return ranks_ + (method_ == Method::Search ? levels_ : 0); }

std::int64_t Requantise::channel(std::int64_t group, int lane) const {
  return steps_->is_per_channel() ? group * lanes_ + lane : 0;
}

Value Requantise::apply(Builder& builder, Value x, Value group, Value advance) const {
  if (method_ == Method::Pass) return x;
  if (method_ == Method::Closed) return closed(x, group, advance);
  // One function of all lanes is one expression over all lanes.
  if (!steps_->is_per_channel()) return looked_up(builder, x.narrow(steps_->domain()), group, advance, 0, "");
  std::vector<Value> results;
  results.reserve(static_cast<std::size_t>(lanes_));
  for (int lane = 0; lane < lanes_; ++lane)
    results.push_back(
        looked_up(builder, x.lane(lane).narrow(steps_->domain()), group, advance, lane, lane_prefix(lane)));
  return pack(results).narrow(steps_->range());
}

std::string Requantise::lane_prefix(int lane) const {
  return lanes_ == 1 ? "" : fmt::format("lane{}_", lane);
}

Value Requantise::looked_up(Builder& builder, Value x, Value group, Value advance, int lane,
                            const std::string& prefix) const {
  // Before the table, and behind it; a search has a register at every level, so that all come behind it.
  const bool is_table = method_ == Method::Table;
  int behind = ranks_;
  if (is_table && ranks_ > 0) {
    x = delayed(x, 1, prefix + "index", advance);
    group = delayed(group, 1, prefix + "index_group", advance);
    --behind;
  }
  const Value code =
      is_table ? table(builder, x, group, lane, prefix) : search(builder, x, group, advance, lane, prefix);
  return delayed(code, behind, prefix + "held_code", advance);
}

Value Requantise::scaled(const ClosedForm& f, Value x, Value advance, const std::string& prefix) const {
  if (added_ || (f.multiply == 1 && f.add == 0)) return x;
  if (f.multiply == 1 || ranks_ <= 2) return (x * f.multiply + f.add).named(prefix + "scaled");
  // The rank lies inside: the factor is cut in two, and the parts are added a cycle later.
  const int bits = width_bits(make_constant(f.multiply)) / 2;
  const std::int64_t high = f.multiply >> bits, low = f.multiply - (high << bits);
  const Value lower = delayed(x * low, 1, prefix + "held_low", advance);
  const Value upper = delayed(x * high, 1, prefix + "held_high", advance);
  return (lower + upper.shl(bits) + f.add)
      .narrow((x.interval() * make_constant(f.multiply)) + make_constant(f.add));
}

Value Requantise::cut(Value aligned, Value advance, const std::string& prefix) const {
  return delayed(aligned, ranks_ > 2 ? 1 : 0, prefix + "held_aligned", advance);
}

Value Requantise::finish(const ClosedForm& f, Value scaled, Value advance, const std::string& prefix,
                         std::optional<Value> is_whole) const {
  Value y = added_ ? shift_rounded(scaled, f.shift, f.rounding, prefix, is_whole)
                   : round_shift(scaled, f.shift, f.rounding, prefix);
  if (ranks_ > 0) y = delayed(y, 1, prefix + "held_rounded", advance);
  return saturate(y, f.clamp, prefix, ranks_ > 1 ? std::optional(advance) : std::nullopt);
}

bool Requantise::same_hardware(const ClosedForm& a, ClosedForm b) const {
  if (added_) b.add = a.add;
  return a == b;
}

// Channels whose forms differ in the shift alone share one rounding and one saturation: v / 2^s, rounded, is
// (v * 2^(S - s)) / 2^S, rounded, with the same ties, so that it suffices to choose how far v is shifted to
// the left. Where nothing is shifted out of a value that holds its rounding offset (0), the zeros below look
// like a tie and are none.
std::optional<int> Requantise::common_shift(Interval domain) const {
  const std::vector<ClosedForm>& forms = forms_;
  int least = forms[0].shift, most = forms[0].shift;
  for (ClosedForm form : forms) {
    least = std::min(least, form.shift);
    most = std::max(most, form.shift);
    form.shift = forms[0].shift;
    if (!same_hardware(forms[0], form)) return std::nullopt;
  }
  const int room = width_bits(kMaxInterval) - width_bits(domain * make_constant(forms[0].multiply)) - 2;
  return most - least <= room ? std::optional(most) : std::nullopt;
}

Value Requantise::closed(Value x, Value group, Value advance) const {
  const std::vector<ClosedForm>& forms = forms_;
  const Interval domain = added_ ? steps_->domain() + *added_ : steps_->domain();
  if (const std::optional<int> shift = common_shift(domain)) {
    ClosedForm form = forms[0];
    form.shift = *shift;
    const Value value = scaled(form, x.narrow(domain), advance, "");
    if (form.multiply != 1) return finish(form, aligned(value, group, *shift), advance, "");
    return finish(form, cut(aligned(value, group, *shift), advance, ""), advance, "",
                  whole(group, *shift, advance));
  }
  std::vector<Value> results;
  results.reserve(static_cast<std::size_t>(lanes_));
  for (int lane = 0; lane < lanes_; ++lane)
    results.push_back(closed_lane(x.lane(lane).narrow(domain), group, advance, lane));
  return pack(results);
}

Value Requantise::aligned(Value x, Value group, int shift) const {
  const std::vector<ClosedForm>& forms = forms_;
  const bool is_aligned =
      std::all_of(forms.begin(), forms.end(), [&](const ClosedForm& f) { return f.shift == shift; });
  if (is_aligned) return x;
  std::vector<Value> lanes;
  lanes.reserve(static_cast<std::size_t>(lanes_));
  for (int lane = 0; lane < lanes_; ++lane) {
    // By 1, 2, 4, ... as far as the channel of the group asks for: few choices, one behind the other.
    Value result = x.lane(lane);
    const auto amount = [&](std::int64_t g) {
      return shift - forms[static_cast<std::size_t>(channel(g, lane))].shift;
    };
    int most = 0;
    for (std::int64_t g = 0; g < groups_; ++g) most = std::max(most, amount(g));
    for (int step = 1; step <= most; step *= 2) {
      std::vector<std::int64_t> groups;
      int reached = 0;  // no group is shifted by more up to here
      for (std::int64_t g = 0; g < groups_; ++g) {
        if ((amount(g) & step) != 0) groups.push_back(g);
        reached = std::max(reached, amount(g) & (2 * step - 1));
      }
      if (groups.empty()) continue;
      const Value moved = result.shl(step);
      if (static_cast<std::int64_t>(groups.size()) < groups_) {
        const Value shifts = is_among(group, groups);
        result = mux(shifts.named(fmt::format("{}shifts_{}", lane_prefix(lane), step)), moved, result)
                     .named(fmt::format("{}aligned_by_{}", lane_prefix(lane), step));
      } else {
        result = moved;
      }
      const Interval own = x.lane(lane).interval();
      result = result.narrow(hull(own, shift_left(own, reached)));
    }
    lanes.push_back(result);
  }
  return pack(lanes).named("aligned");
}

std::optional<Value> Requantise::whole(Value group, int shift, Value advance) const {
  if (!added_ || shift == 0) return std::nullopt;
  std::vector<Value> lanes;
  bool is_any = false;
  for (int lane = 0; lane < lanes_; ++lane) {
    std::vector<std::int64_t> groups;
    for (std::int64_t g = 0; g < groups_; ++g)
      if (forms_[forms_.size() == 1 ? 0 : static_cast<std::size_t>(channel(g, lane))].shift == 0)
        groups.push_back(g);
    is_any = is_any || !groups.empty();
    const bool is_same = groups.empty() || static_cast<std::int64_t>(groups.size()) == groups_;
    lanes.push_back(is_same ? group.builder().bit(!groups.empty()) : is_among(group, groups));
  }
  if (!is_any) return std::nullopt;
  return cut(pack(lanes).named("is_whole"), advance, "whole_");
}

Value Requantise::is_among(Value group, const std::vector<std::int64_t>& groups) const {
  std::vector<std::int64_t> table(static_cast<std::size_t>(groups_), 0);
  for (const std::int64_t g : groups) table[static_cast<std::size_t>(g)] = 1;
  return group.builder().lookup(group, table);
}

Value Requantise::closed_lane(Value x, Value group, Value advance, int lane) const {
  // Channels of this lane that share a form share the hardware; the group selects among the different ones.
  std::vector<std::pair<ClosedForm, std::vector<std::int64_t>>> kinds;
  for (std::int64_t g = 0; g < groups_; ++g) {
    const ClosedForm& form = forms_[static_cast<std::size_t>(channel(g, lane))];
    const auto known = std::find_if(kinds.begin(), kinds.end(),
                                    [&](const auto& kind) { return same_hardware(kind.first, form); });
    if (known == kinds.end()) {
      kinds.push_back({form, {g}});
    } else {
      known->second.push_back(g);
    }
  }
  if (kinds.size() > 1) group = delayed(group, ranks_, lane_prefix(lane) + "form_group", advance);
  Value result;
  for (std::size_t k = kinds.size(); k-- > 0;) {
    const ClosedForm& form = kinds[k].first;
    const Value value = scaled(form, x, advance, lane_prefix(lane));
    const Value y = finish(form, form.multiply != 1 ? value : cut(value, advance, lane_prefix(lane)), advance,
                           lane_prefix(lane));
    if (k == kinds.size() - 1) {
      result = y;
      continue;
    }
    const std::string name = fmt::format("{}has_form_{}", lane_prefix(lane), k);
    result = mux(is_among(group, kinds[k].second).named(name), y, result);
  }
  return result;
}

Value Requantise::table(Builder& builder, Value x, Value group, int lane, const std::string& prefix) const {
  const std::int64_t size = steps_->domain().count();
  const std::int64_t tables = steps_->is_per_channel() ? groups_ : 1;
  std::vector<std::int64_t> table;
  for (std::int64_t g = 0; g < tables; ++g)
    for (std::int64_t i = 0; i < size; ++i)
      table.push_back((*steps_)(steps_->domain().low + i, channel(g, lane)));
  const Value offset = (x - steps_->domain().low).narrow({0, size - 1});
  return builder.lookup(tables == 1 ? offset : group * size + offset, table, "table").named(prefix + "code");
}

Value Requantise::search(Builder& builder, Value x, Value group, Value advance, int lane,
                         const std::string& prefix) const {
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
    const Value threshold =
        builder.lookup(address, thresholds, "threshold").named(fmt::format("{}threshold_{}", prefix, level));
    const Value at_least = value >= threshold;
    rank = builder.delay(fmt::format("{}rank_{}", prefix, level), rank.shl(1) + at_least, advance);
    if (level + 1 < levels_)
      value = builder.delay(fmt::format("{}searched_{}", prefix, level), value, advance);
    if (tables > 1)
      current_group = builder.delay(fmt::format("{}group_{}", prefix, level), current_group, advance);
  }
  const std::int64_t ranks = std::int64_t{1} << levels_;
  std::vector<std::int64_t> values;
  for (std::int64_t g = 0; g < tables; ++g) {
    const auto& all = steps_->channels()[static_cast<std::size_t>(channel(g, lane))].values;
    for (std::int64_t r = 0; r < ranks; ++r)
      values.push_back(all[static_cast<std::size_t>(
          std::min<std::int64_t>(r, static_cast<std::int64_t>(all.size()) - 1))]);
  }
  return builder.lookup(tables == 1 ? rank : current_group * ranks + rank, values, "level")
      .named(prefix + "code");
}

}  // namespace knap::hw
