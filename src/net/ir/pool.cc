// Pools of both graphs, windowed and global.
#include "net/ir/operators.h"

namespace knap::net {

namespace {

Result<Shape> infer_pool(const Window& window, const Operands& operands) {
  KNAP_TRY(operands.expect_count(1));
  KNAP_TRY(check_window(window, operands));
  return windowed_shape(window, operands[0], operands[0].channels());
}

Result<Shape> infer_global(const Operands& operands) {
  KNAP_TRY(operands.expect_count(1));
  if (operands[0].rank() < 2) return operands.error("has no spatial axis to pool over");
  return Shape{operands[0].channels()};
}

}  // namespace

Result<Shape> infer(const MaxPool& op, const Operands& operands) { return infer_pool(op.window, operands); }
Result<Shape> infer(const AvgPool& op, const Operands& operands) { return infer_pool(op.window, operands); }
Result<Shape> infer(const GlobalAvgPool&, const Operands& operands) { return infer_global(operands); }

namespace integer {

Result<Shape> infer(const MaxPool& op, const Operands& operands) { return infer_pool(op.window, operands); }
Result<Shape> infer(const SumPool& op, const Operands& operands) { return infer_pool(op.window, operands); }
Result<Shape> infer(const GlobalSumPool&, const Operands& operands) { return infer_global(operands); }

Result<WideInterval> range(const MaxPool&, const IntervalOperands& operands) {
  return widen(operands.intervals[0]);
}

Result<WideInterval> range(const SumPool& op, const IntervalOperands& operands) {
  WideInterval x = widen(operands.intervals[0]);
  if (is_padded(op.window)) x = hull(x, {0, 0});
  const Wide taps = op.window.taps();
  return WideInterval{x.low * taps, x.high * taps};
}

Result<WideInterval> range(const GlobalSumPool&, const IntervalOperands& operands) {
  const WideInterval x = widen(operands.intervals[0]);
  const Wide positions = operands.shapes[0].size() / operands.shapes[0].channels();
  return WideInterval{x.low * positions, x.high * positions};
}

}  // namespace integer
}  // namespace knap::net
