// Splits: by a hash of the record's name, stratified by class; and split.csv, in which they are written down.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "data/set/dataset.h"
#include "data/set/options.h"

namespace knap::data {

/// For every class, records are ordered by SHA-256(seed, name) and cut into test, validation and train:
/// independent of the order and number of other records' files and of the training seed. A class of at least
/// 3 records has one in each part whose fraction is above 0. Linearithmic.
std::vector<Split> split_by_hash(const std::vector<Record>& records, const DataOptions& options);

/// "record,split,label", one line per record that was used, in the order of the records.
std::string to_split_csv(const Dataset& dataset);

struct SplitRow {
  std::string record;
  Split split = Split::Train;
  std::string label;
  bool operator==(const SplitRow&) const = default;
};
/// bad-data at "file:line" for a wrong header, an unknown split or a record named twice.
Result<std::vector<SplitRow>> parse_split_csv(std::string_view text, const std::string& file);

/// The splits of the records as the rows say; records without a row are left out (their index is not
/// returned), rows without a record or with another label are bad-data.
struct AppliedSplit {
  std::vector<std::size_t> kept;  ///< indices into the records, ascending
  std::vector<Split> splits;      ///< one per kept record
};
Result<AppliedSplit> apply_split(const std::vector<SplitRow>& rows, const std::vector<Record>& records,
                                 const std::string& file);

}  // namespace knap::data
