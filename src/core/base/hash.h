// Hash: SHA-256 of bytes, the identity of artefacts, stages and datasets.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace knap {

/// Incremental SHA-256 (FIPS 180-4).
class Sha256 {
 public:
  Sha256& add(std::span<const std::byte> bytes);
  Sha256& add(std::string_view text);
  /// Lower-case hex, 64 digits. The object must not be used afterwards.
  std::string finish();

 private:
  void block(const std::uint8_t* bytes);
  std::array<std::uint32_t, 8> state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<std::uint8_t, 64> buffer_{};
  std::size_t filled_ = 0;
  std::uint64_t total_bytes_ = 0;
};

/// Lower-case hex, 64 digits.
std::string sha256(std::string_view text);

}  // namespace knap
