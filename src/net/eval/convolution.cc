// Convolutions of both graphs (cross-correlation), any groups.
#include <cmath>

#include "net/eval/operators.h"
#include "net/eval/taps.h"
#include "net/eval/weights.h"

namespace knap::net {

namespace {

/// Where the operands of one product lie: weights [filters, taps..., channels per group], channel-last input.
struct ConvIndex {
  std::int64_t channels, filters, groups, taps;

  std::int64_t per_group() const { return channels / groups; }
  std::int64_t weight(std::int64_t filter, std::int64_t tap, std::int64_t c) const {
    return (filter * taps + tap) * per_group() + c;
  }
  std::int64_t input(std::int64_t filter, std::int64_t position, std::int64_t c) const {
    return position * channels + filter / (filters / groups) * per_group() + c;
  }
};

}  // namespace

Result<RealTensor> apply(const Conv& op, const RealOperands& x) {
  KNAP_ASSIGN(const LinearWeights w, linear_weights(op, op.filters, x));
  const ConvIndex index{x[0].shape.channels(), op.filters, op.groups, op.window.taps()};
  RealTensor y(x.output), magnitude(x.output);
  for (std::int64_t i = 0; i < y.size(); ++i) magnitude[i] = std::fabs(y[i] = w.bias[i % op.filters]);
  for_each_tap(op.window, x[0].shape, [&](std::int64_t position, std::int64_t tap, std::int64_t source) {
    if (source < 0) return;
    for (std::int64_t f = 0; f < op.filters; ++f)
      for (std::int64_t c = 0; c < index.per_group(); ++c) {
        const double product = w.weights[index.weight(f, tap, c)] * x[0][index.input(f, source, c)];
        y[position * op.filters + f] += product;
        magnitude[position * op.filters + f] += std::fabs(product);
      }
  });
  for (std::int64_t i = 0; i < y.size(); ++i)
    if (!w.is_exact(magnitude[i], i % op.filters)) return inexact_sum(x);
  return y;
}

namespace integer {

IntTensor apply(const Conv& op, const IntOperands& x) {
  const std::int64_t filters = op.weights->shape[0];
  const ConvIndex index{x[0].shape.channels(), filters, op.groups, op.window.taps()};
  IntTensor y(x.output);
  for (std::int64_t i = 0; i < y.size(); ++i) y[i] = (*op.bias)[i % filters];
  for_each_tap(op.window, x[0].shape, [&](std::int64_t position, std::int64_t tap, std::int64_t source) {
    for (std::int64_t f = 0; f < filters; ++f)
      for (std::int64_t c = 0; c < index.per_group(); ++c) {
        const std::int64_t code = source < 0 ? op.pad_code : x[0][index.input(f, source, c)];
        std::int64_t& sum = y[position * filters + f];
        sum = checked_add(sum, checked_mul((*op.weights)[index.weight(f, tap, c)], code));
      }
  });
  return y;
}

}  // namespace integer
}  // namespace knap::net
