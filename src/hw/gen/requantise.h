// Requantise: a Steps function as a pipeline - shift and saturate, table, or binary search over thresholds.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "core/num/steps.h"
#include "hw/ir/builder.h"

namespace knap::hw {

/// How one Steps becomes hardware for `lanes` channels at a time; group g serves channels [g * lanes, (g + 1)
/// * lanes).
class Requantise {
 public:
  /// `steps` may be null: the value passes unchanged.
  /// `ranks`: registers inside (Ranks::requantise); none where a value passes unchanged.
  Requantise(std::shared_ptr<const Steps> steps, int lanes, std::int64_t groups, int ranks = 0);

  /// Of these, three only where something is scaled before it is rounded: multiplied, or shifted by an amount
  /// that differs between channels.
  static int most_ranks(const Steps& steps);

  /// Register stages inside; the result of apply() appears that many edges after its argument.
  int stages() const;
  Interval range(Interval passed) const { return steps_ ? steps_->range() : passed; }
  /// `x`: one accumulator per lane; `group`: the channel group that x belongs to; `advance` moves the
  /// pipeline.
  Value apply(Builder& builder, Value x, Value group, Value advance) const;

  /// What every closed form adds before it shifts, by channel (or one for all): a layer with a bias adds it
  /// there, where it costs nothing. Nothing when a form multiplies or rounds by the sign.
  std::optional<std::vector<std::int64_t>> offsets() const;
  /// The same for arguments that hold their channel's offset already.
  Requantise without_offsets() const;

  enum class Method { Pass, Closed, Table, Search };
  Method method() const { return method_; }

 private:
  /// What comes before the shift, and what comes from it on. `prefix` begins the names of its signals.
  Value scaled(const ClosedForm& form, Value x, Value advance, const std::string& prefix) const;
  Value cut(Value aligned, Value advance, const std::string& prefix) const;
  Value finish(const ClosedForm& form, Value scaled, Value advance, const std::string& prefix,
               std::optional<Value> is_whole = {}) const;
  /// Of each lane: is its channel one from which nothing is shifted out, unlike others'?
  std::optional<Value> whole(Value group, int shift, Value advance) const;
  bool same_hardware(const ClosedForm& a, ClosedForm b) const;
  /// The greatest shift, where all forms can be brought to it.
  std::optional<int> common_shift(Interval domain) const;
  /// Every lane shifted to the left as far as its channel's own shift falls short of `shift`.
  Value aligned(Value x, Value group, int shift) const;
  Value is_among(Value group, const std::vector<std::int64_t>& groups) const;
  Value closed(Value x, Value group, Value advance) const;
  Value closed_lane(Value x, Value group, Value advance, int lane) const;
  /// Table or Search: of one lane, or of all where every channel has the same function.
  Value looked_up(Builder& builder, Value x, Value group, Value advance, int lane,
                  const std::string& prefix) const;
  Value table(Builder& builder, Value x, Value group, int lane, const std::string& prefix) const;
  Value search(Builder& builder, Value x, Value group, Value advance, int lane,
               const std::string& prefix) const;
  std::string lane_prefix(int lane) const;
  std::int64_t channel(std::int64_t group, int lane) const;

  std::shared_ptr<const Steps> steps_;
  std::vector<ClosedForm> forms_;  ///< those of the steps, clamps alike where that changes nothing
  int lanes_;
  std::int64_t groups_;
  int ranks_ = 0;
  Method method_ = Method::Pass;
  std::optional<Interval> added_;  ///< hull of the offsets that arguments hold already
  int levels_ = 0;                 ///< Search: comparisons per value
};

/// round(v / 2^shift) as hardware, the same as core's round_shift.
Value round_shift(Value v, int shift, Rounding rounding, const std::string& prefix = "");
/// clamp(v, bounds), by looking at the high bits where the bounds are those of a code.
/// Where `cut` is given, what is chosen from is cut off by a register that it moves.
Value saturate(Value v, Interval bounds, const std::string& prefix = "", std::optional<Value> cut = {});

}  // namespace knap::hw
