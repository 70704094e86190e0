// Kernels: the inner loops of the executor, one set per instruction set, chosen at run time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace knap::net {

/// Outputs (filters or channels) per block: a row of sums is `blocks * kLanes` 32-bit integers.
inline constexpr int kLanes = 16;
/// Every buffer that a kernel reads may be read this many bytes beyond its end.
inline constexpr int kSlackBytes = 64;

/// sums[r][f] = bias[f] + sum over groups g and j < 4 of base[rows[r] + groups[g] + j] * weights[f / 16][g][f
/// % 16][j], modulo 2^32. Convolutions of any kind and dense layers: a group is 4 consecutive bytes of the
/// input, padded with zero weights.
struct GemmArguments {
  const std::uint8_t* base;
  const std::int32_t* rows;
  int row_count;
  const std::int32_t* groups;
  int group_count;
  int blocks;
  const std::int8_t* weights;
  const std::int32_t* bias;
  std::int32_t* sums;
};

/// sums[r][c] = bias[c] + sum over taps t of base[rows[r] + taps[t] + c] * weights[c / 16][t / 4][c % 16][t %
/// 4], modulo 2^32; tap_count is a multiple of 4 (missing taps have weight 0).
struct DepthwiseArguments {
  const std::uint8_t* base;
  const std::int32_t* rows;
  int row_count;
  const std::int32_t* taps;
  int tap_count;
  int blocks;
  const std::int8_t* weights;
  const std::int32_t* bias;
  std::int32_t* sums;
};

/// One closed form per lane, without overflow in 32 bits: t = x multiply + add;
/// y = clamp((t + half + ((t >> shift) & odd) + ((t >> 31) & negative)) >> shift, low, high).
/// Each array has a multiple of kLanes entries.
struct RequantLanes {
  const std::int32_t *multiply, *add, *shift, *half, *odd, *negative, *low, *high;
};
/// out[r * out_stride + c] = y of sums[r * sum_stride + c] + out_offset, 0..255, for c < channels.
struct RequantArguments {
  const std::int32_t* sums;
  std::ptrdiff_t sum_stride;
  int row_count;
  int channels;
  RequantLanes lanes;
  std::int32_t out_offset;
  std::uint8_t* out;
  std::ptrdiff_t out_stride;
};

/// sums[i] = (a[i] << shift_a) + (b[i] << shift_b) - offset; `count` may be rounded up to a multiple of
/// kLanes.
struct AddArguments {
  const std::uint8_t *a, *b;
  int shift_a, shift_b;
  std::int32_t offset;
  std::int64_t count;
  std::int32_t* sums;
};

struct Kernels {
  std::string_view name;
  int macs_per_cycle_peak;  ///< 8-bit multiply-accumulates per cycle and core at best; 0 = not known
  void (*gemm)(const GemmArguments&);
  void (*depthwise)(const DepthwiseArguments&);
  void (*requant)(const RequantArguments&);
  void (*add)(const AddArguments&);
};

enum class Isa { Portable, Avx2, Avx512Vnni };

/// Whether this machine (and compiler) has it.
bool is_available(Isa isa);
/// The fastest available.
Isa best_isa();
const Kernels& kernels_of(Isa isa);

const Kernels& portable_kernels();
#if defined(__x86_64__)
const Kernels& avx2_kernels();
const Kernels& avx512_kernels();
#endif

}  // namespace knap::net
