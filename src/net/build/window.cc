#include "net/build/window.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/diagnostics.h"

namespace knap::net {

namespace {

constexpr std::int64_t kMaxSize = 65536;

class WindowMaker {
 public:
  explicit WindowMaker(const Shape& input)
      : input_(input), axes_(static_cast<std::size_t>(input.rank() - 1)) {}

  Result<Window> make(const WindowWords& words, WindowUse use) {
    if (axes_ == 0) return error("kernel", "needs an operand with a spatial axis, not a flat one");
    if (words.kernel.is_nothing() && use != WindowUse::Pointwise)
      return error("kernel", "needs 'kernel', the length of its window");
    KNAP_ASSIGN(const std::vector<std::int64_t> kernel, sizes(words.kernel, "kernel", {}));
    KNAP_ASSIGN(const std::vector<std::int64_t> stride,
                sizes(words.stride, "stride", use == WindowUse::Pool ? kernel : std::vector<std::int64_t>{}));
    KNAP_ASSIGN(const std::vector<std::int64_t> dilation, sizes(words.dilation, "dilation", {}));
    Window window;
    for (std::size_t i = 0; i < axes_; ++i) window.axes.push_back({kernel[i], stride[i], 0, 0, dilation[i]});
    KNAP_TRY(set_padding(words.padding, use, window));
    return window;
  }

 private:
  static Error error(std::string key, std::string message) {
    return {diag::kWrongType, std::move(key), std::move(message)};
  }

  /// One per axis; 1 where nothing was given and there is no default.
  Result<std::vector<std::int64_t>> sizes(const Value& value, const char* key,
                                          const std::vector<std::int64_t>& defaults) const {
    if (value.is_nothing()) return defaults.empty() ? std::vector<std::int64_t>(axes_, 1) : defaults;
    std::vector<std::int64_t> found;
    if (const auto* one = std::get_if<std::int64_t>(&value.data)) found.assign(axes_, *one);
    if (const auto* list = std::get_if<ValueArray>(&value.data))
      for (std::size_t i = 0; i < list->size(); ++i) {
        const auto* number = std::get_if<std::int64_t>(&(*list)[i].data);
        if (!number)
          return error(fmt::format("{}[{}]", key, i),
                       fmt::format("'{}' is an integer, or one per axis", key));
        found.push_back(*number);
      }
    if (found.size() != axes_)
      return error(key, fmt::format("'{}' is an integer, or a list of {} (one per axis)", key, axes_));
    for (const std::int64_t size : found)
      if (size < 1 || size > kMaxSize)
        return error(key, fmt::format("'{}' is {}, allowed is 1 to {}", key, size, kMaxSize));
    return found;
  }

  void set_same(Window& window) const {
    for (std::size_t i = 0; i < axes_; ++i) {
      WindowAxis& axis = window.axes[i];
      const std::int64_t length = input_[static_cast<int>(i)];
      const std::int64_t outputs = (length + axis.stride - 1) / axis.stride;
      const std::int64_t span = axis.dilation * (axis.kernel - 1) + 1;
      const std::int64_t total = std::max<std::int64_t>((outputs - 1) * axis.stride + span - length, 0);
      axis.pad_low = total / 2;
      axis.pad_high = total - axis.pad_low;
    }
  }

  Result<void> set_pair(const Value& value, WindowAxis& axis) const {
    const auto* pair = std::get_if<ValueArray>(&value.data);
    const auto* low = pair && pair->size() == 2 ? std::get_if<std::int64_t>(&(*pair)[0].data) : nullptr;
    const auto* high = pair && pair->size() == 2 ? std::get_if<std::int64_t>(&(*pair)[1].data) : nullptr;
    if (!low || !high || *low < 0 || *high < 0 || *low > kMaxSize || *high > kMaxSize)
      return error("padding", "'padding' is \"same\", \"valid\", [low, high], or one such pair per axis");
    axis.pad_low = *low;
    axis.pad_high = *high;
    return {};
  }

  Result<void> set_padding(const Value& value, WindowUse use, Window& window) const {
    const auto* word = std::get_if<std::string>(&value.data);
    if (value.is_nothing() ? use == WindowUse::Convolution : word && *word == "same")
      return set_same(window), Result<void>{};
    if (value.is_nothing() || (word && *word == "valid")) return {};
    const auto* list = std::get_if<ValueArray>(&value.data);
    const bool is_per_axis = list && !list->empty() && std::holds_alternative<ValueArray>(list->front().data);
    if (is_per_axis && list->size() != axes_)
      return error("padding", fmt::format("'padding' has {} pairs for {} axes", list->size(), axes_));
    for (std::size_t i = 0; i < axes_; ++i)
      KNAP_TRY(set_pair(is_per_axis ? (*list)[i] : value, window.axes[i]));
    return {};
  }

  const Shape& input_;
  std::size_t axes_;
};

}  // namespace

Result<Window> make_window(const WindowWords& words, WindowUse use, const Shape& input) {
  return WindowMaker(input).make(words, use);
}

}  // namespace knap::net
