// Dataset: labelled records with their raw samples and the split they belong to; what training and
// verification read.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/result.h"
#include "core/num/format.h"
#include "core/num/tensor.h"

namespace knap::data {

enum class Split { Train, Validation, Test };
inline constexpr std::array kSplits = {Split::Train, Split::Validation, Split::Test};
/// "train", "validation", "test"
std::string_view to_string(Split split);
Result<Split> parse_split(std::string_view text);

struct Record {
  std::string name;        ///< the publisher's own, such as "A00001"; for IDX files "train/17", "t10k/17"
  std::string label;       ///< the publisher's own, such as "A" or "7"
  int label_index = 0;     ///< in Dataset::classes
  std::size_t first = 0;   ///< of its elements in the samples
  std::size_t length = 0;  ///< elements, channel last; for series a multiple of the channels
};

/// The samples of all records as the sensor gave them, in the narrowest type that holds them; shared and
/// immutable. Records may overlap (windows of one recording).
template <class T>
using SharedSamples = std::shared_ptr<const std::vector<T>>;
using Samples = std::variant<SharedSamples<std::uint8_t>, SharedSamples<std::int8_t>,
                             SharedSamples<std::int16_t>, SharedSamples<std::int32_t>>;

template <class T>
Samples share(std::vector<T> samples) {
  return std::make_shared<const std::vector<T>>(std::move(samples));
}
std::size_t size(const Samples& samples);

/// A value. `splits` hold indices into `records`, ascending; every record is in exactly one.
struct Dataset {
  std::string name;        ///< "cinc2017", or the path's stem for the user's own
  bool synthetic = false;  ///< made by a generator; every report says so
  std::vector<std::string> classes;
  Shape shape;             ///< of a frame, channel last: 9000x1, 28x28x1, 64
  bool is_series = false;  ///< records differ in length: padded with code 0 or cut to the frame
  Fixed format;            ///< of the codes
  double rate_hz = 0;      ///< of a series; 0 = not known
  std::vector<Record> records;
  Samples samples = SharedSamples<std::uint8_t>{};
  std::array<std::vector<std::uint32_t>, 3> splits;
  std::string sha256;  ///< of names, labels, splits and samples

  const std::vector<std::uint32_t>& split(Split which) const {
    return splits[static_cast<std::size_t>(which)];
  }
  /// Records of each class in a split, in the order of `classes`.
  std::vector<std::int64_t> class_counts(Split which) const;

  /// Copies the record's elements [first, first + out.size()) to `out`, code 0 beyond its end: with first = 0
  /// and out.size() = shape.size() that is net::Input's rule, the same in training, predict, test vectors and
  /// accuracy.
  void copy_codes(std::size_t record, std::span<std::int32_t> out, std::size_t first = 0) const;
  /// One frame, of shape `shape`.
  IntTensor codes(std::size_t record) const;
};

/// SHA-256 over classes, shape, format and, record by record, name, label, split and samples.
std::string hash_dataset(const Dataset& dataset);

}  // namespace knap::data
