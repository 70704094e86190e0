// What the fuzz targets of this room do with their bytes; tests replay the corpora through the same
// functions.
#pragma once

#include <array>
#include <string_view>

#include "core/base/check.h"
#include "core/table/csv.h"
#include "core/table/npy.h"
#include "data/format/cifar.h"
#include "data/format/gzip.h"
#include "data/format/idx.h"
#include "data/format/mat4.h"
#include "data/format/wfdb.h"
#include "data/format/wfdb_annotation.h"
#include "data/format/wfdb_signal.h"
#include "data/format/zip.h"

namespace knap::data {

/// Bytes that a gzip file may expand to in fuzzing, so that an execution stays short.
inline constexpr std::size_t kFuzzExpandedMax = 1 << 16;

/// Same shape and the same element bytes (NaN equals itself).
inline bool is_same(const Array& a, const Array& b) { return a.shape == b.shape && to_npy(a) == to_npy(b); }

inline void fuzz_idx(std::string_view bytes) {
  if (is_gzip(bytes)) return;  // gzip has a target of its own
  const Result<Array> array = parse_idx(bytes, "x");
  if (array.ok()) KNAP_CHECK(to_idx(*array) == bytes);
}
inline void fuzz_npy(std::string_view bytes) {
  const Result<Array> array = parse_npy(bytes, "x");
  if (array.ok()) KNAP_CHECK(is_same(parse_npy(to_npy(*array), "x").value(), *array));
}
inline void fuzz_mat4(std::string_view bytes) {
  const Result<Mat4> mat = parse_mat4(bytes, "x");
  if (mat.ok()) KNAP_CHECK(is_same(parse_mat4(to_mat4(*mat), "x").value().matrix, mat->matrix));
}
inline void fuzz_cifar(std::string_view bytes) {
  if (is_gzip(bytes)) return;
  const Result<CifarBatch> batch = parse_cifar10(bytes, "x");
  if (batch.ok()) KNAP_CHECK(batch->labels.size() * (1 + kCifarPixels) == bytes.size());
}
inline void fuzz_csv(std::string_view bytes) {
  const Result<CsvTable> table = parse_csv(bytes, "x", {CsvHeader::Guess});
  if (!table.ok()) return;
  std::string text;
  for (const auto& row : table->rows) {
    for (std::size_t i = 0; i < row.size(); ++i) text += (i > 0 ? "," : "") + csv_field(row[i]);
    if (text.empty() || text.back() == '\n') text += "\"\"";  // one empty field: not a blank line
    text += "\n";
  }
  if (text.rfind("\xef\xbb\xbf", 0) == 0) return;
  KNAP_CHECK(parse_csv(text, "x").value().rows == table->rows);
}
inline void fuzz_gzip(std::string_view bytes) {
  const Result<std::string> out = gunzip(bytes, "x", kFuzzExpandedMax);
  if (out.ok()) KNAP_CHECK(out->size() <= kFuzzExpandedMax);
}
inline void fuzz_wfdb_header(std::string_view bytes) {
  const Result<WfdbHeader> header = parse_wfdb_header(bytes, "x.hea");
  if (header.ok()) KNAP_CHECK(header->rate_hz > 0 && header->length >= 0);
}
inline void fuzz_wfdb_signal(std::string_view bytes) {
  if (bytes.empty()) return;
  const unsigned choice = static_cast<unsigned char>(bytes[0]);
  const int format = (choice & 1u) != 0 ? 16 : 212;
  const std::int64_t signals = 1 + (choice >> 1 & 3);
  const Result<std::vector<std::int16_t>> samples =
      parse_wfdb_samples(bytes.substr(1), "x", format, choice >> 3 & 3, signals, choice >> 5);
  if (samples.ok())
    KNAP_CHECK(parse_wfdb_samples(to_wfdb_samples(*samples, format), "x", format, 0, 1, 0).ok());
}
inline void fuzz_wfdb_annotation(std::string_view bytes) {
  const Result<std::vector<Annotation>> found = parse_annotations(bytes, "x.atr");
  if (found.ok())
    for (const Annotation& a : *found) KNAP_CHECK(a.sample >= 0 && annotation_symbol(a.code).size() <= 1);
}
/// Up to the first zero byte a header, then its signal file.
inline void fuzz_wfdb(std::string_view bytes) {
  const std::size_t cut = std::min(bytes.find('\0'), bytes.size());
  const std::string_view signal = bytes.substr(std::min(cut + 1, bytes.size()));
  const Result<WfdbRecord> record =
      read_wfdb_record("d", "x", [&](const std::string& path) -> Result<std::string> {
        return std::string(path == "d/x.hea" ? bytes.substr(0, cut) : signal);
      });
  if (!record.ok()) return;
  for (const auto& samples : record->signals)
    KNAP_CHECK(static_cast<std::int64_t>(samples.size()) == record->header.length);
}
inline void fuzz_zip(std::string_view bytes) {
  const Result<std::vector<ZipEntry>> entries = list_zip(bytes, "x.zip");
  if (!entries.ok()) return;
  for (const ZipEntry& entry : *entries) {
    if (entry.size_bytes > kFuzzExpandedMax) continue;
    const Result<std::string> text = read_zip_entry(bytes, "x.zip", entry);
    if (text.ok()) KNAP_CHECK(text->size() == entry.size_bytes);
  }
}

struct FuzzTarget {
  std::string_view stem;  ///< of x_fuzz.cc and of tests/corpus/x
  void (*run)(std::string_view bytes);
};
inline constexpr std::array kFuzzTargets = {
    FuzzTarget{"cifar", fuzz_cifar},
    FuzzTarget{"csv", fuzz_csv},
    FuzzTarget{"gzip", fuzz_gzip},
    FuzzTarget{"idx", fuzz_idx},
    FuzzTarget{"mat4", fuzz_mat4},
    FuzzTarget{"npy", fuzz_npy},
    FuzzTarget{"wfdb", fuzz_wfdb},
    FuzzTarget{"wfdb_annotation", fuzz_wfdb_annotation},
    FuzzTarget{"wfdb_header", fuzz_wfdb_header},
    FuzzTarget{"wfdb_signal", fuzz_wfdb_signal},
    FuzzTarget{"zip", fuzz_zip},
};

}  // namespace knap::data
