#include "app/flow/inputs.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <optional>
#include <span>

#include "core/base/diagnostics.h"
#include "core/sys/files.h"
#include "core/table/array.h"
#include "core/table/csv.h"
#include "core/table/npy.h"
#include "data/format/gzip.h"
#include "data/format/idx.h"
#include "data/format/wfdb.h"

namespace knap::app {
namespace {

namespace fs = std::filesystem;

bool is_series(const Shape& shape) { return shape.rank() == 2; }

/// "t10k-images-idx3-ubyte.gz" -> "t10k", as data/split.csv names the records of such a file; "mine.npy" ->
/// "mine".
std::string stem_of(const std::string& path) {
  fs::path name = fs::path(path).filename();
  if (name.extension() == ".gz") name = name.stem();
  const std::string ending = name.extension().string();
  std::string stem =
      ending == ".npy" || ending == ".csv" || ending == ".idx" ? name.stem().string() : name.string();
  if (const std::size_t images = stem.find("-images"); images != std::string::npos && images > 0)
    stem.resize(images);
  return stem;
}

Result<std::int32_t> to_code(double sample, const InputRule& rule, const std::string& where,
                             std::size_t index) {
  if (!std::isfinite(sample))
    return Error(diag::kBadData, where, fmt::format("sample {} is not finite", index));
  if (rule.has_rounding)
    return static_cast<std::int32_t>(quantize(sample, rule.format, Rounding::RndConv, Overflow::Sat));
  if (sample != std::floor(sample))
    return Error(diag::kBadData, where,
                 fmt::format("sample {} is {}: the network takes whole numbers ({})", index, sample,
                             to_string(rule.format)));
  const Interval codes = rule.format.codes();
  if (sample < static_cast<double>(codes.low) || sample > static_cast<double>(codes.high))
    return Error(
        diag::kBadData, where,
        fmt::format("sample {} is {}: the network takes {} to {}", index, sample, codes.low, codes.high));
  return static_cast<std::int32_t>(sample);
}

/// One frame of `samples`; `where` names them in errors.
Result<NewInput> to_frame(std::string name, std::span<const double> samples, const InputRule& rule,
                          const std::string& where) {
  const auto size = static_cast<std::size_t>(rule.shape.size());
  const auto channels = static_cast<std::size_t>(rule.shape.channels());
  if (samples.empty()) return Error(diag::kBadData, where, "holds no samples");
  if (!is_series(rule.shape) && samples.size() != size)
    return Error(
        diag::kBadData, where,
        fmt::format("{} samples, the network takes {} ({})", samples.size(), size, to_string(rule.shape)));
  if (samples.size() % channels != 0)
    return Error(
        diag::kBadData, where,
        fmt::format("{} samples are no multiple of the network's {} channels", samples.size(), channels));
  NewInput input{std::move(name), std::vector<std::int32_t>(size, 0)};
  for (std::size_t i = 0; i < std::min(size, samples.size()); ++i) {
    KNAP_ASSIGN(input.codes[i], to_code(samples[i], rule, where, i));
  }
  return input;
}

Result<std::vector<NewInput>> load_record(const fs::path& path, const InputRule& rule) {
  const std::string header = path.string() + ".hea";
  if (!is_series(rule.shape))
    return Error(diag::kBadData, header,
                 fmt::format("is a recording, the network takes {}", to_string(rule.shape)));
  const fs::path folder = path.parent_path().empty() ? fs::path(".") : path.parent_path();
  KNAP_ASSIGN(const data::WfdbRecord record,
              data::read_wfdb_record(folder.string(), path.filename().string(), [](const std::string& file) {
                return read_file(file, diag::kBadData);
              }));
  const auto channels = static_cast<std::size_t>(rule.shape.channels());
  // One channel: the lead that was trained with. Several: the first ones, in the header's order.
  const std::size_t first = channels == 1 ? static_cast<std::size_t>(rule.lead) : 0;
  if (first + channels > record.signals.size())
    return Error(diag::kBadData, header,
                 fmt::format("signals {} to {} are needed, the record has {}", first, first + channels - 1,
                             record.signals.size()));
  const std::size_t length = record.signals[first].size();
  std::vector<double> samples(length * channels);
  for (std::size_t c = 0; c < channels; ++c)
    for (std::size_t i = 0; i < length; ++i) samples[i * channels + c] = record.signals[first + c][i];
  KNAP_ASSIGN(NewInput input, to_frame(path.filename().string(), samples, rule, header));
  return std::vector<NewInput>{std::move(input)};
}

/// Is `shape` that of one record? The channel of single-channel data may be left out; a series has any
/// length.
bool is_record(const Shape& shape, const Shape& wanted) {
  if (!is_series(wanted)) return shape.size() == wanted.size();
  return shape.rank() == 1 ? wanted.channels() == 1
                           : shape.rank() == 2 && shape.channels() == wanted.channels();
}

/// Entries of the first dimension, or the whole array where that is one record.
Result<std::vector<NewInput>> frames_of(const Array& array, const std::string& path, const InputRule& rule) {
  const std::vector<double> samples = to_doubles(array.elements);
  if (array.shape.rank() == 0 || samples.empty()) return Error(diag::kBadData, path, "holds no samples");
  const bool is_one = is_record(array.shape, rule.shape);
  const Shape entry(std::vector<std::int64_t>(array.shape.dims.begin() + 1, array.shape.dims.end()));
  if (!is_one && !is_record(entry, rule.shape))
    return Error(diag::kBadData, path,
                 fmt::format("holds {} records of shape {}, the network takes {}", array.shape[0],
                             to_string(entry), to_string(rule.shape)));
  const std::size_t count = is_one ? 1 : static_cast<std::size_t>(array.shape[0]);
  const std::size_t size = samples.size() / count;
  std::vector<NewInput> inputs;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string name = fmt::format("{}/{}", stem_of(path), i);
    KNAP_ASSIGN(NewInput input, to_frame(name, std::span(samples).subspan(i * size, size), rule,
                                         is_one ? path : fmt::format("{} entry {}", path, i)));
    inputs.push_back(std::move(input));
  }
  return inputs;
}

Result<std::vector<NewInput>> load_csv(std::string_view bytes, const std::string& path,
                                       const InputRule& rule) {
  KNAP_ASSIGN(const CsvTable table, parse_csv(bytes, path, {CsvHeader::Guess}));
  if (table.rows.empty()) return Error(diag::kBadData, path, "holds no rows");
  std::vector<NewInput> inputs;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const std::string where = fmt::format("{}:{}", path, table.lines[i]);
    std::vector<double> samples;
    for (std::size_t j = 0; j < table.rows[i].size(); ++j) {
      const std::optional<double> value = parse_number(table.rows[i][j]);
      if (!value)
        return Error(diag::kBadData, where,
                     fmt::format("'{}' in column {} is not a number", table.rows[i][j].substr(0, 40), j));
      samples.push_back(*value);
    }
    KNAP_ASSIGN(NewInput input, to_frame(fmt::format("{}/{}", stem_of(path), i), samples, rule, where));
    inputs.push_back(std::move(input));
  }
  return inputs;
}

