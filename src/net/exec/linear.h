// Linear stages: sums of products of bytes by the gemm and depthwise kernels, or of 32-bit words by plain
// loops.
#pragma once

#include "net/exec/stage.h"

namespace knap::net {

/// Weights of `count` outputs for the gemm kernel: runs of input bytes that lie together are cut into groups
/// of four.
struct GemmWeights {
  std::vector<std::int32_t> groups;  ///< byte offsets
  std::vector<std::int8_t> weights;  ///< [block][group][16][4]
  std::vector<std::int32_t> bias;    ///< [block * 16], corrected for the input's offset
  int blocks = 0;
};

/// One run: `length` weights per output against consecutive input bytes from `offset` on.
struct ByteRun {
  std::int32_t offset;
  std::int64_t length;
};

/// weights: [outputs][runs' elements in order], all within int8; nothing else is checked.
GemmWeights pack_gemm(std::span<const std::int64_t> weights, std::span<const std::int64_t> bias,
                      std::span<const ByteRun> runs, std::int32_t input_offset);

/// Rows of sums that fit the first-level cache.
int tile_rows(int blocks);

bool fits_bytes(const IntTensor& weights);

}  // namespace knap::net
