#include <fmt/format.h>

#include <algorithm>

#include "core/base/diagnostics.h"
#include "core/sys/files.h"
#include "data/set/raw_set.h"
#include "data/set/split.h"

namespace knap::data {
namespace {

/// The classes of the data set: those asked for, each of which must be a label of the data.
Result<std::vector<std::string>> choose_classes(const RawSet& raw, const std::vector<std::string>& wanted) {
  std::vector<std::string> labels = raw.labels;
  if (labels.empty()) {
    for (const Record& r : raw.records) labels.push_back(r.label);
    std::sort(labels.begin(), labels.end());
    labels.erase(std::unique(labels.begin(), labels.end()), labels.end());
  }
  if (wanted.empty()) return labels;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (std::find(labels.begin(), labels.end(), wanted[i]) == labels.end())
      return Error(
          diag::kUnknownName, fmt::format("data.classes[{}]", i),
          fmt::format("'{}' is no label of the data; valid: {}", wanted[i], fmt::join(labels, ", ")));
    if (std::find(wanted.begin(), wanted.begin() + static_cast<std::ptrdiff_t>(i), wanted[i]) !=
        wanted.begin() + static_cast<std::ptrdiff_t>(i))
      return Error(diag::kWrongType, fmt::format("data.classes[{}]", i),
                   fmt::format("'{}' is named twice", wanted[i]));
  }
  return wanted;
}

/// Keeps records[kept[i]] and their splits.
void keep(RawSet& raw, const std::vector<std::size_t>& kept) {
  std::vector<Record> records;
  std::vector<Split> official;
  for (const std::size_t i : kept) {
    records.push_back(std::move(raw.records[i]));
    if (!raw.official.empty()) official.push_back(raw.official[i]);
  }
  raw.records = std::move(records);
  raw.official = std::move(official);
}

/// Leaves out other labels, numbers those that stay.
void keep_classes(RawSet& raw, const std::vector<std::string>& classes) {
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < raw.records.size(); ++i) {
    const auto found = std::find(classes.begin(), classes.end(), raw.records[i].label);
    if (found == classes.end()) continue;
    raw.records[i].label_index = static_cast<int>(found - classes.begin());
    kept.push_back(i);
  }
  keep(raw, kept);
}

Result<std::vector<Split>> choose_splits(RawSet& raw, const DataOptions& options) {
  if (options.split_file.empty())
    return raw.official.empty() ? split_by_hash(raw.records, options) : raw.official;
  KNAP_ASSIGN(const std::string text, read_file(options.split_file, diag::kBadData));
  KNAP_ASSIGN(const std::vector<SplitRow> rows, parse_split_csv(text, options.split_file));
  KNAP_ASSIGN(AppliedSplit applied, apply_split(rows, raw.records, options.split_file));
  keep(raw, applied.kept);
  return std::move(applied.splits);
}

/// At most options.limit records per split. Classes take turns, so that each stays present.
void limit_splits(RawSet& raw, std::vector<Split>& splits, std::int64_t limit, std::size_t classes) {
  std::vector<std::size_t> kept;
  for (const Split split : kSplits) {
    std::vector<std::vector<std::size_t>> members(classes);
    for (std::size_t i = 0; i < splits.size(); ++i)
      if (splits[i] == split) members[static_cast<std::size_t>(raw.records[i].label_index)].push_back(i);
    std::int64_t left = limit;
    for (std::size_t turn = 0, taken = 1; left > 0 && taken > 0; ++turn) {
      taken = 0;
      for (const auto& m : members)
        if (turn < m.size() && left > 0) {
          kept.push_back(m[turn]);
          --left;
          ++taken;
        }
    }
  }
  std::sort(kept.begin(), kept.end());
  std::vector<Split> left;
  left.reserve(kept.size());
  for (const std::size_t i : kept) left.push_back(splits[i]);
  splits = std::move(left);
  keep(raw, kept);
}

/// A class without records is a misunderstanding; with a limit it may only have been left out.
Result<void> check_classes(const Dataset& dataset, const DataOptions& options, const std::string& where) {
  std::vector<std::int64_t> total(dataset.classes.size());
  for (const Split split : kSplits) {
    const std::vector<std::int64_t> counts = dataset.class_counts(split);
    for (std::size_t c = 0; c < counts.size(); ++c) total[c] += counts[c];
  }
  std::vector<Diagnostic> found;
  for (std::size_t c = 0; c < total.size(); ++c)
    if (total[c] == 0 && options.limit == 0)
      found.push_back({&diag::kBadData, options.split_file.empty() ? where : options.split_file,
                       fmt::format("class '{}' has no records", dataset.classes[c])});
  if (!found.empty()) return Error(std::move(found));
  return {};
}

}  // namespace

Result<Dataset> finish(RawSet raw, std::string name, const std::vector<std::string>& classes,
                       const DataOptions& options, const std::string& where) {
  Dataset dataset;
  dataset.name = std::move(name);
  if (raw.records.empty()) {
    const std::string of = classes.empty() ? "" : fmt::format(" of the classes {}", fmt::join(classes, ", "));
    return Error(diag::kBadData, where, fmt::format("no records{}", of));
  }
  KNAP_ASSIGN(dataset.classes, choose_classes(raw, classes));
  if (dataset.classes.size() < 2)
    return Error(diag::kBadData, where,
                 fmt::format("all records have the label '{}': at least two classes are needed",
                             fmt::join(dataset.classes, ", ")));
  keep_classes(raw, dataset.classes);
  KNAP_ASSIGN(std::vector<Split> splits, choose_splits(raw, options));
  if (options.limit > 0) limit_splits(raw, splits, options.limit, dataset.classes.size());
  dataset.is_series = raw.is_series;
  dataset.shape = raw.shape;
  if (raw.is_series) {
    KNAP_CHECK(options.frame > 0, "a series needs a frame");
    dataset.shape.dims[0] = options.frame;
  } else if (options.frame != 0 && options.frame != raw.shape[0]) {
    return Error(diag::kWrongType, "data.frame",
                 fmt::format("the records are no series: their shape is {}", to_string(raw.shape)));
  }
  dataset.format = raw.format;
  dataset.rate_hz = raw.rate_hz;
  dataset.records = std::move(raw.records);
  dataset.samples = std::move(raw.samples);
  for (std::size_t i = 0; i < splits.size(); ++i)
    dataset.splits[static_cast<std::size_t>(splits[i])].push_back(static_cast<std::uint32_t>(i));
  KNAP_TRY(check_classes(dataset, options, where));
  dataset.sha256 = hash_dataset(dataset);
  return dataset;
}

}  // namespace knap::data
