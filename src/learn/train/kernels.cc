#include "learn/train/kernels.h"

#include <algorithm>
#include <cmath>

// Vectorised for the machine at hand, in every build type. Channels are few, so the loops run over tiles of
// kTileRows pixels: long, and of a length that vectors divide.
#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__)
#define KNAP_FAST __attribute__((optimize("O3"), target_clones("avx512f", "avx2", "default")))
#else
#define KNAP_FAST
#endif

namespace knap::learn {
namespace {

constexpr std::int64_t kTileRows = 16;
constexpr std::int64_t kTilesPerFlush = 64;

/// Repeats per-channel numbers for every row of a tile.
template <class T>
std::vector<float> tiled(const T& values, std::int64_t channels) {
  std::vector<float> tile(static_cast<std::size_t>(kTileRows * channels));
  for (std::size_t i = 0; i < tile.size(); ++i)
    tile[i] = static_cast<float>(values[i % static_cast<std::size_t>(channels)]);
  return tile;
}

/// Adds a tile's sums to those of the channels and clears it.
void flush(std::vector<float>& tile, std::vector<double>& sums) {
  for (std::size_t i = 0; i < tile.size(); ++i) sums[i % sums.size()] += static_cast<double>(tile[i]);
  std::fill(tile.begin(), tile.end(), 0.0F);
}

KNAP_FAST void add_moments(const float* __restrict x, const float* __restrict pivot, float* __restrict sum,
                           float* __restrict square, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) {
    const float d = x[i] - pivot[i];
    sum[i] += d;
    square[i] += d * d;
  }
}

KNAP_FAST void scale_tile(const float* __restrict x, float* __restrict y, const float* __restrict scale,
                          const float* __restrict offset, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) y[i] = x[i] * scale[i] + offset[i];
}

KNAP_FAST void scale_and_rectify_tile(const float* __restrict x, float* __restrict y,
                                      const float* __restrict scale, const float* __restrict offset,
                                      std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) {
    const float v = x[i] * scale[i] + offset[i];
    y[i] = v > 0 ? v : 0.0F;
  }
}

/// Sums of the gradient and of the gradient times (x - mean), where the rectifier passes it.
KNAP_FAST void add_gradients(const float* __restrict x, const float* __restrict gradient,
                             const float* __restrict scale, const float* __restrict offset,
                             const float* __restrict mean, float* __restrict sum, float* __restrict product,
                             std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) {
    const float g = x[i] * scale[i] + offset[i] > 0 ? gradient[i] : 0.0F;
    sum[i] += g;
    product[i] += g * (x[i] - mean[i]);
  }
}

KNAP_FAST void input_gradient(const float* __restrict x, const float* __restrict gradient,
                              const float* __restrict scale, const float* __restrict offset,
                              const float* __restrict slope, const float* __restrict constant,
                              float* __restrict dx, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) {
    const float g = x[i] * scale[i] + offset[i] > 0 ? gradient[i] : 0.0F;
    dx[i] = g * scale[i] + (x[i] * slope[i] + constant[i]);
  }
}

/// Calls body(first element, elements) for tiles of rows.
template <class F>
void for_tiles(std::int64_t rows, std::int64_t channels, F&& body) {
  for (std::int64_t row = 0; row < rows; row += kTileRows)
    body(row * channels, std::min(kTileRows, rows - row) * channels);
}

}  // namespace

void channel_moments(const float* x, std::int64_t rows, std::int64_t channels, std::vector<double>& mean,
                     std::vector<double>& variance) {
  const std::vector<float> pivot =
      tiled(std::span<const float>(x, static_cast<std::size_t>(channels)), channels);
  std::vector<float> sum(pivot.size()), square(pivot.size());
  mean.assign(static_cast<std::size_t>(channels), 0.0);
  variance.assign(mean.size(), 0.0);
  std::int64_t tiles = 0;
  for_tiles(rows, channels, [&](std::int64_t at, std::int64_t count) {
    add_moments(x + at, pivot.data(), sum.data(), square.data(), count);
    if (++tiles % kTilesPerFlush != 0) return;
    flush(sum, mean);
    flush(square, variance);
  });
  flush(sum, mean);
  flush(square, variance);
  const auto n = static_cast<double>(rows);
  for (std::size_t c = 0; c < mean.size(); ++c) {
    const double shift = mean[c] / n;
    variance[c] = std::max(0.0, variance[c] / n - shift * shift);
    mean[c] = shift + static_cast<double>(pivot[c]);
  }
}

