// AVX-512 with VNNI (vpdpbusd: four 8-bit products per 32-bit lane, without saturation) and VBMI (vpermb).
#include "net/exec/kernels.h"

#if defined(__x86_64__)
#if defined(__GNUC__) && !defined(__clang__)
// GCC's own intrinsics read a deliberately undefined register (GCC bug 105593).
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#pragma GCC diagnostic ignored "-Wuninitialized"
#endif
#include <immintrin.h>

#include <cstring>

#define KNAP_AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi,avx512vnni")))

namespace knap::net {

namespace {

KNAP_AVX512 inline __m512i load16(const std::int32_t* p) { return _mm512_loadu_si512(p); }

/// R rows x B blocks of 16 sums stay in registers.
template <int R, int B>
KNAP_AVX512 void gemm_tile(const GemmArguments& a, int block, int first) {
  const std::ptrdiff_t block_bytes = static_cast<std::ptrdiff_t>(a.group_count) * kLanes * 4;
  const std::int8_t* w = a.weights + block * block_bytes;
  __m512i acc[R][B];
  for (int b = 0; b < B; ++b) {
    const __m512i bias = load16(a.bias + (block + b) * kLanes);
    for (int r = 0; r < R; ++r) acc[r][b] = bias;
  }
  const std::uint8_t* rows[R];
  for (int r = 0; r < R; ++r) rows[r] = a.base + a.rows[first + r];
  for (int g = 0; g < a.group_count; ++g, w += kLanes * 4) {
    const std::int32_t offset = a.groups[g];
    __m512i weights[B];
    for (int b = 0; b < B; ++b) weights[b] = _mm512_loadu_si512(w + b * block_bytes);
    for (int r = 0; r < R; ++r) {
      std::int32_t bytes;
      std::memcpy(&bytes, rows[r] + offset, 4);
      const __m512i x = _mm512_set1_epi32(bytes);
      for (int b = 0; b < B; ++b) acc[r][b] = _mm512_dpbusd_epi32(acc[r][b], x, weights[b]);
    }
  }
  for (int r = 0; r < R; ++r)
    for (int b = 0; b < B; ++b)
      _mm512_storeu_si512(a.sums + (static_cast<std::ptrdiff_t>(first + r) * a.blocks + block + b) * kLanes,
                          acc[r][b]);
}

template <int R, int B>
KNAP_AVX512 void gemm_blocks(const GemmArguments& a, int block) {
  int r = 0;
  for (; r + R <= a.row_count; r += R) gemm_tile<R, B>(a, block, r);
  if constexpr (R > 4)
    for (; r + 4 <= a.row_count; r += 4) gemm_tile<4, B>(a, block, r);
  for (; r < a.row_count; ++r) gemm_tile<1, B>(a, block, r);
}

KNAP_AVX512 void gemm(const GemmArguments& a) {
  int block = 0;
  for (; block + 4 <= a.blocks; block += 4) gemm_blocks<6, 4>(a, block);
  if (a.blocks - block == 3) return gemm_blocks<8, 3>(a, block);
  for (; block + 2 <= a.blocks; block += 2) gemm_blocks<12, 2>(a, block);
  if (block < a.blocks) gemm_blocks<12, 1>(a, block);
}

/// Four taps of 16 channels are loaded side by side, then brought into [channel][tap] order by one vpermb.
KNAP_AVX512 void depthwise(const DepthwiseArguments& a) {
  alignas(64) std::uint8_t order[64];
  for (int i = 0; i < 64; ++i) order[i] = static_cast<std::uint8_t>(i % 4 * 16 + i / 4);
  const __m512i by_channel = _mm512_load_si512(order);
  const std::ptrdiff_t row_lanes = static_cast<std::ptrdiff_t>(a.blocks) * kLanes;
  for (int block = 0; block < a.blocks; ++block) {
    const std::int8_t* block_weights = a.weights + static_cast<std::ptrdiff_t>(block) * a.tap_count * kLanes;
    const __m512i bias = load16(a.bias + block * kLanes);
    for (int r = 0; r < a.row_count; ++r) {
      const std::uint8_t* row = a.base + a.rows[r] + block * kLanes;
      const std::int8_t* w = block_weights;
      __m512i sum = bias;
      for (int t = 0; t < a.tap_count; t += 4, w += kLanes * 4) {
        const auto at = [&](int i)
                            KNAP_AVX512 { return reinterpret_cast<const __m128i*>(row + a.taps[t + i]); };
        __m512i x = _mm512_castsi128_si512(_mm_loadu_si128(at(0)));
        x = _mm512_inserti32x4(x, _mm_loadu_si128(at(1)), 1);
        x = _mm512_inserti32x4(x, _mm_loadu_si128(at(2)), 2);
        x = _mm512_inserti32x4(x, _mm_loadu_si128(at(3)), 3);
        sum = _mm512_dpbusd_epi32(sum, _mm512_permutexvar_epi8(by_channel, x), _mm512_loadu_si512(w));
      }
      _mm512_storeu_si512(a.sums + r * row_lanes + block * kLanes, sum);
    }
  }
}

KNAP_AVX512 void requant(const RequantArguments& a) {
  const RequantLanes& l = a.lanes;
  const __m512i offset = _mm512_set1_epi32(a.out_offset);
  for (int c = 0; c < a.channels; c += kLanes) {
    const int left = a.channels - c;
    const auto mask = static_cast<__mmask16>(left >= kLanes ? 0xffff : (1 << left) - 1);
    const __m512i multiply = load16(l.multiply + c), add = load16(l.add + c), shift = load16(l.shift + c);
    const __m512i half = load16(l.half + c), odd = load16(l.odd + c), negative = load16(l.negative + c);
    const __m512i low = load16(l.low + c), high = load16(l.high + c);
    const bool is_shift_only = _mm512_cmpneq_epi32_mask(multiply, _mm512_set1_epi32(1)) == 0 &&
                               _mm512_test_epi32_mask(negative, negative) == 0;
    for (int r = 0; r < a.row_count; ++r) {
      const __m512i x = load16(a.sums + r * a.sum_stride + c);
      const __m512i t = _mm512_add_epi32(is_shift_only ? x : _mm512_mullo_epi32(x, multiply), add);
      __m512i y = _mm512_add_epi32(t, half);
      y = _mm512_add_epi32(y, _mm512_and_si512(_mm512_srav_epi32(t, shift), odd));
      if (!is_shift_only) y = _mm512_add_epi32(y, _mm512_and_si512(_mm512_srai_epi32(t, 31), negative));
      y = _mm512_srav_epi32(y, shift);
      y = _mm512_add_epi32(_mm512_min_epi32(_mm512_max_epi32(y, low), high), offset);
      _mm512_mask_cvtepi32_storeu_epi8(a.out + r * a.out_stride + c, mask, y);
    }
  }
}

KNAP_AVX512 void add(const AddArguments& a) {
  const __m128i shift_a = _mm_cvtsi32_si128(a.shift_a), shift_b = _mm_cvtsi32_si128(a.shift_b);
  const __m512i offset = _mm512_set1_epi32(a.offset);
  for (std::int64_t i = 0; i < a.count; i += kLanes) {
    const __m512i x = _mm512_cvtepu8_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(a.a + i)));
    const __m512i y = _mm512_cvtepu8_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(a.b + i)));
    const __m512i sum = _mm512_add_epi32(_mm512_sll_epi32(x, shift_a), _mm512_sll_epi32(y, shift_b));
    _mm512_storeu_si512(a.sums + i, _mm512_sub_epi32(sum, offset));
  }
}

}  // namespace

const Kernels& avx512_kernels() {
  static constexpr Kernels kKernels{"avx512-vnni", 128, gemm, depthwise, requant, add};
  return kKernels;
}

}  // namespace knap::net
#endif
