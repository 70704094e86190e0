#include "data/format/zip.h"

#include <fmt/format.h>
#include <zlib.h>

#include "core/table/bytes.h"
#include "data/format/gzip.h"

namespace knap::data {
namespace {

constexpr std::string_view kEndMark("PK\x05\x06", 4), kCentralMark("PK\x01\x02", 4),
    kLocalMark("PK\x03\x04", 4);
constexpr std::size_t kEndBytes = 22, kCentralBytes = 46, kLocalBytes = 30;
constexpr std::size_t kDeflateRatioMax = 1032;  // zlib's technical details: at most 1032:1

std::uint32_t u32(std::string_view raw, std::size_t at) {
  return load<std::uint32_t, std::endian::little>(raw.data() + at);
}
std::size_t u16(std::string_view raw, std::size_t at) {
  return load<std::uint16_t, std::endian::little>(raw.data() + at);
}

bool is_safe(std::string_view name) {
  if (name.empty() || name.front() == '/' || name.find('\\') != std::string_view::npos ||
      name.find('\0') != std::string_view::npos || name.find(':') != std::string_view::npos)
    return false;
  for (std::size_t start = 0; start <= name.size();) {
    const std::size_t end = std::min(name.find('/', start), name.size());
    const std::string_view part = name.substr(start, end - start);
    if (part == ".." || part == ".") return false;
    start = end + 1;
  }
  return true;
}

Result<ZipEntry> parse_entry(std::string_view raw, std::string_view name, const std::string& file,
                             std::size_t at, std::size_t archive_bytes) {
  ZipEntry entry;
  entry.name = name;
  entry.method = static_cast<int>(u16(raw, 10));
  entry.crc32 = u32(raw, 16);
  entry.packed_bytes = u32(raw, 20);
  entry.size_bytes = u32(raw, 24);
  entry.header_at = u32(raw, 42);
  if ((u16(raw, 8) & 1u) != 0) return bad_bytes(file, at, "encrypted archives are not supported");
  if (entry.method != 0 && entry.method != 8)
    return bad_bytes(file, at, fmt::format("compression method {} is not supported", entry.method));
  if (!is_safe(name)) return bad_bytes(file, at, "an entry's name leaves the folder");
  if (entry.packed_bytes > archive_bytes || entry.header_at > archive_bytes ||
      entry.size_bytes > (entry.packed_bytes + 1) * kDeflateRatioMax)
    return bad_bytes(file, at, "an entry's size does not fit the archive");
  return entry;
}

}  // namespace

Result<std::vector<ZipEntry>> list_zip(std::string_view bytes, const std::string& file) {
  const std::size_t end = bytes.rfind(kEndMark);
  if (end == std::string_view::npos || bytes.size() - end < kEndBytes)
    return bad_bytes(file, bytes.size(), "not a ZIP archive, or truncated: its directory is missing");
  const std::size_t count = u16(bytes, end + 10), at = u32(bytes, end + 16);
  if (count == 0xffff || at == 0xffffffffu) return bad_bytes(file, end, "ZIP64 archives are not supported");
  if (at > end) return bad_bytes(file, end, "the directory lies outside the archive");
  ByteReader reader(bytes.substr(0, end), file);
  KNAP_TRY(reader.take(at, "the archive"));
  std::vector<ZipEntry> entries;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t entry_at = reader.offset();
    KNAP_ASSIGN(const std::string_view raw, reader.take(kCentralBytes, "a directory entry"));
    if (raw.substr(0, 4) != kCentralMark) return bad_bytes(file, entry_at, "corrupt directory entry");
    KNAP_ASSIGN(const std::string_view name, reader.take(u16(raw, 28), "a name"));
    KNAP_TRY(reader.take(u16(raw, 30) + u16(raw, 32), "extra fields"));
    KNAP_ASSIGN(ZipEntry entry, parse_entry(raw, name, file, entry_at, bytes.size()));
    entries.push_back(std::move(entry));
  }
  return entries;
}

Result<std::string> read_zip_entry(std::string_view bytes, const std::string& file, const ZipEntry& entry) {
  ByteReader reader(bytes, file);
  KNAP_TRY(reader.take(entry.header_at, "an entry"));
  KNAP_ASSIGN(const std::string_view local, reader.take(kLocalBytes, "an entry's header"));
  if (local.substr(0, 4) != kLocalMark)
    return reader.error("corrupt: no entry where the directory says one is");
  KNAP_TRY(reader.take(u16(local, 26) + u16(local, 28), "an entry's name"));
  KNAP_ASSIGN(const std::string_view raw, reader.take(entry.packed_bytes, entry.name));
  std::string out;
  if (entry.method == 0) {
    if (entry.packed_bytes != entry.size_bytes) return reader.error("corrupt: a stored entry of two sizes");
    out = raw;
  } else {
    KNAP_ASSIGN(out, inflate_raw(raw, file, entry.size_bytes));
  }
  const uLong sum = crc32_z(0, reinterpret_cast<const Bytef*>(out.data()), out.size());
  if (sum != entry.crc32) return reader.error(fmt::format("corrupt: the checksum of {} differs", entry.name));
  return out;
}

}  // namespace knap::data
