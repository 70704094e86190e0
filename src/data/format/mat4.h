// MAT v4 files (MathWorks, "MAT-File Format", level 4): one matrix as Array, the form in which CinC 2017
// stores ECGs.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/table/array.h"

namespace knap::data {

struct Mat4 {
  std::string name;  ///< "val" in WFDB records
  Array matrix;      ///< shape (columns, rows): MAT stores columns one after the other, so a row is a signal
};

/// The first matrix of a little-endian file: full, real, of i16, u16, i32, u8, f32 or f64. bad-data naming
/// `file` and the byte when it is truncated, of another kind, or followed by other bytes.
Result<Mat4> parse_mat4(std::string_view bytes, const std::string& file);

/// KNAP_CHECKs that the shape has two dimensions and that the element type exists in MAT v4.
std::string to_mat4(const Mat4& mat);

}  // namespace knap::data
