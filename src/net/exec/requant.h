// Requantiser: Steps prepared for a kernel - closed forms in vector lanes, or tables with one threshold per
// bucket.
#pragma once

#include <memory>
#include <vector>

#include "core/num/steps.h"
#include "net/exec/kernels.h"
#include "net/exec/layout.h"

namespace knap::net {

class Requantiser {
 public:
  /// `sums`: the range of what will be fed; must fit a word. `out`: Byte or Word.
  static Requantiser make(std::shared_ptr<const knap::Steps> steps, Interval sums, std::int64_t channels,
                          Layout out);

  /// `rows` rows of `count` sums each, for channels first..first + count - 1; `out` points at the first row's
  /// first element.
  struct Rows {
    const std::int32_t* sums;
    std::ptrdiff_t sum_stride;
    int rows, first, count;
    std::byte* out;
    std::ptrdiff_t out_stride;  ///< elements
  };
  void apply(const Kernels& kernels, const Rows& rows) const;
  /// One function for all channels: rows may be cut anywhere.
  bool is_uniform() const { return is_uniform_; }

 private:
  /// value = x >= threshold ? above : below, for one bucket of 2^bucket_bits codes.
  struct Bucket {
    std::int32_t threshold, below, above;
  };
  struct Table {
    std::int32_t low = 0;
    int bucket_bits = 0;
    std::size_t first = 0;  ///< of its buckets
  };

  bool make_lanes(const knap::Steps& steps, Interval sums, std::int64_t channels);
  bool make_tables(const knap::Steps& steps, Interval sums);
  template <class T>
  void apply_scalar(const Rows& rows) const;
  std::int32_t value(std::int32_t x, int channel) const;

  std::shared_ptr<const knap::Steps> steps_;
  Layout out_;
  bool is_uniform_ = false;
  std::vector<std::int32_t> lanes_;  ///< eight arrays of lane_count_, or empty
  std::size_t lane_count_ = 0;
  std::vector<Table> tables_;
  std::vector<Bucket> buckets_;
};

}  // namespace knap::net
