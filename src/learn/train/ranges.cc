#include "learn/train/ranges.h"

#include <algorithm>
#include <cmath>

namespace knap::learn {
namespace {

constexpr int kFinerSteps = 3;  ///< candidates beyond the one that holds every value
constexpr int kLeastBits = -60, kMostBits = 60;
constexpr std::size_t kPerBatch = 1U << 15;  ///< values that an Observer keeps of one call
constexpr std::size_t kObserved = 1U << 19;  ///< and of all

double square_error(std::span<const float> values, double low, double high, int bits) {
  const double up = std::ldexp(1.0, bits), down = std::ldexp(1.0, -bits);
  double sum = 0;
  for (const float value : values) {
    const double code = std::nearbyint(std::clamp(static_cast<double>(value) * up, low, high));
    const double error = static_cast<double>(value) - code * down;
    sum += error * error;
  }
  return sum;
}

/// The finest step at which no value saturates.
int widest_bits(std::span<const float> values, double low, double high) {
  int bits = kMostBits;
  double below = 0, above = 0;
  for (const float value : values) {
    above = std::max(above, static_cast<double>(value));
    below = std::min(below, static_cast<double>(value));
  }
  if (above > 0 && high > 0) bits = std::min(bits, static_cast<int>(std::floor(std::log2(high / above))));
  if (below < 0 && low < 0) bits = std::min(bits, static_cast<int>(std::floor(std::log2(low / below))));
  return std::max(bits, kLeastBits);
}

/// The largest bias of a channel, in bits left of the binary point: fraction bits that still hold it.
int bias_bits(double bias, int bias_width_bits) {
  if (bias == 0 || bias_width_bits < 2) return kMostBits;
  const double limit = std::ldexp(1.0, bias_width_bits - 1) - 1;
  return static_cast<int>(std::floor(std::log2(limit / std::abs(bias))));
}

}  // namespace

int widest_fraction_bits(std::span<const float> values, const Fixed& format, bool is_symmetric) {
  const Interval codes = is_symmetric ? format.symmetric_codes() : format.codes();
  const int bits = widest_bits(values, static_cast<double>(codes.low), static_cast<double>(codes.high));
  return bits == kMostBits ? 0 : bits;
}

int choose_fraction_bits(std::span<const float> values, const Fixed& format, bool is_symmetric) {
  const Interval codes = is_symmetric ? format.symmetric_codes() : format.codes();
  const auto low = static_cast<double>(codes.low), high = static_cast<double>(codes.high);
  const int widest = widest_bits(values, low, high);
  if (widest == kMostBits) return 0;
  int best = widest;
  double least = square_error(values, low, high, widest);
  for (int bits = widest + 1; bits <= std::min(widest + kFinerSteps, kMostBits); ++bits) {
    const double error = square_error(values, low, high, bits);
    if (error < least) {
      least = error;
      best = bits;
    }
  }
  return best;
}

std::vector<int> choose_weight_bits(std::span<const double> weights, std::span<const double> bias,
                                    const net::WeightFormat& format, int operand_bits) {
  const bool is_per_channel = format.granularity != Granularity::Tensor;
  const std::size_t outputs = bias.empty() ? 1 : bias.size();
  const std::size_t groups = is_per_channel ? outputs : 1;
  const std::size_t size = weights.size() / groups;
  std::vector<int> bits;
  for (std::size_t g = 0; g < groups; ++g) {
    const std::vector<float> part(weights.begin() + static_cast<std::ptrdiff_t>(g * size),
                                  weights.begin() + static_cast<std::ptrdiff_t>((g + 1) * size));
    const int free = choose_fraction_bits(part, Fixed{true, format.width_bits, 0}, true);
    int held = kMostBits;
    for (std::size_t o = 0; o < bias.size(); ++o)
      if (!is_per_channel || o == g)
        held = std::min(held, bias_bits(bias[o], format.bias_width_bits) - operand_bits);
    bits.push_back(std::max(std::min(free, held), free - kFinerSteps));
  }
  return bits;
}

void Observer::add(std::span<const float> values) {
  if (values.empty()) return;
  const auto [least, greatest] = std::minmax_element(values.begin(), values.end());
  values_.push_back(*least);
  values_.push_back(*greatest);
  if (values_.size() >= kObserved) return;
  const std::size_t stride = (values.size() + kPerBatch - 1) / kPerBatch;
  for (std::size_t i = 0; i < values.size(); i += std::max<std::size_t>(stride, 1))
    values_.push_back(values[i]);
}

}  // namespace knap::learn
