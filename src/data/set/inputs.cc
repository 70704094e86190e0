#include "data/set/inputs.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/diagnostics.h"
#include "core/sys/files.h"
#include "data/format/cifar.h"
#include "data/format/csv.h"
#include "data/format/idx.h"
#include "data/format/npy.h"
#include "data/format/wfdb.h"

namespace knap::data {
namespace {

namespace fs = std::filesystem;

/// Samples of one input, before they are brought to the frame.
struct Raw {
  std::string name;
  std::vector<double> samples;
  bool is_recording = false;  ///< may differ in length from the frame
};

Result<std::vector<Raw>> read_record(const fs::path& path) {
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  const std::string name = path.has_extension() ? path.stem().string() : path.filename().string();
  KNAP_ASSIGN(const WfdbRecord record, read_wfdb_record(folder.string(), name, [](const std::string& file) {
                return read_file(file, diag::kBadData);
              }));
  if (record.signals.empty()) return Error(diag::kBadData, path.string(), "the record has no signals");
  return std::vector<Raw>{{name, {record.signals[0].begin(), record.signals[0].end()}, true}};
}

/// One input per index of the first dimension; an array of the very shape is one input.
Result<std::vector<Raw>> split_array(const Array& array, const fs::path& path, const Shape& shape) {
  const std::vector<double> all = to_doubles(array.elements);
  if (all.empty()) return Error(diag::kBadData, path.string(), "holds no samples");
  const bool is_single = array.shape.rank() < 2 || array.shape == shape;
  const std::size_t count = is_single ? 1 : static_cast<std::size_t>(array.shape[0]);
  const std::size_t size = all.size() / count;
  std::vector<Raw> raws;
  for (std::size_t i = 0; i < count; ++i) {
    const auto first = all.begin() + static_cast<std::ptrdiff_t>(i * size);
    raws.push_back({is_single ? path.filename().string() : fmt::format("{}/{}", path.filename().string(), i),
                    {first, first + static_cast<std::ptrdiff_t>(size)},
                    array.shape.rank() <= 2});
  }
  return raws;
}

Result<std::vector<Raw>> read_csv(const std::string& bytes, const fs::path& path) {
  KNAP_ASSIGN(const CsvTable table, parse_csv(bytes, path.string(), {CsvHeader::Guess}));
  std::vector<Raw> raws;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    Raw raw{fmt::format("{}/{}", path.filename().string(), i), {}, true};
    for (const std::string& field : table.rows[i]) {
      const std::optional<double> value = parse_number(field);
      if (!value)
        return Error(diag::kBadData, fmt::format("{}:{}", path.string(), table.lines[i]),
                     fmt::format("'{}' is not a number (an input has no label)", field.substr(0, 40)));
      raw.samples.push_back(*value);
    }
    raws.push_back(std::move(raw));
  }
  if (raws.empty()) return Error(diag::kBadData, path.string(), "holds no rows");
  return raws;
}

Result<std::vector<Raw>> read_raws(const fs::path& path, const Shape& shape) {
  const std::string extension = path.extension().string();
  if (extension == ".hea" || extension == ".mat" || extension == ".dat" ||
      (!is_file(path) && is_file(fs::path(path.string() + ".hea"))))
    return read_record(path);
  KNAP_ASSIGN(const std::string bytes, read_file(path, diag::kBadData));
  if (extension == ".csv") return read_csv(bytes, path);
  if (extension == ".bin") {
    KNAP_ASSIGN(CifarBatch batch, parse_cifar10(bytes, path.string()));
    const Shape stored{static_cast<std::int64_t>(batch.labels.size()), kCifarSide, kCifarSide,
                       kCifarChannels};
    return split_array({stored, std::move(batch.pixels)}, path, shape);
  }
  KNAP_ASSIGN(const Array array,
              extension == ".npy" ? parse_npy(bytes, path.string()) : parse_idx(bytes, path.string()));
  return split_array(array, path, shape);
}

Result<IntTensor> to_frame(const Raw& raw, const fs::path& path, const Shape& shape, const Fixed& format) {
  const std::size_t size = static_cast<std::size_t>(shape.size());
  const bool may_differ = raw.is_recording && shape.rank() == 2 && shape.channels() == 1;
  if (raw.samples.size() != size && !may_differ)
    return Error(diag::kBadData, path.string(),
                 fmt::format("{} has {} samples, the network takes {} ({})", raw.name, raw.samples.size(),
                             size, to_string(shape)));
  const bool is_whole = std::all_of(raw.samples.begin(), raw.samples.end(), [](double v) {
    return v == static_cast<double>(static_cast<std::int64_t>(v));
  });
  IntTensor frame(shape);
  for (std::size_t i = 0; i < std::min(size, raw.samples.size()); ++i) {
    const std::int64_t code = is_whole ? static_cast<std::int64_t>(raw.samples[i])
                                       : quantize(raw.samples[i], format, Rounding::RndConv, Overflow::Sat);
    if (!format.codes().contains(code))
      return Error(diag::kBadData, path.string(),
                   fmt::format("sample {} of {} is {}, outside {}", i, raw.name, code, to_string(format)));
    frame.data[i] = code;
  }
  return frame;
}

}  // namespace

Result<std::vector<UnlabelledInput>> load_inputs(const fs::path& path, const Shape& shape,
                                                 const Fixed& format) {
  KNAP_ASSIGN(const std::vector<Raw> raws, read_raws(path, shape));
  std::vector<UnlabelledInput> inputs;
  for (const Raw& raw : raws) {
    for (const double v : raw.samples)
      if (!(v > -9e15 && v < 9e15))
        return Error(diag::kBadData, path.string(), raw.name + " holds a sample that is no usable number");
    KNAP_ASSIGN(IntTensor codes, to_frame(raw, path, shape, format));
    inputs.push_back({raw.name, std::move(codes)});
  }
  return inputs;
}

}  // namespace knap::data
