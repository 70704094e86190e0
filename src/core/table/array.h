// Array: what IDX, NPY and MAT files hold - a shape and its elements in one of ten types.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/num/tensor.h"

namespace knap {

/// Elements in row-major (C) order.
using Elements = std::variant<std::vector<std::uint8_t>, std::vector<std::int8_t>, std::vector<std::uint16_t>,
                              std::vector<std::int16_t>, std::vector<std::uint32_t>,
                              std::vector<std::int32_t>, std::vector<std::uint64_t>,
                              std::vector<std::int64_t>, std::vector<float>, std::vector<double>>;

/// The alternatives of Elements, in their order.
enum class ElementType { U8, I8, U16, I16, U32, I32, U64, I64, F32, F64 };

struct Array {
  Shape shape;  ///< outermost first, no dimension negative
  Elements elements;
  bool operator==(const Array&) const = default;
  ElementType type() const { return static_cast<ElementType>(elements.index()); }
};

/// "u8" ... "f64"
std::string_view to_string(ElementType type);
int size_bytes(ElementType type);
inline bool is_real(ElementType type) { return type == ElementType::F32 || type == ElementType::F64; }

/// Elements a file may have: parsers refuse more before they allocate.
inline constexpr std::int64_t kElementsMax = std::int64_t{1} << 32;

/// Product of the dimensions, or nothing when one is negative or the product exceeds kElementsMax.
std::optional<std::int64_t> count_elements(const Shape& shape);

/// The elements as doubles (u64 and i64 beyond 2^53 are rounded).
std::vector<double> to_doubles(const Elements& elements);

}  // namespace knap
