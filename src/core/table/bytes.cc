#include "core/table/bytes.h"

#include <fmt/format.h>

namespace knap {

Error bad_bytes(const std::string& file, std::size_t offset, std::string_view message) {
  return Error(diag::kBadData, file, fmt::format("byte {}: {}", offset, message));
}

Result<std::string_view> ByteReader::take(std::size_t count, std::string_view what) {
  if (count > left())
    return error(fmt::format("truncated: {} needs {} bytes, {} are left", what, count, left()));
  const std::string_view taken = bytes_.substr(offset_, count);
  offset_ += count;
  return taken;
}

Result<std::uint64_t> ByteReader::little(int size_bytes, std::string_view what) {
  KNAP_ASSIGN(const std::string_view raw, take(static_cast<std::size_t>(size_bytes), what));
  std::uint64_t value = 0;
  for (std::size_t i = raw.size(); i > 0; --i) value = value << 8 | static_cast<unsigned char>(raw[i - 1]);
  return value;
}

Result<std::uint64_t> ByteReader::big(int size_bytes, std::string_view what) {
  KNAP_ASSIGN(const std::string_view raw, take(static_cast<std::size_t>(size_bytes), what));
  std::uint64_t value = 0;
  for (const char c : raw) value = value << 8 | static_cast<unsigned char>(c);
  return value;
}

}  // namespace knap
