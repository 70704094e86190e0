#include "core/table/array.h"

namespace knap {

std::string_view to_string(ElementType type) {
  switch (type) {
    case ElementType::U8:
      return "u8";
    case ElementType::I8:
      return "i8";
    case ElementType::U16:
      return "u16";
    case ElementType::I16:
      return "i16";
    case ElementType::U32:
      return "u32";
    case ElementType::I32:
      return "i32";
    case ElementType::U64:
      return "u64";
    case ElementType::I64:
      return "i64";
    case ElementType::F32:
      return "f32";
    case ElementType::F64:
      return "f64";
  }
  KNAP_CHECK(false, "element type");
}

int size_bytes(ElementType type) {
  switch (type) {
    case ElementType::U8:
    case ElementType::I8:
      return 1;
    case ElementType::U16:
    case ElementType::I16:
      return 2;
    case ElementType::U32:
    case ElementType::I32:
    case ElementType::F32:
      return 4;
    case ElementType::U64:
    case ElementType::I64:
    case ElementType::F64:
      return 8;
  }
  KNAP_CHECK(false, "element type");
}

std::optional<std::int64_t> count_elements(const Shape& shape) {
  std::int64_t count = 1;
  bool is_empty = false;
  for (const std::int64_t d : shape.dims) {
    if (d < 0 || d > kElementsMax) return std::nullopt;
    is_empty = is_empty || d == 0;
  }
  if (is_empty) return 0;
  for (const std::int64_t d : shape.dims) {
    if (count > kElementsMax / d) return std::nullopt;
    count *= d;
  }
  return count;
}

std::vector<double> to_doubles(const Elements& elements) {
  return std::visit(
      [](const auto& items) {
        std::vector<double> out(items.size());
        for (std::size_t i = 0; i < items.size(); ++i) out[i] = static_cast<double>(items[i]);
        return out;
      },
      elements);
}

}  // namespace knap
