#include "core/goal/classification.h"

#include <fmt/format.h>

#include "core/base/check.h"

namespace knap {
namespace {

std::optional<double> ratio(std::int64_t part, std::int64_t whole) {
  if (whole == 0) return {};
  return static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

Confusion::Confusion(int classes) : classes_(classes) {
  KNAP_CHECK(classes > 0);
  counts_.assign(static_cast<std::size_t>(classes) * static_cast<std::size_t>(classes), 0);
}

std::size_t Confusion::index_of(int truth, int predicted) const {
  KNAP_CHECK(truth >= 0 && truth < classes_ && predicted >= 0 && predicted < classes_,
             fmt::format("{} taken for {} of {} classes", truth, predicted, classes_));
  return static_cast<std::size_t>(truth) * static_cast<std::size_t>(classes_) +
         static_cast<std::size_t>(predicted);
}

void Confusion::add(int truth, int predicted, std::int64_t count) {
  counts_[index_of(truth, predicted)] += count;
}

Confusion& Confusion::operator+=(const Confusion& other) {
  KNAP_CHECK(classes_ == other.classes_);
  for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
  return *this;
}

std::int64_t Confusion::at(int truth, int predicted) const { return counts_[index_of(truth, predicted)]; }

std::int64_t Confusion::total() const {
  std::int64_t sum = 0;
  for (const std::int64_t count : counts_) sum += count;
  return sum;
}

std::vector<std::vector<std::int64_t>> Confusion::rows() const {
  std::vector<std::vector<std::int64_t>> rows;
  for (int truth = 0; truth < classes_; ++truth) {
    const auto begin = counts_.begin() + static_cast<std::ptrdiff_t>(truth) * classes_;
    rows.emplace_back(begin, begin + classes_);
  }
  return rows;
}

std::optional<double> Confusion::accuracy() const {
  std::int64_t right = 0;
  for (int c = 0; c < classes_; ++c) right += at(c, c);
  return ratio(right, total());
}

std::int64_t Confusion::samples_of(int truth) const {
  std::int64_t all = 0;
  for (int predicted = 0; predicted < classes_; ++predicted) all += at(truth, predicted);
  return all;
}

std::int64_t Confusion::taken_for(int predicted) const {
  std::int64_t all = 0;
  for (int truth = 0; truth < classes_; ++truth) all += at(truth, predicted);
  return all;
}

std::optional<double> Confusion::sensitivity(int positive) const {
  return ratio(at(positive, positive), samples_of(positive));
}

std::optional<double> Confusion::precision(int which) const {
  return ratio(at(which, which), taken_for(which));
}

std::optional<double> Confusion::f1(int which) const {
  if (samples_of(which) == 0) return {};
  return ratio(2 * at(which, which), samples_of(which) + taken_for(which));
}

std::optional<double> Confusion::false_alarm_rate(int positive) const {
  std::int64_t alarms = 0, all = 0;
  for (int truth = 0; truth < classes_; ++truth) {
    if (truth == positive) continue;
    alarms += at(truth, positive);
    for (int predicted = 0; predicted < classes_; ++predicted) all += at(truth, predicted);
  }
  return ratio(alarms, all);
}

}  // namespace knap
