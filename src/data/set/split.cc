#include "data/set/split.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "core/base/diagnostics.h"
#include "core/base/hash.h"
#include "core/table/csv.h"

namespace knap::data {
namespace {

/// How many of `count` go to a part of that fraction.
std::size_t share_of(std::size_t count, double fraction) {
  const std::size_t share = static_cast<std::size_t>(std::llround(fraction * static_cast<double>(count)));
  return fraction > 0 && count >= 3 ? std::max<std::size_t>(share, 1) : share;
}

}  // namespace

std::vector<Split> split_by_hash(const std::vector<Record>& records, const DataOptions& options) {
  std::map<int, std::vector<std::pair<std::string, std::size_t>>> classes;
  for (std::size_t i = 0; i < records.size(); ++i)
    classes[records[i].label_index].emplace_back(
        sha256(fmt::format("knap split {}\n{}", options.split_seed, records[i].name)), i);
  std::vector<Split> splits(records.size(), Split::Train);
  for (auto& [label, members] : classes) {
    std::sort(members.begin(), members.end());
    const std::size_t test = share_of(members.size(), options.test_fraction);
    const std::size_t validation = share_of(members.size(), options.validation_fraction);
    for (std::size_t i = 0; i < std::min(members.size(), test + validation); ++i)
      splits[members[i].second] = i < test ? Split::Test : Split::Validation;
  }
  return splits;
}

std::string to_split_csv(const Dataset& dataset) {
  std::vector<Split> splits(dataset.records.size(), Split::Train);
  for (const Split split : kSplits)
    for (const std::uint32_t r : dataset.split(split)) splits[r] = split;
  std::string out = "record,split,label\n";
  for (std::size_t i = 0; i < splits.size(); ++i)
    out += fmt::format("{},{},{}\n", csv_field(dataset.records[i].name), to_string(splits[i]),
                       csv_field(dataset.records[i].label));
  return out;
}

Result<std::vector<SplitRow>> parse_split_csv(std::string_view text, const std::string& file) {
  KNAP_ASSIGN(const CsvTable table, parse_csv(text, file, {CsvHeader::Present}));
  if (table.header != std::vector<std::string>{"record", "split", "label"})
    return Error(diag::kBadData, file + ":1", "the first line is not record,split,label");
  std::vector<SplitRow> rows;
  std::map<std::string, int> seen;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const std::string where = fmt::format("{}:{}", file, table.lines[i]);
    const Result<Split> split = parse_split(table.rows[i][1]);
    if (!split.ok()) return Error(diag::kBadData, where, split.error().first().message);
    if (!seen.emplace(table.rows[i][0], table.lines[i]).second)
      return Error(
          diag::kBadData, where,
          fmt::format("record {} was named in line {} already", table.rows[i][0], seen[table.rows[i][0]]));
    rows.push_back({table.rows[i][0], *split, table.rows[i][2]});
  }
  return rows;
}

Result<AppliedSplit> apply_split(const std::vector<SplitRow>& rows, const std::vector<Record>& records,
                                 const std::string& file) {
  std::map<std::string, const SplitRow*> by_name;
  for (const SplitRow& row : rows) by_name[row.record] = &row;
  AppliedSplit applied;
  for (std::size_t i = 0; i < records.size(); ++i) {
    const auto found = by_name.find(records[i].name);
    if (found == by_name.end()) continue;
    if (found->second->label != records[i].label)
      return Error(diag::kBadData, file,
                   fmt::format("record {} has the label {} there and {} in the data", records[i].name,
                               found->second->label, records[i].label));
    applied.kept.push_back(i);
    applied.splits.push_back(found->second->split);
    by_name.erase(found);
  }
  if (!by_name.empty())
    return Error(
        diag::kBadData, file,
        fmt::format("record {} and {} more are not in the data", by_name.begin()->first, by_name.size() - 1));
  return applied;
}

}  // namespace knap::data
