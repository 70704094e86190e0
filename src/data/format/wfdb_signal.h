// WFDB signal files (WFDB Applications Guide, signal(5)): formats 16 and 212, several signals interleaved.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "data/format/wfdb_header.h"

namespace knap::data {

/// Samples of one file that holds `signals` signals, frame after frame, from `offset_bytes` on: (frame,
/// signal). `length` frames are read, or all that are there when it is 0. bad-data when the file is too
/// short.
Result<std::vector<std::int16_t>> parse_wfdb_samples(std::string_view bytes, const std::string& file,
                                                     int format, std::size_t offset_bytes,
                                                     std::int64_t signals, std::int64_t length);

/// The bytes of a format 16 or 212 file.
std::string to_wfdb_samples(const std::vector<std::int16_t>& samples, int format);

/// The 16-bit sum of every `stride`-th sample from `first` on, as headers hold it.
std::int16_t wfdb_checksum(const std::vector<std::int16_t>& samples, std::size_t first, std::size_t stride);

}  // namespace knap::data
