// Dense, Conv and BatchNorm on tensors.
#include <algorithm>

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

}  // namespace

at::Tensor apply_dense(const at::Tensor& x, const at::Tensor& weights, const at::Tensor& bias) {
  // A 1x1 convolution runs in oneDNN; the matrix product of Debian's libtorch runs in the reference BLAS.
  if (x.scalar_type() == at::kFloat && x.is_cpu() && x.size(0) >= 16)
    return at::conv2d(x.view({x.size(0), x.size(1), 1, 1}),
                      weights.view({weights.size(0), weights.size(1), 1, 1}), bias)
        .view({x.size(0), weights.size(0)});
  return at::addmm(bias, x, weights.t());
}

at::Tensor apply_conv(const net::Conv& op, const at::Tensor& x, const at::Tensor& weights,
                      const at::Tensor& bias) {
  const Axes axes = axes_of(op.window);
  if (axes.low == axes.high)
    return at::conv2d(x, weights, bias, axes.stride, axes.low, axes.dilation, op.groups);
  const at::Tensor padded = at::constant_pad_nd(x, {axes.low[1], axes.high[1], axes.low[0], axes.high[0]}, 0);
  return at::conv2d(padded, weights, bias, axes.stride, kNoPadding, axes.dilation, op.groups);
}

at::Tensor apply_batch_norm(const at::Tensor& x, const at::Tensor& gamma, const at::Tensor& beta,
                            double epsilon, std::vector<double>& mean, std::vector<double>& variance) {
  const auto [y, batch_mean, inverse] = at::native_batch_norm(x, gamma, beta, {}, {}, true, 0.1, epsilon);
  const at::Tensor means = batch_mean.detach().to(at::kDouble).cpu(),
                   inverses = inverse.detach().to(at::kDouble).cpu();
  const double count = static_cast<double>(x.numel()) / static_cast<double>(x.size(1));
  const double unbiased = count / std::max(1.0, count - 1);
  mean.assign(means.data_ptr<double>(), means.data_ptr<double>() + means.numel());
  variance.resize(mean.size());
  for (std::size_t c = 0; c < variance.size(); ++c) {
    const double inverse_deviation = inverses.data_ptr<double>()[c];
    variance[c] = std::max(0.0, 1 / (inverse_deviation * inverse_deviation) - epsilon) * unbiased;
  }
  return y;
}

at::Tensor apply_fixed_batch_norm(const at::Tensor& x, const at::Tensor& gamma, const at::Tensor& beta,
                                  const at::Tensor& mean, const at::Tensor& variance, double epsilon) {
  return std::get<0>(at::native_batch_norm(x, gamma, beta, mean, variance, false, 0.1, epsilon));
}

void channel_statistics(const at::Tensor& x, std::vector<double>& mean, std::vector<double>& variance) {
  const at::NoGradGuard no_gradient;
  std::vector<std::int64_t> dims{0};
  for (std::int64_t d = 2; d < x.dim(); ++d) dims.push_back(d);
  const auto [variances, means] = at::var_mean(x.detach(), dims, /*unbiased=*/true, /*keepdim=*/false);
  const at::Tensor m = means.to(at::kDouble).cpu(), v = variances.to(at::kDouble).cpu();
  mean.assign(m.data_ptr<double>(), m.data_ptr<double>() + m.numel());
  variance.assign(v.data_ptr<double>(), v.data_ptr<double>() + v.numel());
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
