// NPY files (NumPy Enhancement Proposal 1, versions 1.0 to 3.0): bytes to Array and back.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/table/array.h"

namespace knap {

/// Integers of 1 to 8 bytes, f32, f64 and booleans (as u8); little or big endian; C order. Refuses Fortran
/// order (a one-dimensional array has both), objects and structures. bad-data naming `file` and the byte.
Result<Array> parse_npy(std::string_view bytes, const std::string& file);

/// Version 1.0, little endian, C order, data aligned to 64 bytes: the bytes that numpy.save writes.
std::string to_npy(const Array& array);

}  // namespace knap
