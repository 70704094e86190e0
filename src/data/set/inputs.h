// Inputs: recordings and images without labels, for `knap predict`, in the publishers' own formats.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/num/format.h"
#include "core/num/tensor.h"

namespace knap::data {

struct UnlabelledInput {
  std::string name;  ///< a WFDB record's name, or FILE/17 for the 17th (from 0) of a file
  IntTensor codes;   ///< one frame, of the shape asked for
};

/// Reads by what the name ends in: .hea, .mat, .dat or a WFDB record's bare name (signal 0); .npy; .csv (a
/// row per input); .bin (CIFAR-10); else IDX, plain or gzip. A recording is padded with code 0 or cut to the
/// frame, and so is a row of a table when `shape` is a series of one channel; other inputs must have as many
/// elements as the shape. Whole numbers are taken as codes; real ones are rounded to `format`. bad-data
/// naming the file, also when a code does not fit `format`.
Result<std::vector<UnlabelledInput>> load_inputs(const std::filesystem::path& path, const Shape& shape,
                                                 const Fixed& format);

}  // namespace knap::data
