// Dense and MatVec.
#include <fmt/format.h>

#include <algorithm>

#include "net/ir/operators.h"

namespace knap::net {

Result<Shape> infer(const Dense& op, const Operands& operands) {
  KNAP_TRY(operands.expect_count(1));
  if (operands[0].rank() != 1)
    return operands.error(
        fmt::format("needs a flat operand, found {}; flatten it before", to_string(operands[0])));
  const Shape output{op.units};
  KNAP_TRY(check_shape(output, operands));
  KNAP_TRY(check_format(op.format, op.units, operands));
  KNAP_TRY(check_tensor(op.weights, Shape{op.units, operands[0].size()}, "the weights", operands));
  KNAP_TRY(check_tensor(op.bias, output, "the biases", operands));
  KNAP_TRY(check_mask(op.mask, Shape{op.units, operands[0].size()}, op.weights.get(), operands));
  return output;
}

namespace integer {

Result<Shape> infer(const MatVec& op, const Operands& operands) {
  KNAP_TRY(operands.expect_count(1));
  if (operands[0].rank() != 1)
    return operands.error(fmt::format("needs a flat operand, found {}", to_string(operands[0])));
  if (!op.weights || op.weights->shape.rank() != 2) return operands.error("has no weights of rank 2");
  const Shape output{op.weights->shape[0]};
  KNAP_TRY(check_shape(output, operands));
  KNAP_TRY(check_tensor(op.weights, Shape{output[0], operands[0].size()}, "the weights", operands));
  KNAP_TRY(check_tensor(op.bias, output, "the biases", operands));
  KNAP_TRY(check_codes(*op.weights, op.weight_width_bits, operands));
  KNAP_TRY(check_mask(op.mask, op.weights->shape, op.weights.get(), operands));
  return output;
}

Result<WideInterval> range(const MatVec& op, const IntervalOperands& operands) {
  const std::int64_t outputs = op.weights->shape[0], inputs = op.weights->shape[1];
  const WideInterval x = widen(operands.intervals[0]);
  WideInterval all;
  for (std::int64_t o = 0; o < outputs; ++o) {
    WideInterval sum{(*op.bias)[o], (*op.bias)[o]};
    for (std::int64_t i = 0; i < inputs; ++i) {
      const Wide w = (*op.weights)[o * inputs + i];
      sum.low += w >= 0 ? w * x.low : w * x.high;
      sum.high += w >= 0 ? w * x.high : w * x.low;
    }
    all = o == 0 ? sum : hull(all, sum);
  }
  return all;
}

NodeCost cost(const MatVec& op, const Shape&) {
  const auto nonzero = [](const IntTensor& t) {
    return t.size() - std::count(t.data.begin(), t.data.end(), std::int64_t{0});
  };
  return {.macs = op.weights->size(),
          .weights = op.weights->size() + (nonzero(*op.bias) > 0 ? op.bias->size() : 0),
          .nonzero_weights = nonzero(*op.weights) + nonzero(*op.bias),
          .weight_bits = op.weights->size() * op.weight_width_bits};
}

}  // namespace integer
}  // namespace knap::net