void scale_channels(const float* x, float* y, std::int64_t rows, std::int64_t channels,
                    std::span<const float> scale, std::span<const float> offset, bool rectify) {
  const std::vector<float> scales = tiled(scale, channels), offsets = tiled(offset, channels);
  for_tiles(rows, channels, [&](std::int64_t at, std::int64_t count) {
    if (rectify)
      scale_and_rectify_tile(x + at, y + at, scales.data(), offsets.data(), count);
    else
      scale_tile(x + at, y + at, scales.data(), offsets.data(), count);
  });
}

BatchNormGradient batch_norm_backward(const float* x, const float* gradient, float* dx, std::int64_t rows,
                                      std::int64_t channels, std::span<const double> mean,
                                      std::span<const double> inverse, std::span<const float> gamma,
                                      std::span<const float> beta, bool rectify) {
  const auto size = static_cast<std::size_t>(channels);
  std::vector<double> scale(size), offset(size);
  for (std::size_t c = 0; c < size; ++c) {
    scale[c] = static_cast<double>(gamma[c]) * inverse[c];
    offset[c] = static_cast<double>(beta[c]) - mean[c] * scale[c];
  }
  const std::vector<float> scales = tiled(scale, channels), means = tiled(mean, channels);
  // Without a rectifier everything passes: an infinite offset says so in the same loops.
  const std::vector<float> offsets =
      rectify ? tiled(offset, channels) : tiled(std::vector<double>(size, INFINITY), channels);
  std::vector<float> sum(scales.size()), product(scales.size());
  std::vector<double> sums(size), products(size);
  std::int64_t tiles = 0;
  for_tiles(rows, channels, [&](std::int64_t at, std::int64_t count) {
    add_gradients(x + at, gradient + at, scales.data(), offsets.data(), means.data(), sum.data(),
                  product.data(), count);
    if (++tiles % kTilesPerFlush != 0) return;
    flush(sum, sums);
    flush(product, products);
  });
  flush(sum, sums);
  flush(product, products);
  BatchNormGradient result;
  std::vector<double> slope(size), constant(size);
  for (std::size_t c = 0; c < size; ++c) {
    result.gamma.push_back(static_cast<float>(products[c] * inverse[c]));
    result.beta.push_back(static_cast<float>(sums[c]));
    // dx = scale (g - mean of g - (x - mean) inverse^2 mean of g (x - mean)).
    slope[c] = -scale[c] * inverse[c] * inverse[c] * products[c] / static_cast<double>(rows);
    constant[c] = -scale[c] * sums[c] / static_cast<double>(rows) - slope[c] * mean[c];
  }
  const std::vector<float> slopes = tiled(slope, channels), constants = tiled(constant, channels);
  for_tiles(rows, channels, [&](std::int64_t at, std::int64_t count) {
    input_gradient(x + at, gradient + at, scales.data(), offsets.data(), slopes.data(), constants.data(),
                   dx + at, count);
  });
  return result;
}

/// Rounding half to even by adding and taking away 1.5 * 2^23, where float has no fraction bits; exact for
/// |v| < 2^22.
KNAP_FAST void quantize_floats(const float* x, float* y, std::int64_t count, float low, float high, float up,
                               float down) {
  constexpr float kMagic = 12582912.0F;
  for (std::int64_t i = 0; i < count; ++i) {
    float v = x[i] * up;
    v = v < high ? v : high;
    v = v > low ? v : low;
    y[i] = ((v + kMagic) - kMagic) * down;
  }
}

KNAP_FAST void quantize_doubles(const double* x, double* y, std::int64_t count, double low, double high,
                                double up, double down) {
  constexpr double kMagic = 6755399441055744.0;  // 1.5 * 2^52
  for (std::int64_t i = 0; i < count; ++i) {
    double v = x[i] * up;
    v = v < high ? v : high;
    v = v > low ? v : low;
    y[i] = ((v + kMagic) - kMagic) * down;
  }
}

