// IDX files (yann.lecun.com/exdb/mnist, "the IDX file format"), plain or gzip: bytes to Array and back.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/table/array.h"

namespace knap::data {

/// Element types u8, i8, i16, i32, f32, f64; big endian; 0 to 255 dimensions. `bytes` may be gzip-compressed.
/// bad-data naming `file` and the byte when it is truncated, corrupt or has bytes beyond its elements.
Result<Array> parse_idx(std::string_view bytes, const std::string& file);

/// The uncompressed file. KNAP_CHECKs that the element type exists in IDX.
std::string to_idx(const Array& array);

}  // namespace knap::data
