#include <fmt/format.h>

#include <algorithm>

#include "core/base/diagnostics.h"
#include "core/sys/files.h"
#include "data/format/cifar.h"
#include "data/set/raw_set.h"

namespace knap::data {
namespace {

struct Batches {
  std::vector<std::string> train, test;
};

/// The publisher's files, here or in their folder; else the extract of lossless images that data/README.md
/// describes.
Batches find_batches(const std::filesystem::path& folder) {
  for (const std::string prefix : {"", "cifar-10-batches-bin/"}) {
    if (!is_file(folder / (prefix + "test_batch.bin"))) continue;
    Batches batches{{}, {prefix + "test_batch.bin"}};
    for (int i = 1; i <= 5; ++i) batches.train.push_back(fmt::format("{}data_batch_{}.bin", prefix, i));
    return batches;
  }
  constexpr const char* kTrainExtract = "cifar10_train_first4000_lossless.bin.gz";
  constexpr const char* kTestExtract = "cifar10_test_ic01_200_lossless.bin.gz";
  if (is_file(folder / kTrainExtract)) return {{kTrainExtract}, {kTestExtract}};
  return {{"data_batch_1.bin"}, {"test_batch.bin"}};
}

}  // namespace

Result<RawSet> load_cifar10(const std::filesystem::path& folder, const Watch& watch) {
  const Batches batches = find_batches(folder);
  RawSet raw;
  raw.shape = Shape{kCifarSide, kCifarSide, kCifarChannels};
  raw.format = Fixed{false, 8, 0};
  raw.labels.assign(kCifar10Classes.begin(), kCifar10Classes.end());
  std::vector<std::uint8_t> pixels;
  for (const bool is_test : {false, true}) {
    std::size_t index = 0;
    for (const std::string& name : is_test ? batches.test : batches.train) {
      KNAP_TRY(watch.check("data"));
      KNAP_ASSIGN(const std::string bytes, read_file(folder / name, diag::kBadData));
      KNAP_ASSIGN(const CifarBatch batch, parse_cifar10(bytes, (folder / name).string()));
      for (std::size_t i = 0; i < batch.labels.size(); ++i, ++index) {
        raw.records.push_back({fmt::format("{}/{}", is_test ? "test" : "train", index),
                               std::string(kCifar10Classes[batch.labels[i]]), 0,
                               pixels.size() + i * kCifarPixels, kCifarPixels});
        raw.official.push_back(is_test ? Split::Test : Split::Train);
      }
      pixels.insert(pixels.end(), batch.pixels.begin(), batch.pixels.end());
    }
    const std::size_t validation = is_test ? 0 : std::min<std::size_t>(5000, index / 10);
    for (std::size_t i = index - validation; i < index && !is_test; ++i) raw.official[i] = Split::Validation;
  }
  raw.samples = share(std::move(pixels));
  return raw;
}

}  // namespace knap::data
