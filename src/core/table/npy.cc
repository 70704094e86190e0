#include "core/table/npy.h"

#include <fmt/format.h>

#include "core/table/bytes.h"

namespace knap {
namespace {

constexpr std::string_view kMagic = "\x93NUMPY";

/// What the header's dictionary says.
struct NpyHeader {
  std::string descr;
  bool is_fortran = false;
  Shape shape;
  bool has_descr = false, has_order = false, has_shape = false;
};

/// Reads the header: a Python dictionary literal with the keys descr, fortran_order and shape.
class HeaderParser {
 public:
  HeaderParser(std::string_view text, std::size_t offset, const std::string& file)
      : text_(text), offset_(offset), file_(file) {}

  Result<NpyHeader> parse() {
    NpyHeader header;
    KNAP_TRY(expect('{'));
    while (!accept('}')) {
      KNAP_ASSIGN(const std::string key, quoted());
      KNAP_TRY(expect(':'));
      KNAP_TRY(value_of(key, header));
      if (!accept(',')) {
        KNAP_TRY(expect('}'));
        break;
      }
    }
    skip_space();
    if (at_ != text_.size()) return error("text after the header's dictionary");
    if (!header.has_descr || !header.has_order || !header.has_shape)
      return error("the header lacks one of descr, fortran_order, shape");
    return header;
  }

 private:
  Result<void> value_of(const std::string& key, NpyHeader& header) {
    if (key == "descr") {
      skip_space();
      if (at_ < text_.size() && text_[at_] == '[') return error("structured element types are not supported");
      KNAP_ASSIGN(header.descr, quoted());
      header.has_descr = true;
    } else if (key == "fortran_order") {
      KNAP_ASSIGN(header.is_fortran, boolean());
      header.has_order = true;
    } else if (key == "shape") {
      KNAP_ASSIGN(header.shape, tuple());
      header.has_shape = true;
    } else {
      return error(fmt::format("unknown key '{}' in the header", printable(key)));
    }
    return {};
  }

  Result<std::string> quoted() {
    skip_space();
    if (at_ >= text_.size() || (text_[at_] != '\'' && text_[at_] != '"'))
      return error("a quoted text is missing");
    const std::size_t end = text_.find(text_[at_], at_ + 1);
    if (end == std::string_view::npos) return error("a quoted text has no end");
    std::string found(text_.substr(at_ + 1, end - at_ - 1));
    at_ = end + 1;
    return found;
  }

  Result<bool> boolean() {
    skip_space();
    for (const bool value : {false, true}) {
      const std::string_view word = value ? "True" : "False";
      if (text_.substr(at_, word.size()) == word) return at_ += word.size(), value;
    }
    return error("fortran_order is neither True nor False");
  }

  Result<Shape> tuple() {
    Shape shape;
    KNAP_TRY(expect('('));
    while (!accept(')')) {
      KNAP_ASSIGN(const std::int64_t d, number());
      shape.dims.push_back(d);
      if (shape.rank() > 32) return error("more than 32 dimensions");
      if (!accept(',')) {
        KNAP_TRY(expect(')'));
        break;
      }
    }
    return shape;
  }

  Result<std::int64_t> number() {
    skip_space();
    const std::size_t start = at_;
    std::int64_t value = 0;
    while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') {
      if (value > kElementsMax) return error("a dimension is too large");
      value = value * 10 + (text_[at_++] - '0');
    }
    if (at_ == start) return error("a dimension is not a number");
    if (at_ < text_.size() && text_[at_] == 'L') ++at_;  // written by Python 2
    return value;
  }

