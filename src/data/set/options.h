// DataOptions: the TOML's [data] section - which data, which classes, which frame, how it is split.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/text/described.h"

namespace knap::data {

/// A registered set, or files of the user's own.
enum class DataKind { Set, Csv, Npy, Idx, Wfdb };
inline constexpr std::array<std::string_view, 5> kDataKindNames{"set", "csv", "npy", "idx", "wfdb"};
constexpr const auto& enum_names(DataKind) { return kDataKindNames; }
std::string_view to_string(DataKind kind);

struct DataOptions {
  DataKind kind = DataKind::Set;
  std::string name;
  std::string path;
  std::string labels;
  std::string label_column;
  std::string sample_format;
  std::vector<std::int64_t> shape;
  std::int64_t frame = 0;
  std::int64_t lead = 0;
  std::vector<std::string> classes;
  double validation_fraction = 0.15;
  double test_fraction = 0.25;
  std::int64_t split_seed = 1;
  std::string split_file;
  std::int64_t limit = 0;
  std::int64_t records = 800;
  double seconds = 30;
  double fibrillation_share = 0.4;
  std::int64_t synthetic_seed = 1;

  bool operator==(const DataOptions&) const = default;

  static void fields(auto& self, auto&& f) {
    f("kind", self.kind, "set (a registered one, by name) or the user's own files: csv, npy, idx, wfdb");
    f("name", self.name, "name of a registered set, see knap dataset list; --data overrides it");
    f("path", self.path,
      "csv, npy, idx: file of the samples; wfdb: folder of the records; like labels and split_file relative "
      "to "
      "the project file's folder, with --set to the working directory");
    f("labels", self.labels, "npy, idx: file of the labels; wfdb: record,label list (default REFERENCE.csv)");
    f("label_column", self.label_column,
      "csv: name or number (from 0) of the label's column; default the last");
    f("sample_format", self.sample_format, "csv, npy, idx with real samples: fixed<W,I> they are rounded to");
    f("shape", self.shape, "csv, npy, idx: shape of one record, channel last; default as stored",
      Bounds{1, 1 << 24});
    f("frame", self.frame,
      "series: samples per frame; shorter records are padded with 0, longer ones cut; 0 = the set's own",
      Bounds{0, 1 << 24});
    f("lead", self.lead, "wfdb: which signal of the record, from 0", Bounds{0, 4095});
    f("classes", self.classes, "labels that take part, in the order of the outputs; default the set's own");
    f("validation_fraction", self.validation_fraction,
      "share of the records for validation, where the split is not official", Bounds{0.01, 0.9});
    f("test_fraction", self.test_fraction,
      "share of the records for the test, where the split is not official", Bounds{0.01, 0.9});
    f("split_seed", self.split_seed, "which of the possible splits; independent of the training seed",
      Bounds{0, 1e15});
    f("split_file", self.split_file, "a split.csv (record,split,label) to be used instead");
    f("limit", self.limit, "at most this many records per split, for trying things out; 0 = all",
      Bounds{0, 1e9});
    f("records", self.records, "synthetic_ecg: number of records", Bounds{10, 100000});
    f("seconds", self.seconds, "synthetic_ecg: length of a record", Bounds{1, 600});
    f("fibrillation_share", self.fibrillation_share,
      "synthetic_ecg: share of records with atrial fibrillation", Bounds{0.01, 0.99});
    f("synthetic_seed", self.synthetic_seed, "synthetic_ecg: seed of the generator", Bounds{0, 1e15});
  }
};

/// What the ranges of single keys cannot say; collects every mistake. `where` is "data.KEY".
Result<void> check_options(const DataOptions& options);

}  // namespace knap::data
