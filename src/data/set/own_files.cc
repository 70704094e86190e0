#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "core/base/diagnostics.h"
#include "core/sys/files.h"
#include "core/table/csv.h"
#include "core/table/npy.h"
#include "data/format/idx.h"
#include "data/set/raw_set.h"

namespace knap::data {
namespace {

Result<Array> read_array(const std::string& path, DataKind kind) {
  KNAP_ASSIGN(const std::string bytes, read_file(path, diag::kBadData));
  return kind == DataKind::Npy ? parse_npy(bytes, path) : parse_idx(bytes, path);
}

/// The shape of one record: as asked for, else as stored with the channel added to IDX images.
Result<Shape> record_shape(const Shape& stored, const DataOptions& options) {
  Shape shape(std::vector<std::int64_t>(stored.dims.begin() + 1, stored.dims.end()));
  if (options.kind == DataKind::Idx && shape.rank() == 2) shape.dims.push_back(1);
  if (shape.rank() == 0) shape.dims.push_back(1);
  if (options.shape.empty()) return shape;
  const Shape wanted(options.shape);
  if (wanted.size() != shape.size())
    return Error(diag::kWrongType, "data.shape",
                 fmt::format("{} has {} elements, a record of the data has {}", to_string(wanted),
                             wanted.size(), shape.size()));
  return wanted;
}

/// Fills `raw` with equal records, named prefix/0, prefix/1, ...
Result<void> take_array(RawSet& raw, Array array, const std::vector<std::string>& labels,
                        const DataOptions& options, const std::string& prefix) {
  KNAP_ASSIGN(raw.shape, record_shape(array.shape, options));
  KNAP_ASSIGN(CodedSamples coded, to_codes(std::move(array), options.sample_format, options.path));
  raw.samples = std::move(coded.samples);
  raw.format = coded.format;
  const std::size_t size = static_cast<std::size_t>(raw.shape.size());
  for (std::size_t i = 0; i < labels.size(); ++i)
    raw.records.push_back({fmt::format("{}/{}", prefix, i), labels[i], 0, i * size, size});
  return {};
}

/// Labels in numeric order where all are numbers, else sorted as texts.
std::vector<std::string> distinct(std::vector<std::string> labels) {
  std::sort(labels.begin(), labels.end());
  labels.erase(std::unique(labels.begin(), labels.end()), labels.end());
  const bool are_numbers = std::all_of(labels.begin(), labels.end(),
                                       [](const std::string& l) { return parse_number(l).has_value(); });
  if (are_numbers)
    std::stable_sort(labels.begin(), labels.end(), [](const std::string& a, const std::string& b) {
      return *parse_number(a) < *parse_number(b);
    });
  return labels;
}

Result<RawSet> load_arrays(const DataOptions& options) {
  KNAP_ASSIGN(Array samples, read_array(options.path, options.kind));
  KNAP_ASSIGN(const Array labels, read_array(options.labels, options.kind));
  if (samples.shape.rank() < 1 || samples.shape.size() == 0)
    return Error(diag::kBadData, options.path, fmt::format("no records: shape {}", to_string(samples.shape)));
  if (labels.shape.rank() != 1 || is_real(labels.type()))
    return Error(diag::kBadData, options.labels, "labels are not a list of integers");
  if (labels.shape[0] != samples.shape[0])
    return Error(diag::kBadData, options.labels,
                 fmt::format("{} labels for {} records", labels.shape[0], samples.shape[0]));
  std::vector<std::string> names;
  for (const double label : to_doubles(labels.elements)) names.push_back(fmt::format("{:.0f}", label));
  RawSet raw;
  raw.labels = distinct(names);
  const std::string prefix = std::filesystem::path(options.path).stem().stem().string();
  KNAP_TRY(take_array(raw, std::move(samples), names, options, prefix));
  return raw;
}

Result<std::size_t> label_column(const CsvTable& table, const DataOptions& options) {
  const std::size_t columns = table.rows.front().size();
  if (options.label_column.empty()) return columns - 1;
  for (std::size_t i = 0; i < table.header.size(); ++i)
    if (table.header[i] == options.label_column) return i;
  std::size_t number = 0;
  const std::string& text = options.label_column;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (status == std::errc{} && end == text.data() + text.size() && number < columns) return number;
  return Error(diag::kUnknownName, "data.label_column",
               fmt::format("'{}' names none of the {} columns of {}", text, columns, options.path));
}

Result<RawSet> load_csv(const DataOptions& options) {
  KNAP_ASSIGN(const std::string bytes, read_file(options.path, diag::kBadData));
  KNAP_ASSIGN(const CsvTable table, parse_csv(bytes, options.path, {CsvHeader::Guess}));
  if (table.rows.empty() || table.rows.front().size() < 2)
    return Error(diag::kBadData, options.path, "no rows of samples and a label");
  KNAP_ASSIGN(const std::size_t column, label_column(table, options));
  std::vector<std::string> labels;
  std::vector<double> values;
  for (std::size_t i = 0; i < table.rows.size(); ++i)
    for (std::size_t j = 0; j < table.rows[i].size(); ++j) {
      const std::string& field = table.rows[i][j];
      if (j == column) {
        labels.push_back(field);
        continue;
      }
      const std::optional<double> value = parse_number(field);
      if (!value)
        return Error(diag::kBadData, fmt::format("{}:{}", options.path, table.lines[i]),
                     fmt::format("'{}' in column {} is not a number", field.substr(0, 40), j));
      values.push_back(*value);
    }
  RawSet raw;
  raw.labels = distinct(labels);
  const Shape shape{static_cast<std::int64_t>(table.rows.size()),
                    static_cast<std::int64_t>(table.rows.front().size()) - 1};
  KNAP_TRY(take_array(raw, {shape, std::move(values)}, labels, options,
                      std::filesystem::path(options.path).stem().string()));
  return raw;
}

}  // namespace

Result<RawSet> load_own_files(const DataOptions& options, const Watch& watch) {
  KNAP_TRY(watch.check("data"));
  switch (options.kind) {
    case DataKind::Csv:
      return load_csv(options);
    case DataKind::Npy:
    case DataKind::Idx:
      return load_arrays(options);
    case DataKind::Wfdb: {
      const std::filesystem::path folder = options.path;
      return load_wfdb_folder(
          folder, options.labels.empty() ? folder / "REFERENCE.csv" : std::filesystem::path(options.labels),
          options.lead, options.classes, watch);
    }
    case DataKind::Set:
      break;
  }
  KNAP_CHECK(false, "a registered set has no files of its own");
}

}  // namespace knap::data
