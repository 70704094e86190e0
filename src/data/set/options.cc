#include "data/set/options.h"

#include <fmt/format.h>

#include "core/base/diagnostics.h"
#include "core/num/format.h"

namespace knap::data {

std::string_view to_string(DataKind kind) { return enum_names(kind)[static_cast<std::size_t>(kind)]; }

Result<void> check_options(const DataOptions& o) {
  std::vector<Diagnostic> found;
  const auto need = [&](bool holds, std::string_view key, std::string message) {
    if (!holds) found.push_back({&diag::kWrongType, fmt::format("data.{}", key), std::move(message)});
  };
  const bool is_set = o.kind == DataKind::Set;
  need(is_set || !o.path.empty(), "path",
       fmt::format("kind = \"{}\" needs the path of the data", to_string(o.kind)));
  need(!is_set || o.path.empty(), "path", "a path needs a kind: csv, npy, idx or wfdb");
  const bool needs_labels = o.kind == DataKind::Npy || o.kind == DataKind::Idx;
  need(!needs_labels || !o.labels.empty(), "labels", "the file of the labels is missing");
  need(o.validation_fraction + o.test_fraction < 1, "test_fraction",
       "test_fraction and validation_fraction must leave records to train with: their sum is below 1");
  std::int64_t elements = 1;
  for (const std::int64_t d : o.shape) {
    need(d > 0 && elements <= (1 << 24) / d, "shape",
         "a dimension is below 1 or the shape exceeds 2^24 elements");
    elements = d > 0 && elements <= (1 << 24) / d ? elements * d : 1;
  }
  if (!o.sample_format.empty()) {
    const Result<Fixed> format = parse_fixed(o.sample_format);
    need(format.ok() && format->width_bits <= 32, "sample_format",
         fmt::format("'{}' is no fixed<W,I> or ufixed<W,I> of at most 32 bits", o.sample_format));
  }
  if (!found.empty()) return Error(std::move(found));
  return {};
}

}  // namespace knap::data
