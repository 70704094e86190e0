#include "net/ir/operators.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/diagnostics.h"

namespace knap::net {

namespace {

constexpr std::int64_t kMaxDimension = std::int64_t{1} << 31;
constexpr std::int64_t kMaxElements = std::int64_t{1} << 36;
constexpr std::int64_t kMaxWindow = 65536;

template <class T>
Result<void> check_any_tensor(const std::shared_ptr<const Tensor<T>>& tensor, const Shape& shape,
                              const char* what, const Operands& operands) {
  if (!tensor || tensor->shape == shape) return {};
  return operands.error(
      fmt::format("{} have the shape {}, wanted {}", what, to_string(tensor->shape), to_string(shape)));
}

template <class T>
Result<void> check_any_mask(const Mask& mask, const Shape& shape, const Tensor<T>* weights,
                            const Operands& operands) {
  if (!mask) return {};
  KNAP_TRY(check_any_tensor(mask, shape, "the entries of the mask", operands));
  for (std::int64_t i = 0; i < mask->size(); ++i) {
    if ((*mask)[i] != 0 && (*mask)[i] != 1)
      return operands.error(fmt::format("a mask holds 0 and 1, not {}", (*mask)[i]));
    if ((*mask)[i] == 0 && weights != nullptr && (*weights)[i] != 0)
      return operands.error(fmt::format("weight {} is pruned and is {}, not 0", i, (*weights)[i]));
  }
  return {};
}

/// Whether some tap of the window that starts at `start` lies inside [0, length).
bool touches(const WindowAxis& axis, std::int64_t start, std::int64_t length) {
  const std::int64_t first = start >= 0 ? 0 : (-start + axis.dilation - 1) / axis.dilation;
  return first < axis.kernel && start + first * axis.dilation < length;
}

bool every_output_touches(const WindowAxis& axis, std::int64_t length) {
  const std::int64_t outputs = axis.output_length(length);
  const std::int64_t span = axis.dilation * (axis.kernel - 1) + 1;
  for (std::int64_t o = 0; o < outputs && o * axis.stride < axis.pad_low; ++o)
    if (!touches(axis, o * axis.stride - axis.pad_low, length)) return false;
  for (std::int64_t o = outputs - 1; o >= 0; --o) {
    const std::int64_t start = o * axis.stride - axis.pad_low;
    if (start + span <= length) break;
    if (!touches(axis, start, length)) return false;
  }
  return true;
}

}  // namespace

Error Operands::error(std::string message) const { return {diag::kBadModel, node, std::move(message)}; }

Result<void> Operands::expect_count(std::size_t wanted) const {
  if (shapes.size() == wanted) return {};
  return error(fmt::format("has {} operands, wanted {}", shapes.size(), wanted));
}

Result<void> check_mask(const Mask& mask, const Shape& shape, const IntTensor* weights,
                        const Operands& operands) {
  return check_any_mask(mask, shape, weights, operands);
}
Result<void> check_mask(const Mask& mask, const Shape& shape, const RealTensor* weights,
                        const Operands& operands) {
  return check_any_mask(mask, shape, weights, operands);
}

WideInterval widen(const Interval& interval) { return {interval.low, interval.high}; }

WideInterval hull(const WideInterval& a, const WideInterval& b) {
  return {std::min(a.low, b.low), std::max(a.high, b.high)};
}

Result<void> check_shape(const Shape& shape, const Operands& operands) {
  if (shape.rank() < 1 || shape.rank() > 3)
    return operands.error(fmt::format("has {} dimensions; (C), (L, C) and (H, W, C) exist", shape.rank()));
  std::int64_t elements = 1;
  for (const std::int64_t dimension : shape.dims) {
    if (dimension < 1 || dimension > kMaxDimension)
      return operands.error(fmt::format("a dimension of {} is outside 1..{}", dimension, kMaxDimension));
    if (dimension > kMaxElements / elements)
      return operands.error(fmt::format("has more than {} elements", kMaxElements));
    elements *= dimension;
  }
  return {};
}

Result<void> check_window(const Window& window, const Operands& operands) {
  const Shape& input = operands[0];
  if (static_cast<int>(window.axes.size()) != input.rank() - 1)
    return operands.error(fmt::format("the window has {} axes, the operand {} has {} spatial ones",
                                      window.axes.size(), to_string(input), input.rank() - 1));
  if (window.axes.empty()) return operands.error("a window needs an operand with a spatial axis");
  for (std::size_t i = 0; i < window.axes.size(); ++i) {
    const WindowAxis& axis = window.axes[i];
    for (const std::int64_t size : {axis.kernel, axis.stride, axis.dilation})
      if (size < 1 || size > kMaxWindow)
        return operands.error(
            fmt::format("kernel, stride and dilation lie in 1..{}, found {}", kMaxWindow, size));
    const std::int64_t span = axis.dilation * (axis.kernel - 1) + 1;
    for (const std::int64_t pad : {axis.pad_low, axis.pad_high})
      if (pad < 0 || pad >= span)
        return operands.error(fmt::format("a padding of {} is outside 0..{} (window - 1)", pad, span - 1));
    const std::int64_t length = input[static_cast<int>(i)];
    if (axis.output_length(length) < 1)
      return operands.error(fmt::format("a window of {} does not fit into a length of {} with padding {}",
                                        span, length, axis.pad_low + axis.pad_high));
    if (!every_output_touches(axis, length)) return operands.error("some window lies wholly in the padding");
  }
  return {};
}

Shape windowed_shape(const Window& window, const Shape& input, std::int64_t channels) {
  Shape output;
  for (std::size_t i = 0; i < window.axes.size(); ++i)
    output.dims.push_back(window.axes[i].output_length(input[static_cast<int>(i)]));
  output.dims.push_back(channels);
  return output;
}

Result<void> check_tensor(const RealTensorPtr& tensor, const Shape& shape, const char* what,
                          const Operands& operands) {
  return check_any_tensor(tensor, shape, what, operands);
}

Result<void> check_tensor(const IntTensorPtr& tensor, const Shape& shape, const char* what,
                          const Operands& operands) {
  if (!tensor) return operands.error(fmt::format("has no {}", what));
  return check_any_tensor(tensor, shape, what, operands);
}

Result<void> check_codes(const IntTensor& weights, int width_bits, const Operands& operands) {
  if (width_bits < 0 || width_bits > 62)
    return operands.error(fmt::format("a weight width of {} bits is outside 0..62", width_bits));
  const Interval allowed = width_bits == 0 ? Interval{0, 0} : interval_of(width_bits, true);
  for (const std::int64_t code : weights.data)
    if (!allowed.contains(code))
      return operands.error(fmt::format("the weight {} does not fit {} bits", code, width_bits));
  return {};
}

Result<void> check_format(const Fixed& format, const Operands& operands) {
  if (format.width_bits < 1 || format.width_bits > 32)
    return operands.error(fmt::format("a width of {} bits is outside 1..32", format.width_bits));
  if (format.fraction_bits < -64 || format.fraction_bits > 64)
    return operands.error(fmt::format("{} fraction bits are outside -64..64", format.fraction_bits));
  return {};
}

Result<void> check_format(const WeightFormat& format, std::int64_t channels, const Operands& operands) {
  if (format.width_bits < 0 || format.width_bits > 32 || format.width_bits == 1)
    return operands.error(
        fmt::format("a weight width of {} bits is neither 0 (float) nor in 2..32", format.width_bits));
  if (format.bias_width_bits < 1 || format.bias_width_bits > 60)
    return operands.error(fmt::format("a bias width of {} bits is outside 1..60", format.bias_width_bits));
  if (format.granularity == Granularity::Element)
    return operands.error("weights are coded per tensor or per output channel");
  const std::size_t wanted = format.granularity == Granularity::Axis ? static_cast<std::size_t>(channels) : 1;
  if (!format.fraction_bits.empty() && format.fraction_bits.size() != wanted)
    return operands.error(
        fmt::format("has {} weight scales, wanted {}", format.fraction_bits.size(), wanted));
  for (const int bits : format.fraction_bits)
    if (bits < -64 || bits > 64)
      return operands.error(fmt::format("{} fraction bits are outside -64..64", bits));
  return {};
}

bool is_padded(const Window& window) {
  return std::any_of(window.axes.begin(), window.axes.end(),
                     [](const WindowAxis& axis) { return axis.pad_low > 0 || axis.pad_high > 0; });
}

}  // namespace knap::net