  void skip_space() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t')) ++at_;
  }
  bool accept(char c) {
    skip_space();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  Result<void> expect(char c) {
    if (!accept(c)) return error(fmt::format("'{}' is missing in the header", c));
    return {};
  }
  static std::string printable(std::string text) {
    for (char& c : text)
      if (c < 32 || c > 126) c = '?';
    return text.substr(0, 40);
  }
  Error error(std::string_view message) const { return bad_bytes(file_, offset_ + at_, message); }

  std::string_view text_;
  std::size_t offset_;
  const std::string& file_;
  std::size_t at_ = 0;
};

template <class T>
Elements read_elements(std::string_view raw, bool is_big) {
  std::vector<T> out(raw.size() / sizeof(T));
  for (std::size_t i = 0; i < out.size(); ++i) {
    const char* at = raw.data() + i * sizeof(T);
    out[i] = is_big ? load<T, std::endian::big>(at) : load<T, std::endian::little>(at);
  }
  return out;
}

Elements decode(ElementType type, std::string_view raw, bool is_big) {
  switch (type) {
    case ElementType::U8:
      return read_elements<std::uint8_t>(raw, is_big);
    case ElementType::I8:
      return read_elements<std::int8_t>(raw, is_big);
    case ElementType::U16:
      return read_elements<std::uint16_t>(raw, is_big);
    case ElementType::I16:
      return read_elements<std::int16_t>(raw, is_big);
    case ElementType::U32:
      return read_elements<std::uint32_t>(raw, is_big);
    case ElementType::I32:
      return read_elements<std::int32_t>(raw, is_big);
    case ElementType::U64:
      return read_elements<std::uint64_t>(raw, is_big);
    case ElementType::I64:
      return read_elements<std::int64_t>(raw, is_big);
    case ElementType::F32:
      return read_elements<float>(raw, is_big);
    case ElementType::F64:
      return read_elements<double>(raw, is_big);
  }
  KNAP_CHECK(false, "element type");
}

/// "i2", "f8", ... without the byte order; "b1" is read as u8.
std::string_view code_of(ElementType type) {
  switch (type) {
    case ElementType::U8:
      return "u1";
    case ElementType::I8:
      return "i1";
    case ElementType::U16:
      return "u2";
    case ElementType::I16:
      return "i2";
    case ElementType::U32:
      return "u4";
    case ElementType::I32:
      return "i4";
    case ElementType::U64:
      return "u8";
    case ElementType::I64:
      return "i8";
    case ElementType::F32:
      return "f4";
    case ElementType::F64:
      return "f8";
  }
  KNAP_CHECK(false, "element type");
}

std::optional<ElementType> type_of(std::string_view descr) {
  if (descr.size() != 3 || std::string_view("<>|=").find(descr[0]) == std::string_view::npos)
    return std::nullopt;
  const std::string_view code = descr.substr(1);
  if (code == "b1") return ElementType::U8;
  for (int i = 0; i <= static_cast<int>(ElementType::F64); ++i)
    if (code_of(static_cast<ElementType>(i)) == code) return static_cast<ElementType>(i);
  return std::nullopt;
}

}  // namespace

Result<Array> parse_npy(std::string_view bytes, const std::string& file) {
  ByteReader reader(bytes, file);
  KNAP_ASSIGN(const std::string_view magic, reader.take(kMagic.size(), "the magic number"));
  if (magic != kMagic) return bad_bytes(file, 0, "not an NPY file");
  KNAP_ASSIGN(const std::uint64_t version, reader.big(2, "the version"));
  const std::uint64_t major = version >> 8;
  if (major < 1 || major > 3 || (version & 255) != 0)
    return bad_bytes(file, 6, fmt::format("NPY version {}.{} is not supported", major, version & 255));
  KNAP_ASSIGN(const std::uint64_t header_bytes, reader.little(major == 1 ? 2 : 4, "the header's length"));
  const std::size_t header_at = reader.offset();
  KNAP_ASSIGN(const std::string_view text, reader.take(header_bytes, "the header"));
  KNAP_ASSIGN(const NpyHeader header, HeaderParser(text, header_at, file).parse());
  const std::optional<ElementType> type = type_of(header.descr);
  if (!type)
    return bad_bytes(file, header_at, "the element type is not supported (integers, f4, f8, b1 are)");
  const std::optional<std::int64_t> count = count_elements(header.shape);
  if (!count)
    return bad_bytes(file, header_at, fmt::format("more elements than the limit of {}", kElementsMax));
  if (header.is_fortran && header.shape.rank() > 1)
    return bad_bytes(file, header_at, "Fortran order is not supported: save numpy.ascontiguousarray(array)");
  const std::size_t need = static_cast<std::size_t>(*count) * static_cast<std::size_t>(size_bytes(*type));
  KNAP_ASSIGN(const std::string_view raw,
              reader.take(need, fmt::format("{} elements", to_string(header.shape))));
  if (reader.left() > 0) return reader.error(fmt::format("{} bytes beyond the last element", reader.left()));
  return Array{header.shape, decode(*type, raw, header.descr[0] == '>')};
}

std::string to_npy(const Array& array) {
  std::string shape;
  for (const std::int64_t d : array.shape.dims) shape += fmt::format("{}{}", shape.empty() ? "" : ", ", d);
  if (array.shape.rank() == 1) shape += ",";
  std::string header = fmt::format("{{'descr': '{}{}', 'fortran_order': False, 'shape': ({}), }}",
                                   size_bytes(array.type()) == 1 ? '|' : '<', code_of(array.type()), shape);
  constexpr std::size_t kBeforeHeader = 10, kAlignment = 64;
  header.append(kAlignment - 1 - (kBeforeHeader + header.size()) % kAlignment, ' ');
  header.push_back('\n');
  std::string out(kMagic);
  out += std::string_view("\x01\x00", 2);
  store<std::uint16_t, std::endian::little>(out, static_cast<std::uint16_t>(header.size()));
  out += header;
  std::visit(
      [&](const auto& items) {
        for (const auto item : items)
          store<typename std::decay_t<decltype(items)>::value_type, std::endian::little>(out, item);
      },
      array.elements);
  return out;
}

}  // namespace knap
