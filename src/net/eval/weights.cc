#include "net/eval/weights.h"

#include "core/base/diagnostics.h"

namespace knap::net {

Error inexact_sum(const RealOperands& x) {
  return {diag::kBadModel, x.node,
          "a sum leaves the 53 bits in which double precision is exact; use narrower formats"};
}

Result<LinearWeights> make_linear_weights(const RealTensorPtr& weights, const RealTensorPtr& bias,
                                          bool has_bias, const WeightFormat& format, std::int64_t outputs,
                                          const RealOperands& x) {
  if (!weights || (has_bias && !bias))
    return Error(diag::kBadModel, x.node, "the weights are not initialised");
  LinearWeights result{*weights, has_bias ? *bias : RealTensor(Shape{outputs}), {}};
  if (format.width_bits == 0 || format.fraction_bits.empty()) return result;
  const IntTensor codes = weight_codes(*weights, format);
  const Scale scale{format.fraction_bits, 1};
  const std::int64_t per_output = codes.size() / outputs;
  for (std::int64_t i = 0; i < codes.size(); ++i)
    result.weights[i] = std::ldexp(static_cast<double>(codes[i]), -scale.at(i / per_output));
  if (!x.scale || x.scale->divisor != 1) return result;
  result.sum = accumulator_scale(format, *x.scale);
  const IntTensor biases = bias_codes(has_bias ? bias : nullptr, outputs, format, *x.scale);
  for (std::int64_t o = 0; o < outputs; ++o)
    result.bias[o] = std::ldexp(static_cast<double>(biases[o]), -result.sum->at(o));
  return result;
}

}  // namespace knap::net
