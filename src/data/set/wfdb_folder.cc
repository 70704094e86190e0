#include <fmt/format.h>

#include <algorithm>

#include "core/base/diagnostics.h"
#include "core/base/parallel.h"
#include "core/sys/files.h"
#include "core/table/csv.h"
#include "data/format/wfdb.h"
#include "data/set/raw_set.h"

namespace knap::data {
namespace {

struct LabelledName {
  std::string record, label;
};

Result<std::vector<LabelledName>> read_labels(const std::filesystem::path& path,
                                              const std::vector<std::string>& classes) {
  KNAP_ASSIGN(const std::string text, read_file(path, diag::kBadData));
  KNAP_ASSIGN(const CsvTable table, parse_csv(text, path.string()));
  if (table.rows.empty() || table.rows.front().size() < 2)
    return Error(diag::kBadData, path.string(), "no record,label lines");
  std::vector<LabelledName> names;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const std::string& record = table.rows[i][0];
    if (record.empty() || record.find("..") != std::string::npos || record.front() == '/')
      return Error(diag::kBadData, fmt::format("{}:{}", path.string(), table.lines[i]),
                   fmt::format("'{}' is no record's name", record));
    if (is_chosen(classes, table.rows[i][1])) names.push_back({record, table.rows[i][1]});
  }
  std::stable_sort(names.begin(), names.end(),
                   [](const LabelledName& a, const LabelledName& b) { return a.record < b.record; });
  for (std::size_t i = 1; i < names.size(); ++i)
    if (names[i].record == names[i - 1].record)
      return Error(diag::kBadData, path.string(),
                   fmt::format("record {} is labelled twice", names[i].record));
  return names;
}

/// One record's samples, or what is wrong with it.
struct Slot {
  std::vector<std::int16_t> samples;
  double rate_hz = 0;
  std::optional<Error> error;
};

void read_slot(const std::filesystem::path& folder, const std::string& name, std::size_t lead, Slot& slot) {
  Result<WfdbRecord> record = read_wfdb_record(
      folder.string(), name, [](const std::string& path) { return read_file(path, diag::kBadData); });
  if (!record.ok()) {
    slot.error = std::move(record).error();
  } else if (lead >= record->signals.size()) {
    slot.error =
        Error(diag::kBadData, (folder / (name + ".hea")).string(),
              fmt::format("signal {} is asked for, the record has {}", lead, record->signals.size()));
  } else if (record->signals[lead].empty()) {
    slot.error = Error(diag::kBadData, (folder / (name + ".hea")).string(), "the record has no samples");
  } else {
    slot.samples = std::move(record->signals[lead]);
    slot.rate_hz = record->header.rate_hz;
  }
}

}  // namespace

bool is_chosen(const std::vector<std::string>& classes, const std::string& label) {
  return classes.empty() || std::find(classes.begin(), classes.end(), label) != classes.end();
}

Result<RawSet> load_wfdb_folder(const std::filesystem::path& folder, const std::filesystem::path& labels,
                                std::int64_t lead, const std::vector<std::string>& classes,
                                const Watch& watch) {
  KNAP_ASSIGN(const std::vector<LabelledName> names, read_labels(labels, classes));
  std::vector<Slot> slots(names.size());
  parallel_for(names.size(), [&](std::size_t i) {
    if (!watch.is_stopped()) read_slot(folder, names[i].record, static_cast<std::size_t>(lead), slots[i]);
  });
  KNAP_TRY(watch.check("data"));
  RawSet raw;
  raw.shape = Shape{0, 1};
  raw.is_series = true;
  raw.format = Fixed{true, 16, 0};
  std::size_t total = 0;
  for (const Slot& slot : slots) {
    if (slot.error) return *slot.error;
    total += slot.samples.size();
  }
  std::vector<std::int16_t> samples;
  samples.reserve(total);
  for (std::size_t i = 0; i < slots.size(); ++i) {
    if (i == 0) raw.rate_hz = slots[i].rate_hz;
    if (slots[i].rate_hz != raw.rate_hz)
      return Error(diag::kBadData, (folder / (names[i].record + ".hea")).string(),
                   fmt::format("sampled at {} Hz, record {} at {} Hz", slots[i].rate_hz, names[0].record,
                               raw.rate_hz));
    raw.records.push_back({names[i].record, names[i].label, 0, samples.size(), slots[i].samples.size()});
    samples.insert(samples.end(), slots[i].samples.begin(), slots[i].samples.end());
    slots[i].samples = {};
  }
  raw.samples = share(std::move(samples));
  return raw;
}

Result<RawSet> load_cinc2017(const std::filesystem::path& folder, const std::vector<std::string>& classes,
                             const Watch& watch) {
  return load_wfdb_folder(folder, folder / "REFERENCE.csv", 0, classes, watch);
}

}  // namespace knap::data
