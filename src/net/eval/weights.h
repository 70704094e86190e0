// LinearWeights: what the weights of a linear operator are worth in the real graph - quantised where a format
// says so.
#pragma once

#include <cmath>

#include "net/eval/operators.h"

namespace knap::net {

struct LinearWeights {
  RealTensor weights, bias;  ///< bias [outputs], zeros when there is none
  std::optional<Scale> sum;  ///< of the accumulator, when all operands are integers

  /// Whether a sum of this magnitude is exact in double precision; float networks need not be.
  bool is_exact(double magnitude, std::int64_t output) const {
    return !sum || magnitude < std::ldexp(1.0, 53 - sum->at(output));
  }
};

/// kBadModel when there are no weights yet.
Result<LinearWeights> make_linear_weights(const RealTensorPtr& weights, const RealTensorPtr& bias,
                                          bool has_bias, const WeightFormat& format, std::int64_t outputs,
                                          const RealOperands& x);
Error inexact_sum(const RealOperands& x);

template <class Op>
Result<LinearWeights> linear_weights(const Op& op, std::int64_t outputs, const RealOperands& x) {
  return make_linear_weights(op.weights, op.bias, op.has_bias, op.format, outputs, x);
}

}  // namespace knap::net
