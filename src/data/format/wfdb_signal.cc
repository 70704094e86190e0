#include "data/format/wfdb_signal.h"

#include <fmt/format.h>

#include "core/table/bytes.h"

namespace knap::data {
namespace {

/// Bytes of `count` samples of format 212: 3 bytes for two.
std::size_t bytes_212(std::size_t count) { return count / 2 * 3 + count % 2 * 2; }

std::int16_t sign_extend_12(unsigned value) {
  return static_cast<std::int16_t>(static_cast<int>(value ^ 0x800u) - 0x800);
}

std::vector<std::int16_t> decode_212(std::string_view raw, std::size_t count) {
  std::vector<std::int16_t> out(count);
  const unsigned char* at = reinterpret_cast<const unsigned char*>(raw.data());
  for (std::size_t i = 0; i < count; i += 2, at += 3) {
    out[i] = sign_extend_12(at[0] | (at[1] & 0x0fu) << 8);
    if (i + 1 < count) out[i + 1] = sign_extend_12(at[2] | (at[1] & 0xf0u) << 4);
  }
  return out;
}

}  // namespace

Result<std::vector<std::int16_t>> parse_wfdb_samples(std::string_view bytes, const std::string& file,
                                                     int format, std::size_t offset_bytes,
                                                     std::int64_t signals, std::int64_t length) {
  KNAP_CHECK((format == 16 || format == 212) && signals > 0 && signals <= kWfdbSignalsMax && length >= 0);
  ByteReader reader(bytes, file);
  KNAP_TRY(reader.take(offset_bytes, "the part before the samples"));
  if (length == 0) {
    const std::size_t samples =
        format == 16 ? reader.left() / 2 : reader.left() / 3 * 2 + reader.left() % 3 / 2;
    length = static_cast<std::int64_t>(samples) / signals;
  }
  const std::size_t count = static_cast<std::size_t>(length) * static_cast<std::size_t>(signals);
  const std::size_t need = format == 16 ? count * 2 : bytes_212(count);
  KNAP_ASSIGN(
      const std::string_view raw,
      reader.take(need, fmt::format("{} samples of {} signals in format {}", length, signals, format)));
  if (format == 212) return decode_212(raw, count);
  std::vector<std::int16_t> out(count);
  for (std::size_t i = 0; i < count; ++i)
    out[i] = load<std::int16_t, std::endian::little>(raw.data() + 2 * i);
  return out;
}

std::string to_wfdb_samples(const std::vector<std::int16_t>& samples, int format) {
  KNAP_CHECK(format == 16 || format == 212);
  std::string out;
  if (format == 16) {
    for (const std::int16_t sample : samples) store<std::int16_t, std::endian::little>(out, sample);
    return out;
  }
  for (std::size_t i = 0; i < samples.size(); i += 2) {
    const unsigned first = static_cast<std::uint16_t>(samples[i]);
    const unsigned second = i + 1 < samples.size() ? static_cast<std::uint16_t>(samples[i + 1]) : 0u;
    out.push_back(static_cast<char>(first & 255u));
    out.push_back(static_cast<char>((first >> 8 & 0x0fu) | (second >> 4 & 0xf0u)));
    if (i + 1 < samples.size()) out.push_back(static_cast<char>(second & 255u));
  }
  return out;
}

std::int16_t wfdb_checksum(const std::vector<std::int16_t>& samples, std::size_t first, std::size_t stride) {
  std::uint16_t sum = 0;
  for (std::size_t i = first; i < samples.size(); i += stride)
    sum = static_cast<std::uint16_t>(sum + static_cast<std::uint16_t>(samples[i]));
  return static_cast<std::int16_t>(sum);
}

}  // namespace knap::data
