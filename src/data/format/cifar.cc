#include "data/format/cifar.h"

#include <fmt/format.h>

#include "core/table/bytes.h"
#include "data/format/gzip.h"

namespace knap::data {
namespace {

constexpr std::size_t kRecordBytes = 1 + kCifarPixels;
constexpr std::size_t kPlane = kCifarSide * kCifarSide;

Result<CifarBatch> parse_records(std::string_view bytes, const std::string& file) {
  if (bytes.empty() || bytes.size() % kRecordBytes != 0)
    return bad_bytes(file, bytes.size() / kRecordBytes * kRecordBytes,
                     fmt::format("truncated: {} bytes are no multiple of the {} bytes of an image",
                                 bytes.size(), kRecordBytes));
  const std::size_t count = bytes.size() / kRecordBytes;
  CifarBatch batch;
  batch.labels.resize(count);
  batch.pixels.resize(count * kCifarPixels);
  for (std::size_t i = 0; i < count; ++i) {
    const char* record = bytes.data() + i * kRecordBytes;
    batch.labels[i] = static_cast<std::uint8_t>(record[0]);
    if (batch.labels[i] >= kCifar10Classes.size())
      return bad_bytes(file, i * kRecordBytes, fmt::format("label {} exceeds 9", batch.labels[i]));
    std::uint8_t* out = batch.pixels.data() + i * kCifarPixels;
    for (std::size_t channel = 0; channel < kCifarChannels; ++channel)
      for (std::size_t at = 0; at < kPlane; ++at)
        out[at * kCifarChannels + channel] = static_cast<std::uint8_t>(record[1 + channel * kPlane + at]);
  }
  return batch;
}

}  // namespace

Result<CifarBatch> parse_cifar10(std::string_view bytes, const std::string& file) {
  if (!is_gzip(bytes)) return parse_records(bytes, file);
  KNAP_ASSIGN(const std::string expanded, gunzip(bytes, file));
  return parse_records(expanded, file);
}

}  // namespace knap::data
