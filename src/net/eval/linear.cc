// Dense and MatVec: plain sums of products.
#include <cmath>

#include "core/base/diagnostics.h"
#include "net/eval/operators.h"
#include "net/eval/weights.h"

namespace knap::net {

Result<RealTensor> apply(const Dense& op, const RealOperands& x) {
  KNAP_ASSIGN(const LinearWeights w, linear_weights(op, op.units, x));
  RealTensor y(x.output);
  const std::int64_t inputs = x[0].size();
  for (std::int64_t o = 0; o < op.units; ++o) {
    double sum = w.bias[o], magnitude = std::fabs(sum);
    for (std::int64_t i = 0; i < inputs; ++i) {
      const double product = w.weights[o * inputs + i] * x[0][i];
      sum += product;
      magnitude += std::fabs(product);
    }
    if (!w.is_exact(magnitude, o)) return inexact_sum(x);
    y[o] = sum;
  }
  return y;
}

namespace integer {

IntTensor apply(const MatVec& op, const IntOperands& x) {
  IntTensor y(x.output);
  const std::int64_t inputs = x[0].size();
  for (std::int64_t o = 0; o < y.size(); ++o) {
    std::int64_t sum = (*op.bias)[o];
    for (std::int64_t i = 0; i < inputs; ++i)
      sum = checked_add(sum, checked_mul((*op.weights)[o * inputs + i], x[0][i]));
    y[o] = sum;
  }
  return y;
}

}  // namespace integer
}  // namespace knap::net