bool is_idx(std::string_view bytes) {
  return bytes.size() >= 4 && bytes[0] == '\0' && bytes[1] == '\0' && bytes[2] >= 0x08 && bytes[2] <= 0x0e;
}

}  // namespace

Result<std::vector<NewInput>> load_inputs(const std::string& path, const InputRule& rule) {
  fs::path record = path;
  const std::string ending = record.extension().string();
  if (ending == ".hea" || ending == ".mat" || ending == ".dat")
    return load_record(record.replace_extension(), rule);
  if (!is_file(path) && is_file(path + ".hea")) return load_record(record, rule);

  KNAP_ASSIGN(std::string bytes, read_file(path, diag::kBadData));
  if (data::is_gzip(bytes)) {
    KNAP_ASSIGN(bytes, data::gunzip(bytes, path));
  }
  if (bytes.rfind("\x93NUMPY", 0) == 0) {
    KNAP_ASSIGN(const Array array, parse_npy(bytes, path));
    return frames_of(array, path, rule);
  }
  if (is_idx(bytes)) {
    KNAP_ASSIGN(const Array array, data::parse_idx(bytes, path));
    return frames_of(array, path, rule);
  }
  if (fs::path(path).extension() == ".csv" || path.ends_with(".csv.gz")) return load_csv(bytes, path, rule);
  return Error(diag::kBadData, path, "is neither a WFDB record, nor an IDX, NPY or CSV file");
}

}  // namespace knap::app
