#include <fmt/format.h>

#include <algorithm>

#include "core/base/diagnostics.h"
#include "core/base/parallel.h"
#include "core/sys/files.h"
#include "data/format/idx.h"
#include "data/set/raw_set.h"

namespace knap::data {
namespace {

struct Part {
  std::filesystem::path path;
  Array array;
  std::optional<Error> error;
};

/// `name`, or `name` without .gz when that is what lies there.
std::filesystem::path find_part(const std::filesystem::path& folder, const std::string& name) {
  const std::filesystem::path plain = folder / name, packed = folder / (name + ".gz");
  return !is_file(packed) && is_file(plain) ? plain : packed;
}

Result<Array> read_part(const std::filesystem::path& path) {
  KNAP_ASSIGN(const std::string bytes, read_file(path, diag::kBadData));
  return parse_idx(bytes, path.string());
}

Result<void> check_parts(const Part& images, const Part& labels) {
  const auto error = [](const Part& part, std::string message) {
    return Error(diag::kBadData, part.path.string(), std::move(message));
  };
  for (const Part* part : {&images, &labels}) {
    if (part->error) return *part->error;
    if (part->array.type() != ElementType::U8)
      return error(*part, fmt::format("elements are {} instead of u8", to_string(part->array.type())));
  }
  if (images.array.shape.rank() != 3 || images.array.shape.size() == 0)
    return error(images, fmt::format("shape {} is not that of images", to_string(images.array.shape)));
  if (labels.array.shape.rank() != 1)
    return error(labels, fmt::format("shape {} is not that of labels", to_string(labels.array.shape)));
  if (images.array.shape[0] != labels.array.shape[0])
    return error(labels,
                 fmt::format("{} labels for {} images", labels.array.shape[0], images.array.shape[0]));
  return {};
}

}  // namespace

Result<RawSet> load_idx_set(const std::filesystem::path& folder, const SetInfo& info, const Watch& watch) {
  const std::string test(info.idx_test);
  std::vector<Part> parts;
  for (const std::string& part : {std::string("train"), test})
    for (const char* kind : {"images-idx3", "labels-idx1"})
      parts.push_back({find_part(folder, fmt::format("{}{}-{}-ubyte", info.idx_prefix, part, kind)), {}, {}});
  parallel_for(parts.size(), [&](std::size_t i) {
    if (watch.is_stopped()) return;
    Result<Array> array = read_part(parts[i].path);
    if (array.ok())
      parts[i].array = *std::move(array);
    else
      parts[i].error = std::move(array).error();
  });
  KNAP_TRY(watch.check("data"));
  KNAP_TRY(check_parts(parts[0], parts[1]));
  KNAP_TRY(check_parts(parts[2], parts[3]));
  const Shape &train_shape = parts[0].array.shape, &test_shape = parts[2].array.shape;
  if (train_shape[1] != test_shape[1] || train_shape[2] != test_shape[2])
    return Error(diag::kBadData, parts[2].path.string(), "images differ in size from the training images");
  RawSet raw;
  raw.shape = Shape{train_shape[1], train_shape[2], 1};
  raw.format = Fixed{false, 8, 0};
  raw.labels.assign(info.labels.begin(), info.labels.end());
  std::vector<std::uint8_t> pixels;
  const std::size_t image = static_cast<std::size_t>(raw.shape.size());
  pixels.reserve(image * static_cast<std::size_t>(train_shape[0] + test_shape[0]));
  for (std::size_t p = 0; p < parts.size(); p += 2) {
    const auto& images = std::get<std::vector<std::uint8_t>>(parts[p].array.elements);
    const auto& labels = std::get<std::vector<std::uint8_t>>(parts[p + 1].array.elements);
    const std::size_t validation = std::min<std::size_t>(5000, labels.size() / 10);
    for (std::size_t i = 0; i < labels.size(); ++i) {
      raw.records.push_back({fmt::format("{}/{}", p == 0 ? "train" : test, i), fmt::format("{}", labels[i]),
                             0, pixels.size() + i * image, image});
      raw.official.push_back(p != 0                            ? Split::Test
                             : i + validation >= labels.size() ? Split::Validation
                                                               : Split::Train);
    }
    pixels.insert(pixels.end(), images.begin(), images.end());
    parts[p].array = {};
  }
  raw.samples = share(std::move(pixels));
  return raw;
}

}  // namespace knap::data
