// Task: a small problem with a network and its samples, on which quantisation is measured.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "core/base/rng.h"
#include "core/sys/files.h"
#include "data/set/load.h"
#include "learn/train/options.h"
#include "learn/train/samples.h"

namespace knap::bench {

/// Samples of one task. Where the publisher gives no split, it is drawn.
struct TaskData {
  Fixed format;
  std::array<learn::Samples, 3> splits;  ///< train, validation, test
};

struct Task {
  std::string name;
  std::string network;  ///< the section [network] as TOML
  learn::TrainOptions options;
  std::function<Result<TaskData>()> load;
};

inline std::shared_ptr<const data::Dataset> shared(data::Dataset dataset) {
  return std::make_shared<const data::Dataset>(std::move(dataset));
}

inline learn::Samples samples_of(std::shared_ptr<const data::Dataset> dataset,
                                 std::vector<std::uint32_t> records) {
  learn::Samples samples;
  samples.shape = dataset->shape;
  samples.count = static_cast<std::int64_t>(records.size());
  for (const std::uint32_t record : records) samples.labels.push_back(dataset->records[record].label_index);
  samples.fill = [dataset, records = std::move(records)](std::int64_t index, std::span<std::int32_t> codes) {
    dataset->copy_codes(records[static_cast<std::size_t>(index)], codes);
  };
  return samples;
}

inline TaskData with_splits(const std::shared_ptr<const data::Dataset>& dataset) {
  TaskData task{dataset->format, {}};
  for (const data::Split split : data::kSplits)
    task.splits[static_cast<std::size_t>(split)] = samples_of(dataset, dataset->split(split));
  return task;
}

/// A registered set, at most `limit` records of each split.
inline Result<TaskData> load_set(const std::string& root, const std::string& name, std::int64_t limit) {
  data::DataOptions options;
  options.name = name;
  options.limit = limit;
  KNAP_ASSIGN(data::Dataset dataset, data::load(options, root, Watch()));
  return with_splits(shared(std::move(dataset)));
}

/// A table; rows without a value and comments are left out. Two fifths of it are the test.
inline Result<TaskData> load_table(const std::string& file, const std::string& sample_format) {
  KNAP_ASSIGN(const std::string text, read_file(file));
  std::string kept;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string line = text.substr(at, end - at);
    if (!line.empty() && line.find_first_of("?#") == std::string::npos) kept += line + "\n";
    at = end + 1;
  }
  KNAP_ASSIGN(const TempFolder folder, TempFolder::make());
  KNAP_TRY(write_file(folder.path() / "table.csv", kept));
  data::DataOptions options;
  options.kind = data::DataKind::Csv;
  options.path = (folder.path() / "table.csv").string();
  options.sample_format = sample_format;
  options.test_fraction = 0.4;
  KNAP_ASSIGN(data::Dataset dataset, data::load(options, "", Watch()));
  return with_splits(shared(std::move(dataset)));
}

/// kws01 has test records only: 700 of them are learned from (70 of these validate), 300 tested. `shape`: how
/// the 490 coefficients are looked at.
inline Result<TaskData> load_keywords(const std::string& root, const Shape& shape) {
  data::DataOptions options;
  options.name = "kws01";
  KNAP_ASSIGN(data::Dataset dataset, data::load(options, root, Watch()));
  dataset.shape = shape;
  std::vector<std::uint32_t> records = dataset.split(data::Split::Test);
  Rng(1, "kws01").shuffle(records);
  const auto part = [&](std::size_t from, std::size_t to) {
    return std::vector<std::uint32_t>(records.begin() + static_cast<std::ptrdiff_t>(from),
                                      records.begin() + static_cast<std::ptrdiff_t>(to));
  };
  const auto all = shared(std::move(dataset));
  return TaskData{all->format,
                  {samples_of(all, part(0, 630)), samples_of(all, part(630, 700)),
                   samples_of(all, part(700, std::min<std::size_t>(records.size(), 1000)))}};
}

/// Log power spectra of eight synthetic words, 32 frames of 20 bands, fixed<8,4>: three formants that move
/// from one place to another, at any loudness, on a floor with noise. As in speech, silence lies far below
/// the peaks and one channel's values far beside another's.
inline learn::Samples spectrograms(std::int64_t count, std::uint64_t seed) {
  constexpr std::int64_t kFrames = 32, kBands = 20, kWords = 8;
  learn::Samples samples;
  samples.shape = Shape{kFrames, kBands, 1};
  samples.count = count;
  for (std::int64_t i = 0; i < count; ++i) samples.labels.push_back(static_cast<int>(i % kWords));
  samples.fill = [seed](std::int64_t index, std::span<std::int32_t> codes) {
    Rng word(static_cast<std::uint64_t>(index % kWords), "word"),
        rng(seed, fmt::format("spectrum/{}", index));
    const double begin = rng.uniform(2, 8), length = rng.uniform(16, 22), loudness = rng.uniform(-2, 2);
    double from[3], to[3], width[3];
    for (int f = 0; f < 3; ++f) {
      from[f] = word.uniform(1, 19) + 0.6 * rng.normal();
      to[f] = word.uniform(1, 19) + 0.6 * rng.normal();
      width[f] = word.uniform(0.6, 1.5);
    }
    for (std::int64_t t = 0; t < kFrames; ++t)
      for (std::int64_t b = 0; b < kBands; ++b) {
        const double at = (static_cast<double>(t) - begin) / length;
        double power = 1e-3;
        for (int f = 0; at > 0 && at < 1 && f < 3; ++f) {
          const double distance = (static_cast<double>(b) - from[f] - at * (to[f] - from[f])) / width[f];
          power += std::exp(loudness - 0.5 * distance * distance - f);
        }
        const double value = std::log(power) + 0.5 * rng.normal();
        codes[static_cast<std::size_t>(t * kBands + b)] =
            static_cast<std::int32_t>(std::nearbyint(std::clamp(value * 16, -128.0, 127.0)));
      }
  };
  return samples;
}

}  // namespace knap::bench
