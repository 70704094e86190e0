// ByteReader: bounds-checked little- and big-endian reading; the base of every parser of this room.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "core/base/diagnostics.h"
#include "core/base/result.h"

namespace knap {

/// An error of kind bad-data: `file`, then "byte OFFSET: MESSAGE".
Error bad_bytes(const std::string& file, std::size_t offset, std::string_view message);

/// Reads a byte string from front to back and never leaves it. The bytes must outlive the reader.
class ByteReader {
 public:
  ByteReader(std::string_view bytes, std::string file) : bytes_(bytes), file_(std::move(file)) {}

  std::size_t offset() const { return offset_; }
  std::size_t left() const { return bytes_.size() - offset_; }
  const std::string& file() const { return file_; }

  /// The next `count` bytes; bad-data "truncated" naming `what` when there are fewer.
  Result<std::string_view> take(std::size_t count, std::string_view what);
  /// Unsigned integers of 1..8 bytes.
  Result<std::uint64_t> little(int size_bytes, std::string_view what);
  Result<std::uint64_t> big(int size_bytes, std::string_view what);

  Error error(std::string_view message) const { return bad_bytes(file_, offset_, message); }

 private:
  std::string_view bytes_;
  std::string file_;
  std::size_t offset_ = 0;
};

/// The T whose bytes lie at `bytes`, stored least (Little) or most significant byte first.
template <class T, std::endian order>
T load(const char* bytes) {
  unsigned char raw[sizeof(T)];
  for (std::size_t i = 0; i < sizeof(T); ++i)
    raw[i] = static_cast<unsigned char>(bytes[order == std::endian::native ? i : sizeof(T) - 1 - i]);
  T value;
  std::memcpy(&value, raw, sizeof(T));
  return value;
}

/// Appends the bytes of `value` to `out`.
template <class T, std::endian order>
void store(std::string& out, T value) {
  char raw[sizeof(T)];
  std::memcpy(raw, &value, sizeof(T));
  for (std::size_t i = 0; i < sizeof(T); ++i)
    out.push_back(raw[order == std::endian::native ? i : sizeof(T) - 1 - i]);
}

}  // namespace knap
