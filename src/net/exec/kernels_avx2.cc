// AVX2: products of 16-bit pairs (vpmaddwd; the 8-bit vpmaddubsw would saturate).
#include "net/exec/kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

#include <cstring>

#define KNAP_AVX2 __attribute__((target("avx2")))

namespace knap::net {

namespace {

/// The four bytes at x as 16-bit integers, four times over.
KNAP_AVX2 inline __m256i broadcast_group(const std::uint8_t* x) {
  std::int32_t bytes;
  std::memcpy(&bytes, x, 4);
  return _mm256_broadcastq_epi64(_mm_cvtepu8_epi16(_mm_cvtsi32_si128(bytes)));
}

/// Four accumulators of 4 filters x 2 halves -> 16 sums.
KNAP_AVX2 inline void store_sums(const __m256i* acc, const std::int32_t* bias, std::int32_t* out) {
  for (int i = 0; i < 2; ++i) {
    // hadd works within 128-bit halves: filters 0 1 4 5 2 3 6 7 of this group of eight.
    const __m256i mixed = _mm256_hadd_epi32(acc[2 * i], acc[2 * i + 1]);
    const __m256i ordered = _mm256_permute4x64_epi64(mixed, 0xd8);
    const __m256i b = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(bias + 8 * i));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out + 8 * i), _mm256_add_epi32(ordered, b));
  }
}

template <int R>
KNAP_AVX2 void gemm_rows(const GemmArguments& a, int block, int first) {
  const std::int8_t* w = a.weights + static_cast<std::ptrdiff_t>(block) * a.group_count * kLanes * 4;
  __m256i acc[R][4];
  for (int r = 0; r < R; ++r)
    for (int i = 0; i < 4; ++i) acc[r][i] = _mm256_setzero_si256();
  const std::uint8_t* rows[R];
  for (int r = 0; r < R; ++r) rows[r] = a.base + a.rows[first + r];
  for (int g = 0; g < a.group_count; ++g, w += kLanes * 4) {
    __m256i weights[4];
    for (int i = 0; i < 4; ++i)
      weights[i] = _mm256_cvtepi8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(w + 16 * i)));
    for (int r = 0; r < R; ++r) {
      const __m256i x = broadcast_group(rows[r] + a.groups[g]);
      for (int i = 0; i < 4; ++i) acc[r][i] = _mm256_add_epi32(acc[r][i], _mm256_madd_epi16(x, weights[i]));
    }
  }
  for (int r = 0; r < R; ++r)
    store_sums(acc[r], a.bias + block * kLanes,
               a.sums + (static_cast<std::ptrdiff_t>(first + r) * a.blocks + block) * kLanes);
}

KNAP_AVX2 void gemm(const GemmArguments& a) {
  for (int block = 0; block < a.blocks; ++block) {
    int r = 0;
    for (; r + 2 <= a.row_count; r += 2) gemm_rows<2>(a, block, r);
    if (r < a.row_count) gemm_rows<1>(a, block, r);
  }
}

