// Operators that move or join elements: Reshape, Flatten, Add, Concat, ArgMax.
#include <algorithm>

#include "net/eval/operators.h"

namespace knap::net {

namespace {

template <class T>
Tensor<T> concat(const std::vector<const Tensor<T>*>& values, const Shape& output) {
  Tensor<T> y(output);
  const std::int64_t positions = output.size() / output.channels();
  std::int64_t next = 0;
  for (std::int64_t position = 0; position < positions; ++position)
    for (const Tensor<T>* value : values)
      for (std::int64_t c = 0; c < value->shape.channels(); ++c)
        y[next++] = (*value)[position * value->shape.channels() + c];
  return y;
}

/// The lowest index of equals.
template <class T>
std::int64_t arg_max(const Tensor<T>& x) {
  return std::max_element(x.data.begin(), x.data.end()) - x.data.begin();
}

}  // namespace

Result<RealTensor> apply(const Add&, const RealOperands& x) {
  RealTensor y = x[0];
  for (std::int64_t i = 0; i < y.size(); ++i) y[i] += x[1][i];
  return y;
}
Result<RealTensor> apply(const Flatten&, const RealOperands& x) { return RealTensor(x.output, x[0].data); }
Result<RealTensor> apply(const Reshape&, const RealOperands& x) { return RealTensor(x.output, x[0].data); }
Result<RealTensor> apply(const Concat&, const RealOperands& x) { return concat(x.values, x.output); }
Result<RealTensor> apply(const ArgMax&, const RealOperands& x) {
  return RealTensor(x.output, {static_cast<double>(arg_max(x[0]))});
}

namespace integer {

IntTensor apply(const Add& op, const IntOperands& x) {
  IntTensor y(x.output);
  for (std::int64_t i = 0; i < y.size(); ++i)
    y[i] = checked_add(checked_shift_left(x[0][i], op.shift_a), checked_shift_left(x[1][i], op.shift_b));
  return y;
}
IntTensor apply(const Concat&, const IntOperands& x) { return concat(x.values, x.output); }
IntTensor apply(const Reshape&, const IntOperands& x) { return IntTensor(x.output, x[0].data); }
IntTensor apply(const ArgMax&, const IntOperands& x) { return IntTensor(x.output, {arg_max(x[0])}); }

}  // namespace integer
}  // namespace knap::net
