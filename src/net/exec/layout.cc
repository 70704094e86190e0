#include "net/exec/layout.h"

namespace knap::net {

Layout Layout::of(const Interval& interval) {
  if (interval.count() <= 256 && fits_word(interval))
    return {Storage::Byte,
            interval.low < 0 || interval.high > 255 ? static_cast<std::int32_t>(-interval.low) : 0};
  return {fits_word(interval) ? Storage::Word : Storage::Long, 0};
}

bool fits_word(const Interval& interval) {
  return interval.low >= INT32_MIN / 2 && interval.high <= INT32_MAX / 2;
}

}  // namespace knap::net
