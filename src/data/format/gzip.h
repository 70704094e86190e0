// gunzip: gzip files (RFC 1952) to bytes, through zlib, with a bound on what they may expand to.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace knap::data {

/// Expanded bytes that a file may have unless the caller says less.
inline constexpr std::size_t kExpandedMax = std::size_t{1} << 32;

/// True when the bytes begin as a gzip file does.
bool is_gzip(std::string_view bytes);

/// All members, one after the other. bad-data naming `file` when it is corrupt, truncated or larger than
/// `max_bytes`.
Result<std::string> gunzip(std::string_view bytes, const std::string& file,
                           std::size_t max_bytes = kExpandedMax);

/// A raw deflate stream (RFC 1951), as ZIP archives hold it, that expands to exactly `size` bytes.
Result<std::string> inflate_raw(std::string_view bytes, const std::string& file, std::size_t size);

/// One gzip member without a time or a name: same input, same bytes.
std::string gzip(std::string_view bytes);

}  // namespace knap::data
