#include "data/set/dataset.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/diagnostics.h"
#include "core/base/hash.h"
#include "core/base/parallel.h"

namespace knap::data {

std::string_view to_string(Split split) {
  switch (split) {
    case Split::Train:
      return "train";
    case Split::Validation:
      return "validation";
    case Split::Test:
      return "test";
  }
  KNAP_CHECK(false, "split");
}

Result<Split> parse_split(std::string_view text) {
  for (const Split split : kSplits)
    if (to_string(split) == text) return split;
  return Error(diag::kUnknownName, "split", fmt::format("'{}' is none of train, validation, test", text));
}

std::size_t size(const Samples& samples) {
  return std::visit([](const auto& items) { return items ? items->size() : 0; }, samples);
}

std::vector<std::int64_t> Dataset::class_counts(Split which) const {
  std::vector<std::int64_t> counts(classes.size());
  for (const std::uint32_t r : split(which)) ++counts[static_cast<std::size_t>(records[r].label_index)];
  return counts;
}

void Dataset::copy_codes(std::size_t record, std::span<std::int32_t> out, std::size_t first) const {
  const Record& r = records.at(record);
  const std::size_t have = first < r.length ? std::min(out.size(), r.length - first) : 0;
  std::visit(
      [&](const auto& items) {
        std::copy_n(items->begin() + static_cast<std::ptrdiff_t>(r.first + first), have, out.begin());
      },
      samples);
  std::fill(out.begin() + static_cast<std::ptrdiff_t>(have), out.end(), 0);
}

IntTensor Dataset::codes(std::size_t record) const {
  std::vector<std::int32_t> frame(static_cast<std::size_t>(shape.size()));
  copy_codes(record, frame);
  return IntTensor(shape, std::vector<std::int64_t>(frame.begin(), frame.end()));
}

std::string hash_dataset(const Dataset& dataset) {
  std::vector<Split> split_of(dataset.records.size(), Split::Train);
  for (const Split split : kSplits)
    for (const std::uint32_t r : dataset.split(split)) split_of[r] = split;
  // A hash per block of records, then the hash of these: the threads' number does not show. Our machines are
  // little endian, so the samples' bytes are hashed as they lie.
  constexpr std::size_t kBlock = 64;
  std::vector<std::string> hashes((dataset.records.size() + kBlock - 1) / kBlock);
  parallel_for(hashes.size(), [&](std::size_t block) {
    Sha256 hash;
    const std::size_t end = std::min(dataset.records.size(), (block + 1) * kBlock);
    for (std::size_t i = block * kBlock; i < end; ++i) {
      const Record& r = dataset.records[i];
      hash.add(fmt::format("{}\n{}\n{}\n{}\n", r.name, r.label, to_string(split_of[i]), r.length));
      std::visit(
          [&](const auto& items) { hash.add(std::as_bytes(std::span(items->data() + r.first, r.length))); },
          dataset.samples);
    }
    hashes[block] = hash.finish();
  });
  Sha256 hash;
  hash.add(fmt::format("{}\n{}\n{}\n", to_string(dataset.shape), to_string(dataset.format),
                       dataset.samples.index()));
  for (const std::string& name : dataset.classes) hash.add(name + "\n");
  for (const std::string& h : hashes) hash.add(h);
  return hash.finish();
}

}  // namespace knap::data