KNAP_FAST void pass_inside(const float* x, const float* gradient, float* result, std::int64_t count,
                           float least, float greatest) {
  for (std::int64_t i = 0; i < count; ++i)
    result[i] = (x[i] >= least) & (x[i] <= greatest) ? gradient[i] : 0.0F;
}

namespace {

KNAP_FAST void add_scaled(double* __restrict y, const double* __restrict w, double x, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) y[i] += w[i] * x;
}

KNAP_FAST void add_products(double* __restrict y, const double* __restrict w, const double* __restrict x,
                            std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) y[i] += w[i] * x[i];
}

/// y[f] += sum of w[i, f] x[i]; sixteen sums at a time stay in registers.
KNAP_FAST void add_scaled_inputs(double* __restrict y, const double* __restrict w, const double* __restrict x,
                                 std::int64_t inputs, std::int64_t filters) {
  constexpr std::int64_t kBlock = 16;
  std::int64_t f = 0;
  for (; f + kBlock <= filters; f += kBlock) {
    double sums[kBlock];
    for (std::int64_t k = 0; k < kBlock; ++k) sums[k] = y[f + k];
    for (std::int64_t i = 0; i < inputs; ++i)
      for (std::int64_t k = 0; k < kBlock; ++k) sums[k] += w[i * filters + f + k] * x[i];
    for (std::int64_t k = 0; k < kBlock; ++k) y[f + k] = sums[k];
  }
  for (std::int64_t i = 0; i < inputs; ++i)
    for (std::int64_t k = f; k < filters; ++k) y[k] += w[i * filters + k] * x[i];
}

}  // namespace

void convolve_doubles(const double* x, std::int64_t height, std::int64_t width, std::int64_t channels,
                      const double* weights, const double* bias, std::int64_t filters, std::int64_t groups,
                      const net::Window& window, double* y) {
  const bool flat = window.axes.size() == 1;
  const net::WindowAxis rows = flat ? net::WindowAxis{} : window.axes[0], columns = window.axes[flat ? 0 : 1];
  const std::int64_t inputs = channels / groups, outputs = filters / groups,
                     taps = rows.kernel * columns.kernel;
  // [tap, group, input, output]: the innermost loop runs over filters, which lie side by side in the result.
  std::vector<double> turned(static_cast<std::size_t>(filters * taps * inputs));
  for (std::int64_t f = 0; f < filters; ++f)
    for (std::int64_t t = 0; t < taps; ++t)
      for (std::int64_t i = 0; i < inputs; ++i)
        turned[static_cast<std::size_t>(((t * groups + f / outputs) * inputs + i) * outputs + f % outputs)] =
            weights[(f * taps + t) * inputs + i];
  for (std::int64_t oy = 0; oy < rows.output_length(height); ++oy)
    for (std::int64_t ox = 0; ox < columns.output_length(width); ++ox, y += filters) {
      std::copy_n(bias, filters, y);
      for (std::int64_t t = 0; t < taps; ++t) {
        const std::int64_t iy = oy * rows.stride - rows.pad_low + t / columns.kernel * rows.dilation;
        const std::int64_t ix = ox * columns.stride - columns.pad_low + t % columns.kernel * columns.dilation;
        if (iy < 0 || iy >= height || ix < 0 || ix >= width) continue;
        const double* pixel = x + (iy * width + ix) * channels;
        const double* w = turned.data() + t * filters * inputs;
        if (inputs == 1 && outputs == 1)
          add_products(y, w, pixel, channels);
        else if (groups == 1)
          add_scaled_inputs(y, w, pixel, inputs, filters);
        else
          for (std::int64_t g = 0; g < groups; ++g)
            for (std::int64_t i = 0; i < inputs; ++i)
              add_scaled(y + g * outputs, w + (g * inputs + i) * outputs, pixel[g * inputs + i], outputs);
      }
    }
}

}  // namespace knap::learn
