#include "data/set/trainable.h"

#include <fmt/format.h>

#include "core/base/diagnostics.h"

namespace knap::data {
namespace {

/// A class that is split by a hash needs one record for each split.
constexpr std::int64_t kFewest = 3;

/// `lack` says what is missing; `total`: records of the class.
Diagnostic complain(const DataOptions& options, std::int64_t total, const std::string& lack) {
  if (options.limit > 0)
    return {&diag::kImpossible, "data.limit", fmt::format("{}; raise the limit, or 0 = all", lack)};
  if (!options.split_file.empty()) return {&diag::kBadData, options.split_file, lack};
  if (options.kind == DataKind::Set)
    return {&diag::kBadData, "data.name", fmt::format("{}; name a data.split_file that has some", lack)};
  if (total < kFewest)
    return {&diag::kBadData, options.path,
            fmt::format("{}; at least {} are needed, or a data.split_file", lack, kFewest)};
  return {&diag::kImpossible, "data.test_fraction",
          fmt::format("{}; lower test_fraction or validation_fraction", lack)};
}

}  // namespace

Result<void> check_trainable(const Dataset& dataset, const DataOptions& options) {
  const std::vector<std::int64_t> train = dataset.class_counts(Split::Train);
  const std::vector<std::int64_t> validation = dataset.class_counts(Split::Validation);
  const std::vector<std::int64_t> test = dataset.class_counts(Split::Test);
  std::vector<Diagnostic> found;
  for (std::size_t c = 0; c < train.size(); ++c) {
    if (train[c] > 0 && validation[c] > 0) continue;
    const std::int64_t total = train[c] + validation[c] + test[c];
    found.push_back(
        complain(options, total,
                 fmt::format("class '{}' has {} record{}, none of them to {} with", dataset.classes[c], total,
                             total == 1 ? "" : "s", train[c] == 0 ? "train" : "validate")));
  }
  if (found.empty() && dataset.split(Split::Test).empty())
    found.push_back(complain(options, static_cast<std::int64_t>(dataset.records.size()),
                             "no record is left to test with"));
  if (!found.empty()) return Error(std::move(found));
  return {};
}

}  // namespace knap::data
