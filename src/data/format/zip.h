// ZIP archives (APPNOTE.TXT 6.3, stored and deflated entries): what publishers pack their sets in.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace knap::data {

struct ZipEntry {
  std::string name;  ///< relative, with /, without ..; ends in / for a folder
  std::size_t size_bytes = 0;
  std::size_t packed_bytes = 0;
  std::size_t header_at = 0;  ///< of the entry's local header
  int method = 0;             ///< 0 stored, 8 deflated
  std::uint32_t crc32 = 0;
};

/// The central directory. bad-data for encrypted or ZIP64 archives, absolute names, names with .., and sizes
/// that the archive cannot hold.
Result<std::vector<ZipEntry>> list_zip(std::string_view bytes, const std::string& file);

/// One entry, its CRC-32 verified.
Result<std::string> read_zip_entry(std::string_view bytes, const std::string& file, const ZipEntry& entry);

}  // namespace knap::data
