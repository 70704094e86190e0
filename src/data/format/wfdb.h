// WFDB records: a header with its signal files (formats 16, 212 and MAT v4) to samples in ADC units.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "data/format/wfdb_header.h"

namespace knap::data {

struct WfdbRecord {
  WfdbHeader header;                               ///< length is filled in when the file left it open
  std::vector<std::vector<std::int16_t>> signals;  ///< one per signal line, header.length samples each
};

/// Gives the bytes of a file by its path.
using ReadFile = std::function<Result<std::string>(const std::string& path)>;

/// Reads `folder`/`name`.hea and the signal files that it names. A file that ends in .mat is read as the MAT
/// v4 matrix "val" with one row per signal, as PhysioNet's challenges store it. Checksums are verified unless
/// they are 0. bad-data naming the file when one is missing, too short, or does not fit the header.
Result<WfdbRecord> read_wfdb_record(const std::string& folder, const std::string& name,
                                    const ReadFile& read_file);

}  // namespace knap::data
