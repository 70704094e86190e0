// Operators that move or join elements: Input, Reshape, Flatten, Add, Concat, ArgMax.
#include <fmt/format.h>

#include "net/ir/operators.h"

namespace knap::net {

namespace {

Result<Shape> infer_input(const Shape& shape, const Fixed& format, const Operands& operands) {
  KNAP_TRY(operands.expect_count(0));
  KNAP_TRY(check_shape(shape, operands));
  KNAP_TRY(check_format(format, operands));
  return shape;
}

Result<Shape> infer_add(const Operands& operands) {
  KNAP_TRY(operands.expect_count(2));
  if (operands[0] != operands[1])
    return operands.error(
        fmt::format("cannot add {} and {}", to_string(operands[0]), to_string(operands[1])));
  return operands[0];
}

Result<Shape> infer_concat(const Operands& operands) {
  if (operands.count() < 2) return operands.error("needs at least two operands");
  Shape output = operands[0];
  for (std::size_t i = 1; i < operands.count(); ++i) {
    Shape expected = operands[0];
    if (operands[i].rank() == expected.rank()) expected.dims.back() = operands[i].channels();
    if (operands[i] != expected)
      return operands.error(fmt::format("cannot concatenate {} and {}: only channels may differ",
                                        to_string(operands[0]), to_string(operands[i])));
    output.dims.back() += operands[i].channels();
  }
  KNAP_TRY(check_shape(output, operands));
  return output;
}

Result<Shape> infer_reshape(const Shape& shape, const Operands& operands) {
  KNAP_TRY(operands.expect_count(1));
  KNAP_TRY(check_shape(shape, operands));
  if (shape.size() != operands[0].size())
    return operands.error(fmt::format("cannot reshape {} into {}", to_string(operands[0]), to_string(shape)));
  return shape;
}

Result<Shape> infer_arg_max(const Operands& operands) {
  KNAP_TRY(operands.expect_count(1));
  if (operands[0].rank() != 1) return operands.error("needs a flat operand");
  return Shape{1};
}

}  // namespace

Result<Shape> infer(const Input& op, const Operands& operands) {
  return infer_input(op.shape, op.format, operands);
}
Result<Shape> infer(const Add&, const Operands& operands) { return infer_add(operands); }
Result<Shape> infer(const Concat&, const Operands& operands) { return infer_concat(operands); }
Result<Shape> infer(const ArgMax&, const Operands& operands) { return infer_arg_max(operands); }
Result<Shape> infer(const Reshape& op, const Operands& operands) { return infer_reshape(op.shape, operands); }
Result<Shape> infer(const Flatten&, const Operands& operands) {
  KNAP_TRY(operands.expect_count(1));
  return Shape{operands[0].size()};
}

namespace integer {

Result<Shape> infer(const Input& op, const Operands& operands) {
  return infer_input(op.shape, op.format, operands);
}
Result<Shape> infer(const Add& op, const Operands& operands) {
  for (const int shift : {op.shift_a, op.shift_b})
    if (shift < 0 || shift > 60) return operands.error(fmt::format("a shift of {} is outside 0..60", shift));
  return infer_add(operands);
}
Result<Shape> infer(const Concat&, const Operands& operands) { return infer_concat(operands); }
Result<Shape> infer(const ArgMax&, const Operands& operands) { return infer_arg_max(operands); }
Result<Shape> infer(const Reshape& op, const Operands& operands) { return infer_reshape(op.shape, operands); }

Result<WideInterval> range(const Input& op, const IntervalOperands&) { return widen(op.format.codes()); }

Result<WideInterval> range(const Add& op, const IntervalOperands& operands) {
  const WideInterval a = widen(operands.intervals[0]), b = widen(operands.intervals[1]);
  const Wide scale_a = Wide{1} << op.shift_a, scale_b = Wide{1} << op.shift_b;
  return WideInterval{a.low * scale_a + b.low * scale_b, a.high * scale_a + b.high * scale_b};
}

Result<WideInterval> range(const Concat&, const IntervalOperands& operands) {
  WideInterval all = widen(operands.intervals[0]);
  for (const Interval& interval : operands.intervals) all = hull(all, widen(interval));
  return all;
}

Result<WideInterval> range(const Reshape&, const IntervalOperands& operands) {
  return widen(operands.intervals[0]);
}

Result<WideInterval> range(const ArgMax&, const IntervalOperands& operands) {
  return WideInterval{0, operands.shapes[0].size() - 1};
}

}  // namespace integer
}  // namespace knap::net
