#include "data/format/idx.h"

#include <fmt/format.h>

#include "core/table/bytes.h"
#include "data/format/gzip.h"

namespace knap::data {
namespace {

template <class T>
Elements read_elements(std::string_view raw) {
  std::vector<T> out(raw.size() / sizeof(T));
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = load<T, std::endian::big>(raw.data() + i * sizeof(T));
  return out;
}

/// The type code of the magic number, 0 where IDX has none.
int code_of(ElementType type) {
  switch (type) {
    case ElementType::U8:
      return 0x08;
    case ElementType::I8:
      return 0x09;
    case ElementType::I16:
      return 0x0b;
    case ElementType::I32:
      return 0x0c;
    case ElementType::F32:
      return 0x0d;
    case ElementType::F64:
      return 0x0e;
    case ElementType::U16:
    case ElementType::U32:
    case ElementType::U64:
    case ElementType::I64:
      return 0;
  }
  return 0;
}

Elements decode(int code, std::string_view raw) {
  switch (code) {
    case 0x08:
      return read_elements<std::uint8_t>(raw);
    case 0x09:
      return read_elements<std::int8_t>(raw);
    case 0x0b:
      return read_elements<std::int16_t>(raw);
    case 0x0c:
      return read_elements<std::int32_t>(raw);
    case 0x0d:
      return read_elements<float>(raw);
    default:
      return read_elements<double>(raw);
  }
}

int element_bytes(std::uint64_t code) {
  switch (code) {
    case 0x08:
    case 0x09:
      return 1;
    case 0x0b:
      return 2;
    case 0x0c:
    case 0x0d:
      return 4;
    case 0x0e:
      return 8;
    default:
      return 0;
  }
}

Result<Array> parse_plain(std::string_view bytes, const std::string& file) {
  ByteReader reader(bytes, file);
  KNAP_ASSIGN(const std::uint64_t zero, reader.big(2, "the magic number"));
  KNAP_ASSIGN(const std::uint64_t code, reader.big(1, "the element type"));
  KNAP_ASSIGN(const std::uint64_t rank, reader.big(1, "the number of dimensions"));
  const int size = element_bytes(code);
  if (zero != 0 || size == 0)
    return bad_bytes(file, 0,
                     fmt::format("not an IDX file: magic number {:04x}{:02x}{:02x}", zero, code, rank));
  Array array;
  for (std::uint64_t i = 0; i < rank; ++i) {
    KNAP_ASSIGN(const std::uint64_t d, reader.big(4, "a dimension"));
    array.shape.dims.push_back(static_cast<std::int64_t>(d));
  }
  const std::optional<std::int64_t> count = count_elements(array.shape);
  const std::string shape = to_string(array.shape);
  if (!count)
    return reader.error(fmt::format("{} elements are more than the limit of {}", shape, kElementsMax));
  const std::size_t need = static_cast<std::size_t>(*count) * static_cast<std::size_t>(size);
  KNAP_ASSIGN(const std::string_view raw, reader.take(need, fmt::format("{} elements", shape)));
  if (reader.left() > 0) return reader.error(fmt::format("{} bytes beyond the last element", reader.left()));
  array.elements = decode(static_cast<int>(code), raw);
  return array;
}

}  // namespace

Result<Array> parse_idx(std::string_view bytes, const std::string& file) {
  if (!is_gzip(bytes)) return parse_plain(bytes, file);
  KNAP_ASSIGN(const std::string expanded, gunzip(bytes, file));
  return parse_plain(expanded, file);
}

std::string to_idx(const Array& array) {
  const int code = code_of(array.type());
  KNAP_CHECK(code != 0 && array.shape.rank() < 256, "no such IDX file");
  std::string out{'\0', '\0', static_cast<char>(code), static_cast<char>(array.shape.rank())};
  for (const std::int64_t d : array.shape.dims)
    store<std::uint32_t, std::endian::big>(out, static_cast<std::uint32_t>(d));
  std::visit(
      [&](const auto& items) {
        for (const auto item : items)
          store<typename std::decay_t<decltype(items)>::value_type, std::endian::big>(out, item);
      },
      array.elements);
  return out;
}

}  // namespace knap::data
