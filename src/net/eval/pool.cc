// Pools of both graphs.
#include <algorithm>

#include "net/eval/operators.h"
#include "net/eval/taps.h"

namespace knap::net {

namespace {

/// Padding takes no part.
template <class T>
Tensor<T> max_pool(const Window& window, const Tensor<T>& x, const Shape& output) {
  Tensor<T> y(output);
  const std::int64_t channels = output.channels();
  std::vector<bool> seen(static_cast<std::size_t>(output.size() / channels));
  for_each_tap(window, x.shape, [&](std::int64_t position, std::int64_t, std::int64_t source) {
    if (source < 0) return;
    const bool first = !seen[static_cast<std::size_t>(position)];
    seen[static_cast<std::size_t>(position)] = true;
    for (std::int64_t c = 0; c < channels; ++c) {
      T& best = y[position * channels + c];
      const T value = x[source * channels + c];
      best = first ? value : std::max(best, value);
    }
  });
  return y;
}

/// Padding adds nothing; `inside`, when given, counts the taps that read the input.
template <class T>
Tensor<T> sum_pool(const Window& window, const Tensor<T>& x, const Shape& output,
                   std::vector<std::int64_t>* inside = nullptr) {
  Tensor<T> y(output);
  const std::int64_t channels = output.channels();
  if (inside) inside->assign(static_cast<std::size_t>(output.size() / channels), 0);
  for_each_tap(window, x.shape, [&](std::int64_t position, std::int64_t, std::int64_t source) {
    if (source < 0) return;
    if (inside) ++(*inside)[static_cast<std::size_t>(position)];
    for (std::int64_t c = 0; c < channels; ++c) y[position * channels + c] += x[source * channels + c];
  });
  return y;
}

template <class T>
Tensor<T> global_sum(const Tensor<T>& x) {
  const std::int64_t channels = x.shape.channels();
  Tensor<T> y(Shape{channels});
  for (std::int64_t i = 0; i < x.size(); ++i) y[i % channels] += x[i];
  return y;
}

}  // namespace

Result<RealTensor> apply(const MaxPool& op, const RealOperands& x) {
  return max_pool(op.window, x[0], x.output);
}

Result<RealTensor> apply(const AvgPool& op, const RealOperands& x) {
  std::vector<std::int64_t> inside;
  RealTensor y = sum_pool(op.window, x[0], x.output, &inside);
  const std::int64_t channels = x.output.channels();
  for (std::int64_t i = 0; i < y.size(); ++i) {
    const std::int64_t counted = inside[static_cast<std::size_t>(i / channels)];
    y[i] /= static_cast<double>(op.count_padding ? op.window.taps() : counted);
  }
  return y;
}

Result<RealTensor> apply(const GlobalAvgPool&, const RealOperands& x) {
  RealTensor y = global_sum(x[0]);
  const std::int64_t positions = x[0].size() / y.size();
  for (double& value : y.data) value /= static_cast<double>(positions);
  return y;
}

namespace integer {

IntTensor apply(const MaxPool& op, const IntOperands& x) { return max_pool(op.window, x[0], x.output); }
IntTensor apply(const SumPool& op, const IntOperands& x) { return sum_pool(op.window, x[0], x.output); }
IntTensor apply(const GlobalSumPool&, const IntOperands& x) { return global_sum(x[0]); }

}  // namespace integer
}  // namespace knap::net
