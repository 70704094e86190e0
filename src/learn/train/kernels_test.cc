#include "learn/train/kernels.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/rng.h"

namespace knap::learn {
namespace {

std::vector<float> normals(std::size_t count, std::uint64_t seed, double mean = 0) {
  Rng rng(seed, "kernels");
  std::vector<float> values(count);
  for (float& value : values) value = static_cast<float>(mean + rng.normal());
  return values;
}

TEST(Kernels, MomentsEqualTheDefinitionFarFromZeroAndForEveryRest) {
  for (const std::int64_t rows : {1, 15, 16, 33, 3000})
    for (const std::int64_t channels : {1, 3, 10}) {
      const auto x = normals(static_cast<std::size_t>(rows * channels), 1, 1000);
      std::vector<double> mean, variance;
      channel_moments(x.data(), rows, channels, mean, variance);
      for (std::int64_t c = 0; c < channels; ++c) {
        double sum = 0, square = 0;
        for (std::int64_t r = 0; r < rows; ++r)
          sum += static_cast<double>(x[static_cast<std::size_t>(r * channels + c)]);
        const double wanted = sum / static_cast<double>(rows);
        for (std::int64_t r = 0; r < rows; ++r)
          square += std::pow(static_cast<double>(x[static_cast<std::size_t>(r * channels + c)]) - wanted, 2);
        EXPECT_NEAR(mean[static_cast<std::size_t>(c)], wanted, 1e-4);
        EXPECT_NEAR(variance[static_cast<std::size_t>(c)], square / static_cast<double>(rows), 1e-4);
      }
    }
}

TEST(Kernels, ScaleChannelsCutsOffBelowZeroWhereAsked) {
  const std::vector<float> x{1, -1, 2, -2, 3, -3}, scale{2, 3}, offset{-3, 1};
  std::vector<float> y(6);
  scale_channels(x.data(), y.data(), 3, 2, scale, offset, false);
  EXPECT_EQ(y, (std::vector<float>{-1, -2, 1, -5, 3, -8}));
  scale_channels(x.data(), y.data(), 3, 2, scale, offset, true);
  EXPECT_EQ(y, (std::vector<float>{0, 0, 1, 0, 3, 0}));
}

/// Sum of weights * rectify(batch norm of x), in double.
double objective(const std::vector<double>& x, const std::vector<float>& weights, std::int64_t rows,
                 std::int64_t channels, const std::vector<float>& gamma, const std::vector<float>& beta,
                 bool rectify) {
  double total = 0;
  for (std::int64_t c = 0; c < channels; ++c) {
    double mean = 0, variance = 0;
    for (std::int64_t r = 0; r < rows; ++r)
      mean += x[static_cast<std::size_t>(r * channels + c)] / static_cast<double>(rows);
    for (std::int64_t r = 0; r < rows; ++r)
      variance +=
          std::pow(x[static_cast<std::size_t>(r * channels + c)] - mean, 2) / static_cast<double>(rows);
    for (std::int64_t r = 0; r < rows; ++r) {
      const auto i = static_cast<std::size_t>(r * channels + c);
      const double y = static_cast<double>(gamma[static_cast<std::size_t>(c)]) * (x[i] - mean) /
                           std::sqrt(variance + 1e-5) +
                       static_cast<double>(beta[static_cast<std::size_t>(c)]);
      total += static_cast<double>(weights[i]) * (rectify ? std::max(y, 0.0) : y);
    }
  }
  return total;
}

TEST(Kernels, BatchNormBackwardIsTheGradient) {
  constexpr std::int64_t kRows = 37, kChannels = 3;
  for (const bool rectify : {false, true}) {
    const auto x = normals(kRows * kChannels, 2, 1), g = normals(kRows * kChannels, 3);
    const std::vector<float> gamma{1.5F, -0.7F, 0.9F}, beta{0.1F, 0.4F, -0.2F};
    std::vector<double> mean, variance, inverse;
    channel_moments(x.data(), kRows, kChannels, mean, variance);
    for (const double v : variance) inverse.push_back(1 / std::sqrt(v + 1e-5));
    std::vector<float> dx(x.size());
    const auto found = batch_norm_backward(x.data(), g.data(), dx.data(), kRows, kChannels, mean, inverse,
                                           gamma, beta, rectify);
    const std::vector<double> exact(x.begin(), x.end());
    const auto f = [&](const std::vector<double>& at, const std::vector<float>& gs,
                       const std::vector<float>& bs) {
      return objective(at, g, kRows, kChannels, gs, bs, rectify);
    };
    for (std::size_t i = 0; i < x.size(); i += 5) {
      auto above = exact, below = exact;
      above[i] += 1e-5;
      below[i] -= 1e-5;
      EXPECT_NEAR(static_cast<double>(dx[i]), (f(above, gamma, beta) - f(below, gamma, beta)) / 2e-5, 2e-4);
    }
    for (std::size_t c = 0; c < 3; ++c) {
      auto above = gamma, below = gamma;
      above[c] += 1e-3F;
      below[c] -= 1e-3F;
      EXPECT_NEAR(static_cast<double>(found.gamma[c]), (f(exact, above, beta) - f(exact, below, beta)) / 2e-3,
                  2e-2);
      above = below = beta;
      above[c] += 1e-3F;
      below[c] -= 1e-3F;
      EXPECT_NEAR(static_cast<double>(found.beta[c]),
                  (f(exact, gamma, above) - f(exact, gamma, below)) / 2e-3, 2e-2);
    }
  }
}

TEST(Kernels, QuantizeRoundsHalfToEvenAndSaturates) {
  const std::vector<float> x{0.5F, 1.5F, 2.5F, -0.5F, -1.5F, 100, -100, 0.49999997F};
  std::vector<float> y(x.size());
  quantize_floats(x.data(), y.data(), 8, -8, 7, 1, 1);
  EXPECT_EQ(y, (std::vector<float>{0, 2, 2, 0, -2, 7, -8, 0}));
  quantize_floats(x.data(), y.data(), 8, 0, 7, 2, 0.5);
  EXPECT_EQ(y, (std::vector<float>{0.5F, 1.5F, 2.5F, 0, 0, 3.5F, 0, 0.5F}));
}

TEST(Kernels, DoublesAreQuantizedLikeFloats) {
  const std::vector<double> x{0.5, 1.5, 2.5, -0.5, -1.5, 1e300, -1e300, 0.49999999999999994};
  std::vector<double> y(x.size());
  quantize_doubles(x.data(), y.data(), 8, -8, 7, 1, 1);
  EXPECT_EQ(y, (std::vector<double>{0, 2, 2, 0, -2, 7, -8, 0}));
}

TEST(Kernels, GradientsPassInsideTheRangeOnly) {
  const std::vector<float> x{-1, 0, 1, 2, 3}, g{1, 2, 3, 4, 5};
  std::vector<float> y(5);
  pass_inside(x.data(), g.data(), y.data(), 5, 0, 2);
  EXPECT_EQ(y, (std::vector<float>{0, 2, 3, 4, 0}));
}

TEST(Kernels, ConvolutionInDoublesEqualsTheDefinitionForEveryGrouping) {
  Rng rng(4, "kernels");
  for (const std::int64_t groups : {1, 2, 6}) {
    const std::int64_t filters = groups == 6 ? 6 : groups == 1 ? 35 : 4, inputs = 6 / groups;
    const net::Window window{{{3, 2, 1, 2, 1}, {2, 1, 0, 1, 2}}};
    std::vector<double> x(5 * 7 * 6), weights(static_cast<std::size_t>(filters * 6 * inputs)),
        bias(static_cast<std::size_t>(filters));
    for (auto* values : {&x, &weights, &bias})
      for (double& value : *values) value = static_cast<double>(rng.integer(-50, 50));
    const std::int64_t height = window.axes[0].output_length(5), width = window.axes[1].output_length(7);
    std::vector<double> y(static_cast<std::size_t>(height * width * filters));
    convolve_doubles(x.data(), 5, 7, 6, weights.data(), bias.data(), filters, groups, window, y.data());
    for (std::int64_t oy = 0; oy < height; ++oy)
      for (std::int64_t ox = 0; ox < width; ++ox)
        for (std::int64_t f = 0; f < filters; ++f) {
          double sum = bias[static_cast<std::size_t>(f)];
          for (std::int64_t t = 0; t < 6; ++t)
            for (std::int64_t i = 0; i < inputs; ++i) {
              const std::int64_t iy = oy * 2 - 1 + t / 2, ix = ox + (t % 2) * 2;
              if (iy < 0 || iy >= 5 || ix < 0 || ix >= 7) continue;
              sum += weights[static_cast<std::size_t>((f * 6 + t) * inputs + i)] *
                     x[static_cast<std::size_t>((iy * 7 + ix) * 6 + f / (filters / groups) * inputs + i)];
            }
          EXPECT_EQ(y[static_cast<std::size_t>((oy * width + ox) * filters + f)], sum) << groups;
        }
  }
}

}  // namespace
}  // namespace knap::learn
