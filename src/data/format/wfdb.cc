#include "data/format/wfdb.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/table/bytes.h"
#include "data/format/mat4.h"
#include "data/format/wfdb_signal.h"

namespace knap::data {
namespace {

/// Samples of one file, (frame, signal).
struct Block {
  std::vector<std::int16_t> samples;
  std::int64_t length = 0;
};

Result<Block> read_mat(std::string_view bytes, const std::string& path, std::int64_t signals,
                       std::int64_t length) {
  KNAP_ASSIGN(Mat4 mat, parse_mat4(bytes, path));
  if (mat.name != "val") return bad_bytes(path, 20, "the matrix is not named val");
  auto* samples = std::get_if<std::vector<std::int16_t>>(&mat.matrix.elements);
  if (!samples)
    return bad_bytes(path, 0, fmt::format("elements are {} instead of i16", to_string(mat.matrix.type())));
  if (mat.matrix.shape[1] != signals)
    return bad_bytes(path, 4,
                     fmt::format("{} rows for {} signals of the header", mat.matrix.shape[1], signals));
  if (length != 0 && mat.matrix.shape[0] != length)
    return bad_bytes(path, 8, fmt::format("{} samples, the header says {}", mat.matrix.shape[0], length));
  return Block{std::move(*samples), mat.matrix.shape[0]};
}

/// Reads the file of signals [first, last) of the header, which all name it.
Result<Block> read_block(const WfdbHeader& header, std::size_t first, std::size_t last,
                         const std::string& path, const ReadFile& read_file) {
  const WfdbSignal& signal = header.signals[first];
  const std::int64_t count = static_cast<std::int64_t>(last - first);
  KNAP_ASSIGN(const std::string bytes, read_file(path));
  if (path.ends_with(".mat") && signal.format == 16) return read_mat(bytes, path, count, header.length);
  KNAP_ASSIGN(std::vector<std::int16_t> samples,
              parse_wfdb_samples(bytes, path, signal.format, signal.offset_bytes, count, header.length));
  const std::int64_t length = static_cast<std::int64_t>(samples.size()) / count;
  return Block{std::move(samples), length};
}

Result<void> check_sum(const WfdbSignal& signal, const std::vector<std::int16_t>& samples,
                       const std::string& path) {
  if (signal.checksum.value_or(0) == 0) return {};
  const std::int16_t sum = wfdb_checksum(samples, 0, 1);
  if (sum == static_cast<std::int16_t>(*signal.checksum)) return {};
  return bad_bytes(path, signal.offset_bytes,
                   fmt::format("corrupt: checksum {} instead of {} for signal {}", sum, *signal.checksum,
                               signal.description));
}

}  // namespace

Result<WfdbRecord> read_wfdb_record(const std::string& folder, const std::string& name,
                                    const ReadFile& read_file) {
  const std::string header_path = folder + "/" + name + ".hea";
  WfdbRecord record;
  KNAP_ASSIGN(const std::string text, read_file(header_path));
  KNAP_ASSIGN(record.header, parse_wfdb_header(text, header_path));
  WfdbHeader& header = record.header;
  for (std::size_t first = 0; first < header.signals.size();) {
    const WfdbSignal& signal = header.signals[first];
    std::size_t last = first + 1;
    while (last < header.signals.size() && header.signals[last].file == signal.file) {
      if (header.signals[last].format != signal.format)
        return Error(diag::kBadData, header_path, "signals of one file differ in their format");
      ++last;
    }
    const std::string path = folder + "/" + signal.file;
    KNAP_ASSIGN(const Block block, read_block(header, first, last, path, read_file));
    if (first == 0 && header.length == 0) header.length = block.length;
    if (block.length != header.length)
      return bad_bytes(path, 0,
                       fmt::format("{} samples, other signals have {}", block.length, header.length));
    const std::size_t stride = last - first;
    for (std::size_t s = 0; s < stride; ++s) {
      std::vector<std::int16_t> samples(static_cast<std::size_t>(block.length));
      for (std::size_t i = 0; i < samples.size(); ++i) samples[i] = block.samples[i * stride + s];
      KNAP_TRY(check_sum(header.signals[first + s], samples, path));
      record.signals.push_back(std::move(samples));
    }
    first = last;
  }
  return record;
}

}  // namespace knap::data