/// Pairs of taps interleaved as 16-bit integers: 16 channels are two registers of 8 sums.
KNAP_AVX2 void depthwise(const DepthwiseArguments& a) {
  for (int r = 0; r < a.row_count; ++r)
    for (int block = 0; block < a.blocks; ++block) {
      const std::uint8_t* row = a.base + a.rows[r] + block * kLanes;
      const std::int8_t* w = a.weights + static_cast<std::ptrdiff_t>(block) * a.tap_count * kLanes;
      const std::int32_t* bias = a.bias + block * kLanes;
      __m256i low = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(bias));
      __m256i high = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(bias + 8));
      for (int t = 0; t < a.tap_count; t += 4, w += kLanes * 4) {
        const auto load = [&](int i) KNAP_AVX2 {
          return _mm_loadu_si128(reinterpret_cast<const __m128i*>(row + a.taps[t + i]));
        };
        const __m128i x0 = load(0), x1 = load(1), x2 = load(2), x3 = load(3);
        // [channel][4 taps] bytes, as the weights lie: four registers of four channels.
        const __m128i low01 = _mm_unpacklo_epi8(x0, x1), low23 = _mm_unpacklo_epi8(x2, x3);
        const __m128i high01 = _mm_unpackhi_epi8(x0, x1), high23 = _mm_unpackhi_epi8(x2, x3);
        const __m128i groups[4] = {_mm_unpacklo_epi16(low01, low23), _mm_unpackhi_epi16(low01, low23),
                                   _mm_unpacklo_epi16(high01, high23), _mm_unpackhi_epi16(high01, high23)};
        __m256i pairs[4];
        for (int i = 0; i < 4; ++i) {
          const __m256i weights =
              _mm256_cvtepi8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(w + 16 * i)));
          pairs[i] = _mm256_madd_epi16(_mm256_cvtepu8_epi16(groups[i]), weights);
        }
        low = _mm256_add_epi32(low, _mm256_permute4x64_epi64(_mm256_hadd_epi32(pairs[0], pairs[1]), 0xd8));
        high = _mm256_add_epi32(high, _mm256_permute4x64_epi64(_mm256_hadd_epi32(pairs[2], pairs[3]), 0xd8));
      }
      std::int32_t* out = a.sums + (static_cast<std::ptrdiff_t>(r) * a.blocks + block) * kLanes;
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(out), low);
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(out + 8), high);
    }
}

KNAP_AVX2 inline __m256i load8(const std::int32_t* p) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
}

KNAP_AVX2 void requant(const RequantArguments& a) {
  const RequantLanes& l = a.lanes;
  const __m256i offset = _mm256_set1_epi32(a.out_offset);
  for (int c = 0; c < a.channels; c += 8) {
    const __m256i multiply = load8(l.multiply + c), add = load8(l.add + c), shift = load8(l.shift + c);
    const __m256i half = load8(l.half + c), odd = load8(l.odd + c), negative = load8(l.negative + c);
    const __m256i low = load8(l.low + c), high = load8(l.high + c);
    const int left = a.channels - c < 8 ? a.channels - c : 8;
    for (int r = 0; r < a.row_count; ++r) {
      const __m256i x = load8(a.sums + r * a.sum_stride + c);
      const __m256i t = _mm256_add_epi32(_mm256_mullo_epi32(x, multiply), add);
      __m256i y = _mm256_add_epi32(t, half);
      y = _mm256_add_epi32(y, _mm256_and_si256(_mm256_srav_epi32(t, shift), odd));
      y = _mm256_add_epi32(y, _mm256_and_si256(_mm256_srai_epi32(t, 31), negative));
      y = _mm256_srav_epi32(y, shift);
      y = _mm256_add_epi32(_mm256_min_epi32(_mm256_max_epi32(y, low), high), offset);
      const __m128i words = _mm_packus_epi32(_mm256_castsi256_si128(y), _mm256_extracti128_si256(y, 1));
      const std::int64_t bytes = _mm_cvtsi128_si64(_mm_packus_epi16(words, words));
      std::memcpy(a.out + r * a.out_stride + c, &bytes, static_cast<std::size_t>(left));
    }
  }
}

KNAP_AVX2 void add(const AddArguments& a) {
  const __m128i shift_a = _mm_cvtsi32_si128(a.shift_a), shift_b = _mm_cvtsi32_si128(a.shift_b);
  const __m256i offset = _mm256_set1_epi32(a.offset);
  for (std::int64_t i = 0; i < a.count; i += 8) {
    const __m256i x = _mm256_cvtepu8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(a.a + i)));
    const __m256i y = _mm256_cvtepu8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(a.b + i)));
    const __m256i sum = _mm256_add_epi32(_mm256_sll_epi32(x, shift_a), _mm256_sll_epi32(y, shift_b));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(a.sums + i), _mm256_sub_epi32(sum, offset));
  }
}

}  // namespace

const Kernels& avx2_kernels() {
  static constexpr Kernels kKernels{"avx2", 32, gemm, depthwise, requant, add};
  return kKernels;
}

}  // namespace knap::net
#endif
