// Shape, IntTensor, RealTensor: dense row-major tensors, channel last ((H, W, C), (L, C) or (C)).
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/base/check.h"
#include "core/num/interval.h"

namespace knap {

/// Dimensions, outermost first; the channel is the last one. A scalar has no dimension.
struct Shape {
  std::vector<std::int64_t> dims;

  Shape() = default;
  Shape(std::initializer_list<std::int64_t> d) : dims(d) {}
  explicit Shape(std::vector<std::int64_t> d) : dims(std::move(d)) {}

  bool operator==(const Shape&) const = default;
  int rank() const { return static_cast<int>(dims.size()); }
  std::int64_t operator[](int axis) const { return dims.at(static_cast<std::size_t>(axis)); }
  std::int64_t channels() const { return dims.empty() ? 1 : dims.back(); }
  /// Product of all dimensions; 1 for a scalar.
  std::int64_t size() const {
    std::int64_t n = 1;
    for (const std::int64_t d : dims) n *= d;
    return n;
  }
};
/// "9000x1"; "scalar" without a dimension.
std::string to_string(const Shape& shape);

template <class T>
struct Tensor {
  Shape shape;
  std::vector<T> data;  ///< row-major, size() elements

  Tensor() = default;
  explicit Tensor(Shape s) : shape(std::move(s)), data(static_cast<std::size_t>(shape.size())) {}
  Tensor(Shape s, std::vector<T> d) : shape(std::move(s)), data(std::move(d)) {
    KNAP_CHECK(static_cast<std::int64_t>(data.size()) == shape.size());
  }
  bool operator==(const Tensor&) const = default;
  std::int64_t size() const { return static_cast<std::int64_t>(data.size()); }
  T& operator[](std::int64_t i) { return data[static_cast<std::size_t>(i)]; }
  const T& operator[](std::int64_t i) const { return data[static_cast<std::size_t>(i)]; }
};

using IntTensor = Tensor<std::int64_t>;
using RealTensor = Tensor<double>;

/// Big data is shared and immutable.
using IntTensorPtr = std::shared_ptr<const IntTensor>;
using RealTensorPtr = std::shared_ptr<const RealTensor>;

/// Hull of all elements; {0, 0} for an empty tensor.
Interval interval_of(const IntTensor& tensor);

}  // namespace knap
