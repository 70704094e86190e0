#include "learn/train/average.h"

#include <algorithm>

#include "core/base/check.h"

namespace knap::learn {
namespace {

template <class T>
void move(std::vector<std::vector<T>>& average, const std::vector<std::vector<T>>& now, double share) {
  KNAP_CHECK(average.size() == now.size());
  for (std::size_t i = 0; i < now.size(); ++i)
    for (std::size_t k = 0; k < now[i].size(); ++k) {
      const auto from = static_cast<double>(average[i][k]), to = static_cast<double>(now[i][k]);
      average[i][k] = static_cast<T>(from + share * (to - from));
    }
}

}  // namespace

void move_average(ModelState& average, const ModelState& now, double decay, std::int64_t step) {
  if (average.parameters.empty()) {
    average = now;
    return;
  }
  const auto taken = static_cast<double>(step);
  const double share = 1 - std::min(decay, taken / (taken + 10));
  move(average.parameters, now.parameters, share);
  move(average.means, now.means, share);
  move(average.variances, now.variances, share);
  average.weight_bits = now.weight_bits;
  average.finer_bits = now.finer_bits;
  average.range_bits = now.range_bits;
  average.masks = now.masks;
}

}  // namespace knap::learn
