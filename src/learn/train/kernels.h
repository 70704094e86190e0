// kernels: the loops that decide how fast training is - batch norm fused with its rectifier, channel
// statistics, quantisation, and convolution in float64. Plain arrays, channel last: `rows` pixels of
// `channels` numbers each.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "net/ir/window.h"

namespace knap::learn {

/// Mean and variance (divided by rows) per channel. Differences from the first row are summed in float over
/// 1024 rows at a time and then in double: errors stay near 1e-6 of the deviation.
void channel_moments(const float* x, std::int64_t rows, std::int64_t channels, std::vector<double>& mean,
                     std::vector<double>& variance);

/// y = x scale + offset per channel, below 0 cut off when `rectify`.
void scale_channels(const float* x, float* y, std::int64_t rows, std::int64_t channels,
                    std::span<const float> scale, std::span<const float> offset, bool rectify);

/// What the backward pass of a batch norm with its own batch's statistics gives.
struct BatchNormGradient {
  std::vector<float> gamma, beta;
};
/// `gradient` is that of y = rectify(gamma (x - mean) inverse + beta); `dx` receives that of x. `inverse` is
/// 1 / deviation.
BatchNormGradient batch_norm_backward(const float* x, const float* gradient, float* dx, std::int64_t rows,
                                      std::int64_t channels, std::span<const double> mean,
                                      std::span<const double> inverse, std::span<const float> gamma,
                                      std::span<const float> beta, bool rectify);

/// y = clamp(round half to even(x up), low, high) down; |low|, |high| < 2^22.
void quantize_floats(const float* x, float* y, std::int64_t count, float low, float high, float up,
                     float down);
void quantize_doubles(const double* x, double* y, std::int64_t count, double low, double high, double up,
                      double down);
/// result = gradient where least <= x <= greatest, else 0.
void pass_inside(const float* x, const float* gradient, float* result, std::int64_t count, float least,
                 float greatest);

/// One sample's convolution in float64: x (height, width, channels), weights [filters, taps, channels /
/// groups]. Height 1 for 1-D windows.
void convolve_doubles(const double* x, std::int64_t height, std::int64_t width, std::int64_t channels,
                      const double* weights, const double* bias, std::int64_t filters, std::int64_t groups,
                      const net::Window& window, double* y);

}  // namespace knap::learn
