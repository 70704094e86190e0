// WFDB header files (.hea; WFDB Applications Guide, header(5)): text to WfdbHeader.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace knap::data {

/// One signal line.
struct WfdbSignal {
  std::string file;  ///< relative to the header's folder
  int format = 16;   ///< 16 or 212
  std::size_t offset_bytes = 0;
  double gain = 200;  ///< ADC units per physical unit
  std::string units = "mV";
  std::int64_t baseline = 0;  ///< the ADC value of physical 0
  int resolution_bits = 0;    ///< 0 = not stated
  std::int64_t zero = 0;      ///< the ADC value at the middle of the range
  std::optional<std::int64_t> initial;
  std::optional<std::int64_t>
      checksum;             ///< 16-bit sum of all samples; 0 is also written by those who do not compute it
  std::string description;  ///< such as "MLII"
};

struct WfdbHeader {
  std::string record;
  double rate_hz = 250;
  std::int64_t length = 0;  ///< samples per signal; 0 = not stated: follows from the signal file
  std::vector<WfdbSignal> signals;
  std::vector<std::string> comments;  ///< lines after #, in order
};

inline constexpr std::int64_t kWfdbLengthMax = std::int64_t{1} << 31;
inline constexpr int kWfdbSignalsMax = 4096;

/// Single-segment records of formats 16 and 212 with one sample per frame and without skew; bad-data at
/// "file:line" for anything else and for a line that cannot be read.
Result<WfdbHeader> parse_wfdb_header(std::string_view text, const std::string& file);

}  // namespace knap::data
