// CIFAR-10 binary batches (www.cs.toronto.edu/~kriz/cifar.html): bytes to labels and channel-last pixels.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace knap::data {

inline constexpr std::size_t kCifarSide = 32, kCifarChannels = 3;
inline constexpr std::size_t kCifarPixels = kCifarSide * kCifarSide * kCifarChannels;

/// The publisher's names, in the order of the label bytes.
inline constexpr std::array<std::string_view, 10> kCifar10Classes = {
    "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"};

struct CifarBatch {
  std::vector<std::uint8_t> labels;  ///< 0..9
  std::vector<std::uint8_t> pixels;  ///< (image, row, column, red green blue)
};

/// Records of 1 label byte and 3 planes of 32x32; the file may be gzip-compressed. bad-data naming `file` and
/// the byte when its size is no multiple of a record or a label exceeds 9.
Result<CifarBatch> parse_cifar10(std::string_view bytes, const std::string& file);

}  // namespace knap::data
