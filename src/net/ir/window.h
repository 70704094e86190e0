// Window: the sliding window of convolutions and pools, one or two spatial axes.
#pragma once

#include <cstdint>
#include <vector>

#include "core/num/tensor.h"

namespace knap::net {

/// One spatial axis. Output length = floor((length + pad_low + pad_high - dilation * (kernel - 1) - 1) /
/// stride) + 1.
struct WindowAxis {
  std::int64_t kernel = 1, stride = 1, pad_low = 0, pad_high = 0, dilation = 1;
  bool operator==(const WindowAxis&) const = default;
  std::int64_t output_length(std::int64_t length) const {
    const std::int64_t span = length + pad_low + pad_high - dilation * (kernel - 1) - 1;
    return span < 0 ? 0 : span / stride + 1;
  }
};

/// axes.size() == rank of the input shape - 1: (L, C) has one axis, (H, W, C) two (height first).
struct Window {
  std::vector<WindowAxis> axes;
  bool operator==(const Window&) const = default;
  std::int64_t taps() const {
    std::int64_t n = 1;
    for (const WindowAxis& axis : axes) n *= axis.kernel;
    return n;
  }
};

}  // namespace knap::net
