// for_each_tap: the obvious enumeration of a sliding window, shared by convolutions and pools of both graphs.
#pragma once

#include "net/ir/window.h"

namespace knap::net {

/// Calls f(output position, tap, input position) for every output position in raster order and every tap in
/// raster order; positions count pixels (all channels of one place), the input position is -1 in the padding.
template <class F>
void for_each_tap(const Window& window, const Shape& input, F&& f) {
  const bool flat = window.axes.size() == 1;
  const WindowAxis rows = flat ? WindowAxis{} : window.axes.at(0), columns = window.axes.at(flat ? 0 : 1);
  const std::int64_t height = flat ? 1 : input[0], width = input[flat ? 0 : 1];
  std::int64_t position = 0;
  for (std::int64_t oy = 0; oy < rows.output_length(height); ++oy)
    for (std::int64_t ox = 0; ox < columns.output_length(width); ++ox, ++position)
      for (std::int64_t ky = 0; ky < rows.kernel; ++ky)
        for (std::int64_t kx = 0; kx < columns.kernel; ++kx) {
          const std::int64_t y = oy * rows.stride - rows.pad_low + ky * rows.dilation;
          const std::int64_t x = ox * columns.stride - columns.pad_low + kx * columns.dilation;
          const bool inside = y >= 0 && y < height && x >= 0 && x < width;
          f(position, ky * columns.kernel + kx, inside ? y * width + x : -1);
        }
}

}  // namespace knap::net
