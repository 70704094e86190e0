#include "data/format/mat4.h"

#include <fmt/format.h>

#include "core/table/bytes.h"

namespace knap::data {
namespace {

constexpr std::uint64_t kNameMax = 256;

template <class T>
Elements read_matrix(std::string_view raw) {
  std::vector<T> out(raw.size() / sizeof(T));
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = load<T, std::endian::little>(raw.data() + i * sizeof(T));
  return out;
}

/// The element type of the P digit of the type field.
std::optional<ElementType> type_of(std::uint64_t digit) {
  constexpr ElementType kTypes[] = {ElementType::F64, ElementType::F32, ElementType::I32,
                                    ElementType::I16, ElementType::U16, ElementType::U8};
  if (digit >= std::size(kTypes)) return std::nullopt;
  return kTypes[digit];
}

Elements decode(ElementType type, std::string_view raw) {
  switch (type) {
    case ElementType::F64:
      return read_matrix<double>(raw);
    case ElementType::F32:
      return read_matrix<float>(raw);
    case ElementType::I32:
      return read_matrix<std::int32_t>(raw);
    case ElementType::I16:
      return read_matrix<std::int16_t>(raw);
    case ElementType::U16:
      return read_matrix<std::uint16_t>(raw);
    case ElementType::U8:
      return read_matrix<std::uint8_t>(raw);
    case ElementType::I8:
    case ElementType::U32:
    case ElementType::U64:
    case ElementType::I64:
      break;
  }
  KNAP_CHECK(false, "not an element type of MAT v4");
}

}  // namespace

Result<Mat4> parse_mat4(std::string_view bytes, const std::string& file) {
  ByteReader reader(bytes, file);
  KNAP_ASSIGN(const std::uint64_t mopt, reader.little(4, "the type"));
  KNAP_ASSIGN(const std::uint64_t rows, reader.little(4, "the number of rows"));
  KNAP_ASSIGN(const std::uint64_t columns, reader.little(4, "the number of columns"));
  KNAP_ASSIGN(const std::uint64_t is_complex, reader.little(4, "the imaginary flag"));
  KNAP_ASSIGN(const std::uint64_t name_bytes, reader.little(4, "the length of the name"));
  // The type is MOPT in decimal: byte order (0 little), 0, element type, matrix kind (0 full).
  const std::optional<ElementType> type = type_of(mopt / 10 % 10);
  if (mopt >= 100 || mopt % 10 != 0 || !type)
    return bad_bytes(file, 0, fmt::format("not a full little-endian MAT v4 matrix: type {}", mopt));
  if (is_complex != 0) return bad_bytes(file, 12, "complex matrices are not supported");
  if (name_bytes == 0 || name_bytes > kNameMax)
    return bad_bytes(file, 16, fmt::format("a name of {} bytes, 1 to {} are allowed", name_bytes, kNameMax));
  KNAP_ASSIGN(const std::string_view name, reader.take(name_bytes, "the name"));
  Mat4 mat;
  mat.name = name.substr(0, name.find('\0'));
  mat.matrix.shape = Shape{static_cast<std::int64_t>(columns), static_cast<std::int64_t>(rows)};
  const std::optional<std::int64_t> count = count_elements(mat.matrix.shape);
  if (!count) return bad_bytes(file, 4, fmt::format("{} x {} elements exceed the limit", rows, columns));
  const std::size_t need = static_cast<std::size_t>(*count) * static_cast<std::size_t>(size_bytes(*type));
  KNAP_ASSIGN(const std::string_view raw,
              reader.take(need, fmt::format("the {} x {} matrix", rows, columns)));
  if (reader.left() > 0) return reader.error(fmt::format("{} bytes beyond the matrix", reader.left()));
  mat.matrix.elements = decode(*type, raw);
  return mat;
}

std::string to_mat4(const Mat4& mat) {
  KNAP_CHECK(mat.matrix.shape.rank() == 2);
  std::uint32_t digit = 0;
  while (type_of(digit) && *type_of(digit) != mat.matrix.type()) ++digit;
  KNAP_CHECK(type_of(digit), "not an element type of MAT v4");
  std::string out;
  const auto word = [&](std::int64_t value) {
    store<std::uint32_t, std::endian::little>(out, static_cast<std::uint32_t>(value));
  };
  word(digit * 10);
  word(mat.matrix.shape[1]);
  word(mat.matrix.shape[0]);
  word(0);
  word(static_cast<std::int64_t>(mat.name.size()) + 1);
  out += mat.name;
  out.push_back('\0');
  std::visit(
      [&](const auto& items) {
        for (const auto item : items)
          store<typename std::decay_t<decltype(items)>::value_type, std::endian::little>(out, item);
      },
      mat.matrix.elements);
  return out;
}

}  // namespace knap::data
