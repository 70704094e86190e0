// Plain loops that any compiler vectorises as far as it can.
#include <algorithm>
#include <cstring>

#include "net/exec/kernels.h"

namespace knap::net {

namespace {

void gemm(const GemmArguments& a) {
  for (int block = 0; block < a.blocks; ++block) {
    const std::int8_t* block_weights =
        a.weights + static_cast<std::ptrdiff_t>(block) * a.group_count * kLanes * 4;
    for (int r = 0; r < a.row_count; ++r) {
      std::uint32_t sums[kLanes];
      std::memcpy(sums, a.bias + block * kLanes, sizeof sums);
      const std::uint8_t* row = a.base + a.rows[r];
      const std::int8_t* w = block_weights;
      for (int g = 0; g < a.group_count; ++g, w += kLanes * 4) {
        const std::uint8_t* x = row + a.groups[g];
        const int x0 = x[0], x1 = x[1], x2 = x[2], x3 = x[3];
        for (int f = 0; f < kLanes; ++f)
          sums[f] += static_cast<std::uint32_t>(x0 * w[4 * f] + x1 * w[4 * f + 1] + x2 * w[4 * f + 2] +
                                                x3 * w[4 * f + 3]);
      }
      std::memcpy(a.sums + (static_cast<std::ptrdiff_t>(r) * a.blocks + block) * kLanes, sums, sizeof sums);
    }
  }
}

void depthwise(const DepthwiseArguments& a) {
  for (int r = 0; r < a.row_count; ++r)
    for (int block = 0; block < a.blocks; ++block) {
      std::uint32_t sums[kLanes];
      std::memcpy(sums, a.bias + block * kLanes, sizeof sums);
      const std::uint8_t* row = a.base + a.rows[r] + block * kLanes;
      const std::int8_t* w = a.weights + static_cast<std::ptrdiff_t>(block) * a.tap_count * kLanes;
      for (int t = 0; t < a.tap_count; ++t) {
        const std::uint8_t* x = row + a.taps[t];
        const std::int8_t* tap = w + (t / 4) * kLanes * 4 + t % 4;
        for (int c = 0; c < kLanes; ++c) sums[c] += static_cast<std::uint32_t>(x[c] * tap[4 * c]);
      }
      std::memcpy(a.sums + (static_cast<std::ptrdiff_t>(r) * a.blocks + block) * kLanes, sums, sizeof sums);
    }
}

void requant(const RequantArguments& a) {
  const RequantLanes& l = a.lanes;
  for (int r = 0; r < a.row_count; ++r) {
    const std::int32_t* sums = a.sums + r * a.sum_stride;
    std::uint8_t* out = a.out + r * a.out_stride;
    for (int c = 0; c < a.channels; ++c) {
      const std::int32_t t = sums[c] * l.multiply[c] + l.add[c];
      const std::int32_t rounded =
          (t + l.half[c] + ((t >> l.shift[c]) & l.odd[c]) + ((t >> 31) & l.negative[c])) >> l.shift[c];
      out[c] = static_cast<std::uint8_t>(std::min(std::max(rounded, l.low[c]), l.high[c]) + a.out_offset);
    }
  }
}

void add(const AddArguments& a) {
  for (std::int64_t i = 0; i < a.count; ++i)
    a.sums[i] = (a.a[i] << a.shift_a) + (a.b[i] << a.shift_b) - a.offset;
}

}  // namespace

const Kernels& portable_kernels() {
  static constexpr Kernels kKernels{"portable", 0, gemm, depthwise, requant, add};
  return kKernels;
}

}  // namespace knap::net
