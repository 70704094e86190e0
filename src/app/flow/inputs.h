// inputs: new recordings and images in the publisher's own format -> frames for the network's Input.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/num/format.h"
#include "core/num/tensor.h"

namespace knap::app {

/// What the network takes, and how a file's samples become that.
struct InputRule {
  Shape shape;            ///< (L, C): a series; others: records have exactly this size
  Fixed format;           ///< of the codes
  std::int64_t lead = 0;  ///< WFDB: signal of the record for a network of one channel
  bool has_rounding =
      false;  ///< real samples are rounded to `format`, as data.sample_format asks; else they must be whole
};

/// One frame.
struct NewInput {
  std::string name;                 ///< record (A00001); for IDX, CSV and NPY files FILE/INDEX
  std::vector<std::int32_t> codes;  ///< shape.size() codes, row-major
};

/// The frames of one file, which its name or its first bytes tell apart:
/// - a WFDB record: its path without ending, or its .hea, .mat or .dat file; one frame
/// - IDX and NPY, gzip-compressed or not: one frame per entry of the first dimension (or one in all)
/// - CSV, with or without a line of titles: one frame per row
/// A series gives its first samples and is padded with code 0 when it is shorter: the same rule as in
/// training, test vectors and accuracy. kBadData naming the file (and record or line) for what cannot be
/// read, does not fit the shape or lies outside the format.
Result<std::vector<NewInput>> load_inputs(const std::string& path, const InputRule& rule);

}  // namespace knap::app
