#include <fmt/format.h>

#include "core/base/diagnostics.h"
#include "core/sys/files.h"
#include "core/table/csv.h"
#include "data/set/raw_set.h"

namespace knap::data {
namespace {

constexpr std::int64_t kFrames = 49, kCoefficients = 10;

}  // namespace

Result<RawSet> load_kws01(const std::filesystem::path& folder, const Watch& watch) {
  const std::string path = (folder / "y_labels.csv").string();
  KNAP_ASSIGN(const std::string text, read_file(path, diag::kBadData));
  KNAP_ASSIGN(const CsvTable table, parse_csv(text, path));
  RawSet raw;
  raw.shape = Shape{kFrames, kCoefficients, 1};
  raw.format = Fixed{true, 8, 0};
  KNAP_ASSIGN(const SetInfo* info, find_set("kws01"));
  raw.labels.assign(info->labels.begin(), info->labels.end());
  std::vector<std::int8_t> samples;
  const std::size_t size = static_cast<std::size_t>(raw.shape.size());
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    KNAP_TRY(watch.check("data"));
    const std::string where = fmt::format("{}:{}", path, table.lines[i]);
    if (table.rows[i].size() != 3 || table.rows[i][0].find('/') != std::string::npos)
      return Error(diag::kBadData, where, "not a line FILE,CLASSES,CLASS");
    const std::optional<double> label = parse_number(table.rows[i][2]);
    if (!label || *label < 0 || *label >= static_cast<double>(raw.labels.size()) ||
        *label != static_cast<int>(*label))
      return Error(diag::kBadData, where, fmt::format("'{}' is no class from 0 to 11", table.rows[i][2]));
    const std::filesystem::path file = folder / table.rows[i][0];
    KNAP_ASSIGN(const std::string bytes, read_file(file, diag::kBadData));
    if (bytes.size() != size)
      return Error(diag::kBadData, file.string(), fmt::format("{} bytes instead of {}", bytes.size(), size));
    raw.records.push_back(
        {file.stem().string(), raw.labels[static_cast<std::size_t>(*label)], 0, samples.size(), size});
    raw.official.push_back(Split::Test);
    for (const char c : bytes) samples.push_back(static_cast<std::int8_t>(c));
  }
  raw.samples = share(std::move(samples));
  return raw;
}

}  // namespace knap::data
