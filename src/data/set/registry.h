// Registry: one row per data set that knap knows - where it lies, who publishes it, licence, classes, split
// rule.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace knap::data {

/// What becomes of a fetched file.
enum class Unpack { None, Zip, TarGz };

struct PublishedFile {
  std::string_view path;     ///< below the set's folder, as it is fetched
  std::string_view address;  ///< the publisher's; empty = not published as one file
  std::optional<std::uint64_t>
      size_bytes;           ///< absent where the publisher states none and none could be measured
  std::string_view sha256;  ///< empty where it is not known
  Unpack unpack = Unpack::None;
  std::string_view strip = {};   ///< leading folder of an archive's names that is dropped
  std::string_view marker = {};  ///< a file that the unpacked archive leaves: there = unpacked
};

/// Which loader reads it.
enum class SetKind { SyntheticEcg, Cinc2017, MitBih, Idx, Cifar10, Kws01 };

struct SetInfo {
  std::string_view name;
  std::string_view folder;  ///< below KNAP_DATA_DIR; empty for what is generated
  SetKind kind;
  std::string_view title;
  std::string_view licence;
  std::vector<std::string_view> labels;   ///< all labels of the publisher, in order
  std::vector<std::string_view> classes;  ///< those used unless the options name others
  std::string_view split_rule;
  std::int64_t frame = 0;            ///< samples per frame of a series unless the options say another
  std::string_view idx_prefix = {};  ///< IDX: before "train-images-idx3-ubyte.gz"
  std::string_view idx_test = {};    ///< IDX: "t10k" or "test"
  std::vector<PublishedFile> files;
  std::string_view page = {};  ///< where a person reads about it and gets it by hand
};

const std::vector<SetInfo>& all_sets();
/// kUnknownName with the list of valid names and the nearest one.
Result<const SetInfo*> find_set(std::string_view name);
inline constexpr std::string_view kEmbeddedSet = "synthetic_ecg";

/// For `knap dataset list`: one paragraph per set; what is not known about a file is said to be so.
std::string describe_sets();

}  // namespace knap::data
