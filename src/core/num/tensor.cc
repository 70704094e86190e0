#include "core/num/tensor.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace knap {

std::string to_string(const Shape& shape) {
  if (shape.dims.empty()) return "scalar";
  return fmt::format("{}", fmt::join(shape.dims, "x"));
}

Interval interval_of(const IntTensor& tensor) {
  if (tensor.data.empty()) return {0, 0};
  const auto [low, high] = std::minmax_element(tensor.data.begin(), tensor.data.end());
  return {*low, *high};
}

}  // namespace knap
