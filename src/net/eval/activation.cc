// Operators that work element by element: Quantize, BatchNorm, activations; Steps.
#include <algorithm>
#include <cmath>

#include "core/base/diagnostics.h"
#include "net/eval/operators.h"

namespace knap::net {

namespace {

template <class F>
RealTensor map_elements(const RealOperands& x, F&& f) {
  RealTensor y(x.output);
  for (std::int64_t i = 0; i < y.size(); ++i) y[i] = f(x[0][i]);
  return y;
}

}  // namespace

Result<RealTensor> apply(const Quantize& op, const RealOperands& x) {
  for (const double value : x[0].data)
    if (!std::isfinite(value))
      return Error(diag::kBadModel, x.node, "cannot quantise a value that is not finite");
  return map_elements(
      x, [&](double v) { return to_double(quantize(v, op.format, op.rounding, op.overflow), op.format); });
}

Result<RealTensor> apply(const BatchNorm& op, const RealOperands& x) {
  if (!op.gamma || !op.beta || !op.mean || !op.variance)
    return Error(diag::kBadModel, x.node, "the batch norm has no parameters yet");
  RealTensor y(x.output);
  const std::int64_t channels = x.output.channels();
  for (std::int64_t i = 0; i < y.size(); ++i) {
    const BatchNormAffine affine = batch_norm_affine(op, i % channels);
    y[i] = std::fma(x[0][i], affine.scale, affine.offset);
  }
  return y;
}

Result<RealTensor> apply(const Relu&, const RealOperands& x) {
  return map_elements(x, [](double v) { return std::max(v, 0.0); });
}
Result<RealTensor> apply(const Relu6&, const RealOperands& x) {
  return map_elements(x, [](double v) { return std::clamp(v, 0.0, 6.0); });
}
Result<RealTensor> apply(const Clip& op, const RealOperands& x) {
  return map_elements(x, [&](double v) { return std::clamp(v, op.low, op.high); });
}
Result<RealTensor> apply(const HardSwish&, const RealOperands& x) {
  return map_elements(x, [](double v) { return v * std::clamp(v + 3.0, 0.0, 6.0) / 6.0; });
}
Result<RealTensor> apply(const HardSigmoid&, const RealOperands& x) {
  return map_elements(x, [](double v) { return std::clamp(v + 3.0, 0.0, 6.0) / 6.0; });
}
Result<RealTensor> apply(const Sigmoid&, const RealOperands& x) { return map_elements(x, sigmoid); }

namespace integer {

IntTensor apply(const Steps& op, const IntOperands& x) {
  IntTensor y(x.output);
  const std::int64_t channels = x.output.channels();
  for (std::int64_t i = 0; i < y.size(); ++i) y[i] = (*op.function)(x[0][i], i % channels);
  return y;
}

}  // namespace integer
}  // namespace knap::net
