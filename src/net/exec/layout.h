// Layout: how the executor stores the codes of one value, chosen from its exact interval.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>

#include "core/num/interval.h"
#include "net/exec/kernels.h"

namespace knap::net {

enum class Storage { Byte, Word, Long };  ///< uint8, int32, int64

/// stored = code + offset; offset is 0 but for bytes.
struct Layout {
  Storage storage = Storage::Long;
  std::int32_t offset = 0;
  bool operator==(const Layout&) const = default;

  /// `interval` holds every code that is ever stored, pad codes of readers included.
  static Layout of(const Interval& interval);
  std::size_t element_bytes() const {
    return storage == Storage::Byte ? 1 : storage == Storage::Word ? 4 : 8;
  }
};

/// Whether sums of this range are right modulo 2^32 and may be read as 32-bit integers.
bool fits_word(const Interval& interval);

/// Aligned bytes with slack that kernels may read; not initialised.
class Buffer {
 public:
  explicit Buffer(std::size_t size_bytes)
      : bytes_(static_cast<std::byte*>(::operator new(size_bytes + kSlackBytes, kAlignment))) {
    std::memset(bytes_.get() + size_bytes, 0, kSlackBytes);
  }
  template <class T>
  T* as() const {
    return reinterpret_cast<T*>(bytes_.get());
  }

 private:
  static constexpr std::align_val_t kAlignment{64};
  struct Free {
    void operator()(std::byte* bytes) const { ::operator delete(bytes, kAlignment); }
  };
  std::unique_ptr<std::byte, Free> bytes_;
};

}  // namespace knap::net
