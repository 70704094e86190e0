// Dense, Conv and the pools on tensors.
#include <algorithm>

#include "learn/train/kernels.h"
#include "learn/train/tensors.h"

namespace knap::learn {
namespace {

struct Axes {
  std::vector<std::int64_t> kernel, stride, low, high, dilation;
};

const std::vector<std::int64_t> kNoPadding{0, 0};

/// Height first; 1-D windows slide along the width.
Axes axes_of(const net::Window& window) {
  Axes axes;
  if (window.axes.size() == 1) axes = {{1}, {1}, {0}, {0}, {1}};
  for (const net::WindowAxis& axis : window.axes) {
    axes.kernel.push_back(axis.kernel);
    axes.stride.push_back(axis.stride);
    axes.low.push_back(axis.pad_low);
    axes.high.push_back(axis.pad_high);
    axes.dilation.push_back(axis.dilation);
  }
  return axes;
}

/// Float64 is for the exact forward, which needs no gradient: libtorch's own loops take twenty times as long.
at::Tensor convolve(const net::Conv& op, const at::Tensor& operand, const at::Tensor& weights,
                    const at::Tensor& bias) {
  const at::Tensor x = operand.contiguous(at::MemoryFormat::ChannelsLast);
  const at::Tensor w = weights.permute({0, 2, 3, 1}).contiguous(), b = bias.contiguous();
  const bool flat = op.window.axes.size() == 1;
  const std::int64_t height = flat ? 1 : op.window.axes[0].output_length(x.size(2));
  const std::int64_t width = op.window.axes.back().output_length(x.size(3));
  at::Tensor y = at::empty({x.size(0), height, width, op.filters}, x.options());
  const std::int64_t in = x.numel() / x.size(0), out = y.numel() / x.size(0);
  for (std::int64_t n = 0; n < x.size(0); ++n)
    convolve_doubles(x.data_ptr<double>() + n * in, x.size(2), x.size(3), x.size(1), w.data_ptr<double>(),
                     b.data_ptr<double>(), op.filters, op.groups, op.window, y.data_ptr<double>() + n * out);
  return y.permute({0, 3, 1, 2});
}

}  // namespace

at::Tensor apply_dense(const at::Tensor& x, const at::Tensor& weights, const at::Tensor& bias) {
  // A 1x1 convolution runs in oneDNN; the matrix product of Debian's libtorch runs in the reference BLAS.
  if (x.scalar_type() == at::kFloat && x.is_cpu() && x.size(0) >= 16)
    return at::conv2d(x.view({x.size(0), x.size(1), 1, 1}),
                      weights.view({weights.size(0), weights.size(1), 1, 1}), bias)
        .view({x.size(0), weights.size(0)});
  return bias.defined() ? at::addmm(bias, x, weights.t()) : at::mm(x, weights.t());
}

at::Tensor apply_conv(const net::Conv& op, const at::Tensor& x, const at::Tensor& weights,
                      const at::Tensor& bias) {
  if (x.scalar_type() == at::kDouble && x.is_cpu()) return convolve(op, x, weights, bias);
  const Axes axes = axes_of(op.window);
  if (axes.low == axes.high)
    return at::conv2d(x, weights, bias, axes.stride, axes.low, axes.dilation, op.groups);
  const at::Tensor padded = at::constant_pad_nd(x, {axes.low[1], axes.high[1], axes.low[0], axes.high[0]}, 0);
  return at::conv2d(padded, weights, bias, axes.stride, kNoPadding, axes.dilation, op.groups);
}

at::Tensor apply_max_pool(const net::MaxPool& op, const at::Tensor& x) {
  const Axes axes = axes_of(op.window);
  bool native = axes.low == axes.high;
  for (std::size_t a = 0; a < 2; ++a) native = native && 2 * axes.low[a] <= axes.kernel[a];
  if (native) return at::max_pool2d(x, axes.kernel, axes.stride, axes.low, axes.dilation);
  const at::Tensor padded = at::constant_pad_nd(x, {axes.low[1], axes.high[1], axes.low[0], axes.high[0]},
                                                -std::numeric_limits<double>::infinity());
  return at::max_pool2d(padded, axes.kernel, axes.stride, kNoPadding, axes.dilation);
}

namespace {

/// Sum over each window of an already padded tensor.
at::Tensor sum_pool(const at::Tensor& padded, const Axes& axes) {
  if (axes.dilation[0] == 1 && axes.dilation[1] == 1)
    return at::avg_pool2d(padded, axes.kernel, axes.stride, kNoPadding, false, true, 1);
  const std::int64_t channels = padded.size(1);
  const at::Tensor ones = at::ones({channels, 1, axes.kernel[0], axes.kernel[1]}, padded.options());
  return at::conv2d(padded, ones, {}, axes.stride, kNoPadding, axes.dilation, channels);
}

}  // namespace

at::Tensor apply_avg_pool(const net::AvgPool& op, const at::Tensor& x) {
  const Axes axes = axes_of(op.window);
  const std::vector<std::int64_t> pads{axes.low[1], axes.high[1], axes.low[0], axes.high[0]};
  const bool is_padded = std::any_of(pads.begin(), pads.end(), [](std::int64_t pad) { return pad > 0; });
  const at::Tensor padded = is_padded ? at::constant_pad_nd(x, pads, 0) : x;
  const at::Tensor sum = sum_pool(padded, axes);
  if (op.count_padding || !is_padded) return sum / op.window.taps();
  const at::Tensor inside = at::constant_pad_nd(at::ones({1, 1, x.size(2), x.size(3)}, x.options()), pads, 0);
  return sum / sum_pool(inside, axes);
}

}  // namespace knap::learn
