#include "core/num/steps.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/diagnostics.h"

namespace knap {
namespace {

void check_canonical(const StepFunction& steps, const Interval& domain) {
  KNAP_CHECK(steps.values.size() == steps.thresholds.size() + 1, "one value more than thresholds");
  for (std::size_t i = 0; i < steps.thresholds.size(); ++i) {
    const std::int64_t threshold = steps.thresholds[i];
    KNAP_CHECK(threshold > domain.low && threshold <= domain.high, fmt::format("threshold {}", threshold));
    KNAP_CHECK(i == 0 || steps.thresholds[i - 1] < threshold, fmt::format("threshold {}", threshold));
    KNAP_CHECK(steps.values[i] != steps.values[i + 1], fmt::format("no step at {}", threshold));
  }
}

}  // namespace

std::int64_t StepFunction::operator()(std::int64_t x) const {
  const auto above = std::upper_bound(thresholds.begin(), thresholds.end(), x);
  return values[static_cast<std::size_t>(above - thresholds.begin())];
}

bool StepFunction::is_monotone() const {
  return std::is_sorted(values.begin(), values.end()) || std::is_sorted(values.rbegin(), values.rend());
}

std::int64_t ClosedForm::operator()(std::int64_t x) const {
  const Int128 y = round_shift_wide(Int128{x} * multiply + add, shift, rounding);
  if (y < clamp.low) return clamp.low;
  return y > clamp.high ? clamp.high : static_cast<std::int64_t>(y);
}

Interval Steps::range() const {
  KNAP_CHECK(!channels_.empty(), "steps without a channel");
  Interval range = make_constant(channels_.front().values.front());
  for (const StepFunction& channel : channels_)
    for (const std::int64_t value : channel.values) range = hull(range, make_constant(value));
  return range;
}

std::int64_t Steps::operator()(std::int64_t x, std::int64_t channel) const {
  KNAP_CHECK(domain_.contains(x), fmt::format("{} outside {}", x, to_string(domain_)));
  return channels_.at(is_per_channel() ? static_cast<std::size_t>(channel) : 0)(x);
}

Steps Steps::make(Interval domain, std::vector<StepFunction> channels) {
  KNAP_CHECK(domain.low <= domain.high && !channels.empty());
  for (const StepFunction& channel : channels) check_canonical(channel, domain);
  Steps steps;
  steps.domain_ = domain;
  steps.channels_ = std::move(channels);
  return steps;
}

Result<Steps> Steps::from_closed(Interval domain, std::vector<ClosedForm> closed) {
  KNAP_CHECK(domain.low <= domain.high && !closed.empty());
  std::vector<StepFunction> channels;
  for (const ClosedForm& form : closed) {
    KNAP_CHECK(form.shift >= 0 && form.clamp.low <= form.clamp.high);
    KNAP_ASSIGN(StepFunction steps, tabulate(form, domain, Monotony::Monotone));
    channels.push_back(std::move(steps));
  }
  return make(domain, std::move(channels)).with_closed(std::move(closed));
}

Steps Steps::with_closed(std::vector<ClosedForm> closed) const {
  KNAP_CHECK(closed.empty() || closed.size() == channels_.size(), "one closed form per channel");
  for (std::size_t i = 0; i < closed.size(); ++i) {
    const auto difference = find_difference(closed[i], channels_[i], domain_, Monotony::Monotone);
    KNAP_CHECK(!difference, fmt::format("channel {} differs at {}", i, difference.value_or(0)));
  }
  Steps steps = *this;
  steps.closed_ = std::move(closed);
  return steps;
}

}  // namespace knap
