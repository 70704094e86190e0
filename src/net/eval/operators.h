// The meaning of each operator on one sample; one overload per operator of each graph, defined by family in
// activation.cc, linear.cc, convolution.cc, pool.cc, shape.cc. Operands were verified before.
#pragma once

#include <vector>

#include "net/ir/integer.h"
#include "net/ir/real.h"
#include "net/ir/scale.h"

namespace knap::net {

/// What a real operator reads. `scale` is that of the first operand, where it has one.
struct RealOperands {
  std::vector<const RealTensor*> values;
  const Shape& output;
  const std::optional<Scale>& scale;
  const std::string& node;

  const RealTensor& operator[](std::size_t i) const { return *values.at(i); }
};

Result<RealTensor> apply(const Quantize&, const RealOperands&);
Result<RealTensor> apply(const Dense&, const RealOperands&);
Result<RealTensor> apply(const Conv&, const RealOperands&);
Result<RealTensor> apply(const BatchNorm&, const RealOperands&);
Result<RealTensor> apply(const Relu&, const RealOperands&);
Result<RealTensor> apply(const Relu6&, const RealOperands&);
Result<RealTensor> apply(const Clip&, const RealOperands&);
Result<RealTensor> apply(const HardSwish&, const RealOperands&);
Result<RealTensor> apply(const HardSigmoid&, const RealOperands&);
Result<RealTensor> apply(const Sigmoid&, const RealOperands&);
Result<RealTensor> apply(const Add&, const RealOperands&);
Result<RealTensor> apply(const MaxPool&, const RealOperands&);
Result<RealTensor> apply(const AvgPool&, const RealOperands&);
Result<RealTensor> apply(const GlobalAvgPool&, const RealOperands&);
Result<RealTensor> apply(const Flatten&, const RealOperands&);
Result<RealTensor> apply(const Reshape&, const RealOperands&);
Result<RealTensor> apply(const Concat&, const RealOperands&);
Result<RealTensor> apply(const ArgMax&, const RealOperands&);

/// What an integer operator reads.
struct IntOperands {
  std::vector<const IntTensor*> values;
  const Shape& output;

  const IntTensor& operator[](std::size_t i) const { return *values.at(i); }
};

namespace integer {
IntTensor apply(const MatVec&, const IntOperands&);
IntTensor apply(const Conv&, const IntOperands&);
IntTensor apply(const Steps&, const IntOperands&);
IntTensor apply(const Add&, const IntOperands&);
IntTensor apply(const Concat&, const IntOperands&);
IntTensor apply(const MaxPool&, const IntOperands&);
IntTensor apply(const SumPool&, const IntOperands&);
IntTensor apply(const GlobalSumPool&, const IntOperands&);
IntTensor apply(const Reshape&, const IntOperands&);
IntTensor apply(const ArgMax&, const IntOperands&);
}  // namespace integer

}  // namespace knap::net
