#include "learn/train/augment.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace knap::learn {
namespace {

/// Moves whole pixels (`channels` numbers each) of a line of `length` by `offset`.
void shift_line(const float* from, float* to, std::int64_t length, std::int64_t channels, std::int64_t offset,
                ShiftFill fill) {
  for (std::int64_t i = 0; i < length; ++i) {
    std::int64_t source = i - offset;
    if (fill == ShiftFill::Roll) source = ((source % length) + length) % length;
    const bool inside = source >= 0 && source < length;
    for (std::int64_t c = 0; c < channels; ++c)
      to[i * channels + c] = inside ? from[source * channels + c] : 0.0F;
  }
}

void shift(std::span<float> codes, const Shape& shape, const TrainOptions& options, Rng& rng) {
  if (options.shift == 0 || shape.rank() < 2) return;
  const std::vector<float> from(codes.begin(), codes.end());
  const bool flat = shape.rank() == 2;
  const std::int64_t rows = flat ? 1 : shape[0], width = shape[flat ? 0 : 1], channels = shape.channels();
  const std::int64_t dx = rng.integer(-options.shift, options.shift);
  const std::int64_t dy = flat ? 0 : rng.integer(-options.shift, options.shift);
  const std::int64_t line = width * channels;
  for (std::int64_t y = 0; y < rows; ++y) {
    std::int64_t source = y - dy;
    if (options.shift_fill == ShiftFill::Roll) source = ((source % rows) + rows) % rows;
    float* to = codes.data() + y * line;
    if (source < 0 || source >= rows)
      std::fill(to, to + line, 0.0F);
    else
      shift_line(from.data() + source * line, to, width, channels, dx, options.shift_fill);
  }
}

void mirror(std::span<float> codes, const Shape& shape) {
  if (shape.rank() < 2) return;
  const std::int64_t width = shape[shape.rank() - 2], channels = shape.channels(), line = width * channels;
  for (std::int64_t row = 0; row < static_cast<std::int64_t>(codes.size()) / line; ++row)
    for (std::int64_t x = 0; x < width / 2; ++x)
      std::swap_ranges(&codes[row * line + x * channels], &codes[row * line + x * channels] + channels,
                       &codes[row * line + (width - 1 - x) * channels]);
}

/// Nearly normal with variance 1 (the sum of eight uniform numbers of 16 bits, from two draws).
float noise(Rng& rng) {
  std::int64_t sum = 0;
  for (int draw = 0; draw < 2; ++draw) {
    const std::uint64_t bits = rng.next();
    for (int part = 0; part < 4; ++part) sum += static_cast<std::int64_t>((bits >> (16 * part)) & 0xffffU);
  }
  // Mean 8 * 32767.5; variance 8 * (2^32 - 1) / 12.
  return static_cast<float>((static_cast<double>(sum) - 262140.0) / 53509.97);
}

}  // namespace

void augment(std::span<float> codes, const Shape& shape, const Fixed& format, const TrainOptions& options,
             Rng& rng) {
  shift(codes, shape, options, rng);
  if (options.flip > 0 && rng.flip(options.flip)) mirror(codes, shape);
  double factor = 1;
  if (options.scale > 0) factor = std::exp(rng.uniform(-options.scale, options.scale));
  if (options.sign_flip > 0 && rng.flip(options.sign_flip)) factor = -factor;
  const float deviation = static_cast<float>(std::ldexp(options.noise, format.fraction_bits));
  if (factor == 1 && deviation == 0) return;
  const auto low = static_cast<float>(format.codes().low), high = static_cast<float>(format.codes().high);
  const auto gain = static_cast<float>(factor);
  if (deviation > 0)
    for (float& code : codes)
      code = std::nearbyint(std::clamp(code * gain + deviation * noise(rng), low, high));
  else
    for (float& code : codes) code = std::nearbyint(std::clamp(code * gain, low, high));
}

}  // namespace knap::learn
