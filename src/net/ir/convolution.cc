// Convolutions of both graphs; depthwise and pointwise are cases of them.
#include <fmt/format.h>

#include <algorithm>

#include "net/ir/operators.h"

namespace knap::net {

namespace {

Result<void> check_groups(std::int64_t groups, std::int64_t filters, const Operands& operands) {
  const std::int64_t channels = operands[0].channels();
  if (groups >= 1 && filters >= 1 && channels % groups == 0 && filters % groups == 0) return {};
  return operands.error(fmt::format("{} groups divide neither {} input channels nor {} filters evenly",
                                    groups, channels, filters));
}

Shape weight_shape(std::int64_t filters, const Window& window, std::int64_t channels_per_group) {
  Shape shape{filters};
  for (const WindowAxis& axis : window.axes) shape.dims.push_back(axis.kernel);
  shape.dims.push_back(channels_per_group);
  return shape;
}

}  // namespace

Result<Shape> infer(const Conv& op, const Operands& operands) {
  KNAP_TRY(operands.expect_count(1));
  KNAP_TRY(check_window(op.window, operands));
  KNAP_TRY(check_groups(op.groups, op.filters, operands));
  const Shape output = windowed_shape(op.window, operands[0], op.filters);
  KNAP_TRY(check_shape(output, operands));
  KNAP_TRY(check_format(op.format, op.filters, operands));
  const Shape wanted = weight_shape(op.filters, op.window, operands[0].channels() / op.groups);
  KNAP_TRY(check_tensor(op.weights, wanted, "the weights", operands));
  KNAP_TRY(check_tensor(op.bias, Shape{op.filters}, "the biases", operands));
  KNAP_TRY(check_mask(op.mask, wanted, op.weights.get(), operands));
  return output;
}

namespace integer {

Result<Shape> infer(const Conv& op, const Operands& operands) {
  KNAP_TRY(operands.expect_count(1));
  KNAP_TRY(check_window(op.window, operands));
  if (!op.weights || op.weights->shape.rank() < 1) return operands.error("has no weights");
  const std::int64_t filters = op.weights->shape[0];
  KNAP_TRY(check_groups(op.groups, filters, operands));
  const Shape output = windowed_shape(op.window, operands[0], filters);
  KNAP_TRY(check_shape(output, operands));
  const Shape wanted = weight_shape(filters, op.window, operands[0].channels() / op.groups);
  KNAP_TRY(check_tensor(op.weights, wanted, "the weights", operands));
  KNAP_TRY(check_tensor(op.bias, Shape{filters}, "the biases", operands));
  KNAP_TRY(check_codes(*op.weights, op.weight_width_bits, operands));
  KNAP_TRY(check_mask(op.mask, wanted, op.weights.get(), operands));
  return output;
}

/// A tap may read the pad code only where the window is padded; every tap ranges over the hull of both then.
Result<WideInterval> range(const Conv& op, const IntervalOperands& operands) {
  WideInterval x = widen(operands.intervals[0]);
  if (is_padded(op.window)) x = hull(x, {op.pad_code, op.pad_code});
  const std::int64_t filters = op.weights->shape[0], per_filter = op.weights->size() / filters;
  WideInterval all;
  for (std::int64_t f = 0; f < filters; ++f) {
    WideInterval sum{(*op.bias)[f], (*op.bias)[f]};
    for (std::int64_t i = 0; i < per_filter; ++i) {
      const Wide w = (*op.weights)[f * per_filter + i];
      sum.low += w >= 0 ? w * x.low : w * x.high;
      sum.high += w >= 0 ? w * x.high : w * x.low;
    }
    all = f == 0 ? sum : hull(all, sum);
  }
  return all;
}

NodeCost cost(const Conv& op, const Shape& output) {
  const auto nonzero = [](const IntTensor& t) {
    return t.size() - std::count(t.data.begin(), t.data.end(), std::int64_t{0});
  };
  const std::int64_t positions = output.size() / output.channels();
  return {.macs = positions * op.weights->size(),
          .weights = op.weights->size() + (nonzero(*op.bias) > 0 ? op.bias->size() : 0),
          .nonzero_weights = nonzero(*op.weights) + nonzero(*op.bias),
          .weight_bits = op.weights->size() * op.weight_width_bits};
}

}  // namespace integer
}  // namespace knap::net
