// What net/ir knows of each operator: its output shape with all checks, the exact interval of its values, its
// cost. One overload per operator, defined by family: activation.cc, linear.cc, convolution.cc, pool.cc,
// shape.cc.
#pragma once

#include <span>
#include <string>

#include "core/base/result.h"
#include "net/ir/integer.h"
#include "net/ir/real.h"
#include "net/ir/verify.h"

namespace knap::net {

__extension__ typedef __int128 Wide;

/// The operands of a node as shape inference sees them.
struct Operands {
  std::span<const Shape> shapes;
  const std::string& node;

  std::size_t count() const { return shapes.size(); }
  const Shape& operator[](std::size_t i) const { return shapes[i]; }
  /// kBadModel at the node.
  Error error(std::string message) const;
  /// Refuses another number of operands.
  Result<void> expect_count(std::size_t wanted) const;
};

/// Interval in 128 bits: sums of products are formed here and refused beyond 62 bits by intervals().
struct WideInterval {
  Wide low = 0, high = 0;
};
WideInterval widen(const Interval& interval);
WideInterval hull(const WideInterval& a, const WideInterval& b);

/// The operands of a node as interval inference sees them.
struct IntervalOperands {
  std::span<const Interval> intervals;
  std::span<const Shape> shapes;
  const Shape& output;
  const std::string& node;
};

/// Rank 1 to 3, every dimension 1..2^31, at most 2^36 elements.
Result<void> check_shape(const Shape& shape, const Operands& operands);
/// One axis per spatial dimension, sizes >= 1, padding smaller than the window, every output touches the
/// input.
Result<void> check_window(const Window& window, const Operands& operands);
/// (spatial output lengths..., channels); check_window first.
Shape windowed_shape(const Window& window, const Shape& input, std::int64_t channels);
/// A tensor, when there is one, has this shape.
Result<void> check_tensor(const RealTensorPtr& tensor, const Shape& shape, const char* what,
                          const Operands& operands);
Result<void> check_tensor(const IntTensorPtr& tensor, const Shape& shape, const char* what,
                          const Operands& operands);
/// Every weight fits width_bits signed bits, 0 <= width_bits <= 62.
Result<void> check_codes(const IntTensor& weights, int width_bits, const Operands& operands);
/// A mask, when there is one, has the shape of the weights, holds 0 and 1, and every pruned weight is 0.
Result<void> check_mask(const Mask& mask, const Shape& shape, const IntTensor* weights,
                        const Operands& operands);
Result<void> check_mask(const Mask& mask, const Shape& shape, const RealTensor* weights,
                        const Operands& operands);
Result<void> check_format(const Fixed& format, const Operands& operands);
Result<void> check_format(const WeightFormat& format, std::int64_t channels, const Operands& operands);
bool is_padded(const Window& window);

Result<Shape> infer(const Input&, const Operands&);
Result<Shape> infer(const Quantize&, const Operands&);
Result<Shape> infer(const Dense&, const Operands&);
Result<Shape> infer(const Conv&, const Operands&);
Result<Shape> infer(const BatchNorm&, const Operands&);
Result<Shape> infer(const Relu&, const Operands&);
Result<Shape> infer(const Relu6&, const Operands&);
Result<Shape> infer(const Clip&, const Operands&);
Result<Shape> infer(const HardSwish&, const Operands&);
Result<Shape> infer(const HardSigmoid&, const Operands&);
Result<Shape> infer(const Sigmoid&, const Operands&);
Result<Shape> infer(const Add&, const Operands&);
Result<Shape> infer(const MaxPool&, const Operands&);
Result<Shape> infer(const AvgPool&, const Operands&);
Result<Shape> infer(const GlobalAvgPool&, const Operands&);
Result<Shape> infer(const Flatten&, const Operands&);
Result<Shape> infer(const Reshape&, const Operands&);
Result<Shape> infer(const Concat&, const Operands&);
Result<Shape> infer(const ArgMax&, const Operands&);

namespace integer {
Result<Shape> infer(const Input&, const Operands&);
Result<Shape> infer(const MatVec&, const Operands&);
Result<Shape> infer(const Conv&, const Operands&);
Result<Shape> infer(const Steps&, const Operands&);
Result<Shape> infer(const Add&, const Operands&);
Result<Shape> infer(const Concat&, const Operands&);
Result<Shape> infer(const MaxPool&, const Operands&);
Result<Shape> infer(const SumPool&, const Operands&);
Result<Shape> infer(const GlobalSumPool&, const Operands&);
Result<Shape> infer(const Reshape&, const Operands&);
Result<Shape> infer(const ArgMax&, const Operands&);

/// Exact per tensor; an Error only where an operand is refused (Steps' domain).
Result<WideInterval> range(const Input&, const IntervalOperands&);
Result<WideInterval> range(const MatVec&, const IntervalOperands&);
Result<WideInterval> range(const Conv&, const IntervalOperands&);
Result<WideInterval> range(const Steps&, const IntervalOperands&);
Result<WideInterval> range(const Add&, const IntervalOperands&);
Result<WideInterval> range(const Concat&, const IntervalOperands&);
Result<WideInterval> range(const MaxPool&, const IntervalOperands&);
Result<WideInterval> range(const SumPool&, const IntervalOperands&);
Result<WideInterval> range(const GlobalSumPool&, const IntervalOperands&);
Result<WideInterval> range(const Reshape&, const IntervalOperands&);
Result<WideInterval> range(const ArgMax&, const IntervalOperands&);

NodeCost cost(const MatVec&, const Shape& output);
NodeCost cost(const Conv&, const Shape& output);
}  // namespace integer

}  // namespace knap::net
