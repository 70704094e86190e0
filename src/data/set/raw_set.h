// RawSet: what a loader hands on - records and samples, before classes are chosen and the split is made.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/watch.h"
#include "core/table/array.h"
#include "data/set/dataset.h"
#include "data/set/options.h"
#include "data/set/registry.h"

namespace knap::data {

struct RawSet {
  std::vector<Record> records;  ///< label_index not yet set
  Samples samples = SharedSamples<std::uint8_t>{};
  Shape shape;  ///< of a record; of a series: (0, channels)
  bool is_series = false;
  Fixed format;
  double rate_hz = 0;
  std::vector<Split> official;      ///< one per record, or empty: split by a hash
  std::vector<std::string> labels;  ///< all that may occur, in order; empty = those that do, sorted
};

/// The choice of labels: a loader may leave out records of others before it reads their files.
bool is_chosen(const std::vector<std::string>& classes, const std::string& label);

/// Loaders, one file each. `folder` holds the set's files; errors are bad-data and name the file.
Result<RawSet> load_cinc2017(const std::filesystem::path& folder, const std::vector<std::string>& classes,
                             const Watch& watch);
/// WFDB records of a folder with a `record,label` list; signal number `lead` of each.
Result<RawSet> load_wfdb_folder(const std::filesystem::path& folder, const std::filesystem::path& labels,
                                std::int64_t lead, const std::vector<std::string>& classes,
                                const Watch& watch);
Result<RawSet> load_mitbih(const std::filesystem::path& folder, std::int64_t frame, const Watch& watch);
Result<RawSet> load_idx_set(const std::filesystem::path& folder, const SetInfo& info, const Watch& watch);
Result<RawSet> load_cifar10(const std::filesystem::path& folder, const Watch& watch);
Result<RawSet> load_kws01(const std::filesystem::path& folder, const Watch& watch);
RawSet make_synthetic(const DataOptions& options);
/// The user's own CSV, NPY or IDX files.
Result<RawSet> load_own_files(const DataOptions& options, const Watch& watch);

/// Integer arrays keep their type (unsigned and 64-bit ones are narrowed when their values fit); real ones
/// are rounded to `sample_format`, or must be whole numbers when it is empty. At most 32 bits; bad-data
/// naming `file` otherwise.
struct CodedSamples {
  Samples samples;
  Fixed format;
};
Result<CodedSamples> to_codes(Array array, const std::string& sample_format, const std::string& file);

/// Chooses classes, numbers labels, splits, limits and hashes. bad-data when a class has no records.
Result<Dataset> finish(RawSet raw, std::string name, const std::vector<std::string>& classes,
                       const DataOptions& options, const std::string& where);

}  // namespace knap::data
