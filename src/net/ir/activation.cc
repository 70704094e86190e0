// Operators that work element by element: Quantize, BatchNorm, activations; Steps.
#include <fmt/format.h>

#include <cmath>

#include "net/ir/operators.h"

namespace knap::net {

namespace {

Result<Shape> same_shape(const Operands& operands) {
  KNAP_TRY(operands.expect_count(1));
  return operands[0];
}

}  // namespace

Result<Shape> infer(const Quantize& op, const Operands& operands) {
  KNAP_TRY(check_format(op.format, operands));
  return same_shape(operands);
}

Result<Shape> infer(const BatchNorm& op, const Operands& operands) {
  KNAP_TRY(operands.expect_count(1));
  if (!(op.epsilon >= 0) || !std::isfinite(op.epsilon))
    return operands.error("epsilon must be finite and >= 0");
  const Shape channels{operands[0].channels()};
  KNAP_TRY(check_tensor(op.gamma, channels, "the gammas", operands));
  KNAP_TRY(check_tensor(op.beta, channels, "the betas", operands));
  KNAP_TRY(check_tensor(op.mean, channels, "the means", operands));
  KNAP_TRY(check_tensor(op.variance, channels, "the variances", operands));
  return operands[0];
}

Result<Shape> infer(const Relu&, const Operands& operands) { return same_shape(operands); }
Result<Shape> infer(const Relu6&, const Operands& operands) { return same_shape(operands); }
Result<Shape> infer(const HardSwish&, const Operands& operands) { return same_shape(operands); }
Result<Shape> infer(const HardSigmoid&, const Operands& operands) { return same_shape(operands); }
Result<Shape> infer(const Sigmoid&, const Operands& operands) { return same_shape(operands); }

Result<Shape> infer(const Clip& op, const Operands& operands) {
  if (!std::isfinite(op.low) || !std::isfinite(op.high) || op.low > op.high)
    return operands.error(fmt::format("cannot clip to [{}, {}]", op.low, op.high));
  return same_shape(operands);
}

namespace integer {

Result<Shape> infer(const Steps& op, const Operands& operands) {
  KNAP_TRY(operands.expect_count(1));
  if (!op.function) return operands.error("has no function");
  const std::int64_t functions = static_cast<std::int64_t>(op.function->channels().size());
  if (functions != 1 && functions != operands[0].channels())
    return operands.error(fmt::format("has {} functions for {} channels", functions, operands[0].channels()));
  return operands[0];
}

Result<WideInterval> range(const Steps& op, const IntervalOperands& operands) {
  const Interval& domain = op.function->domain();
  if (!domain.contains(operands.intervals[0]))
    return Operands{operands.shapes, operands.node}.error(
        fmt::format("its function is defined on {}, the operand ranges over {}", to_string(domain),
                    to_string(operands.intervals[0])));
  return widen(op.function->range());
}

}  // namespace integer
}  // namespace knap::net
