// For the tests of each instruction set: its kernels against the portable loops on random data.
#pragma once

#include <gtest/gtest.h>

#include <initializer_list>
#include <vector>

#include "core/base/rng.h"
#include "net/exec/kernels.h"

namespace knap::net {

/// The product, as a size.
inline std::size_t size_of(std::initializer_list<std::ptrdiff_t> factors) {
  std::size_t product = 1;
  for (const std::ptrdiff_t factor : factors) product *= static_cast<std::size_t>(factor);
  return product;
}

template <class T>
std::vector<T> random_bytes(std::size_t count, Rng& rng) {
  std::vector<T> bytes(count);
  for (T& byte : bytes) byte = static_cast<T>(rng.flip(0.2) ? 0x80 : rng.flip(0.2) ? 0xff : rng.below(256));
  return bytes;
}

inline std::vector<std::int32_t> random_words(std::size_t count, std::int64_t low, std::int64_t high,
                                              Rng& rng) {
  std::vector<std::int32_t> words(count);
  for (std::int32_t& word : words) word = static_cast<std::int32_t>(rng.integer(low, high));
  return words;
}

inline void expect_gemm(const Kernels& kernels) {
  Rng rng(1, "gemm");
  for (int round = 0; round < 200; ++round) {
    SCOPED_TRACE(round);
    const int rows = static_cast<int>(rng.integer(1, 40)), groups = static_cast<int>(rng.integer(1, 20));
    const int blocks = static_cast<int>(rng.integer(1, 9));
    const auto base = random_bytes<std::uint8_t>(4096 + kSlackBytes, rng);
    const auto weights = random_bytes<std::int8_t>(size_of({blocks, groups, kLanes, 4}), rng);
    const auto row_offsets = random_words(static_cast<std::size_t>(rows), 0, 2000, rng);
    const auto group_offsets = random_words(static_cast<std::size_t>(groups), 0, 2000, rng);
    const auto bias = random_words(size_of({blocks, kLanes}), INT32_MIN, INT32_MAX, rng);
    std::vector<std::int32_t> wanted(size_of({rows, blocks, kLanes})), found(wanted.size());
    GemmArguments arguments{base.data(), row_offsets.data(), rows,        group_offsets.data(), groups,
                            blocks,      weights.data(),     bias.data(), wanted.data()};
    portable_kernels().gemm(arguments);
    arguments.sums = found.data();
    kernels.gemm(arguments);
    ASSERT_EQ(found, wanted);
  }
}

inline void expect_depthwise(const Kernels& kernels) {
  Rng rng(2, "depthwise");
  for (int round = 0; round < 200; ++round) {
    SCOPED_TRACE(round);
    const int rows = static_cast<int>(rng.integer(1, 30)), taps = 4 * static_cast<int>(rng.integer(1, 5));
    const int blocks = static_cast<int>(rng.integer(1, 5));
    const auto base = random_bytes<std::uint8_t>(4096 + kSlackBytes, rng);
    const auto weights = random_bytes<std::int8_t>(size_of({blocks, taps, kLanes}), rng);
    const auto row_offsets = random_words(static_cast<std::size_t>(rows), 0, 1900, rng);
    const auto tap_offsets = random_words(static_cast<std::size_t>(taps), 0, 2000, rng);
    const auto bias = random_words(size_of({blocks, kLanes}), INT32_MIN, INT32_MAX, rng);
    std::vector<std::int32_t> wanted(size_of({rows, blocks, kLanes})), found(wanted.size());
    DepthwiseArguments arguments{base.data(), row_offsets.data(), rows,        tap_offsets.data(), taps,
                                 blocks,      weights.data(),     bias.data(), wanted.data()};
    portable_kernels().depthwise(arguments);
    arguments.sums = found.data();
    kernels.depthwise(arguments);
    ASSERT_EQ(found, wanted);
  }
}

inline void expect_requant(const Kernels& kernels) {
  Rng rng(3, "requant");
  for (int round = 0; round < 200; ++round) {
    SCOPED_TRACE(round);
    const int rows = static_cast<int>(rng.integer(1, 20)), channels = static_cast<int>(rng.integer(1, 50));
    const std::size_t lanes = static_cast<std::size_t>(channels) + 2 * kLanes;
    const bool is_plain = rng.flip(0.5);
    const auto multiply = random_words(lanes, is_plain ? 1 : -5, is_plain ? 1 : 5, rng);
    const auto add = random_words(lanes, -1000, 1000, rng), shift = random_words(lanes, 0, 15, rng);
    const auto half = random_words(lanes, 0, 3000, rng), odd = random_words(lanes, 0, 1, rng);
    const auto negative = random_words(lanes, is_plain ? 0 : -1, is_plain ? 0 : 1, rng);
    const auto low = random_words(lanes, -128, -1, rng), high = random_words(lanes, 0, 127, rng);
    const std::ptrdiff_t sum_stride = channels + rng.integer(0, 5), out_stride = channels + rng.integer(0, 5);
    const auto sums = random_words(size_of({rows, sum_stride}) + kLanes, -2000000, 2000000, rng);
    std::vector<std::uint8_t> wanted(size_of({rows, out_stride}), 77), found = wanted;
    RequantArguments arguments{sums.data(),
                               sum_stride,
                               rows,
                               channels,
                               {multiply.data(), add.data(), shift.data(), half.data(), odd.data(),
                                negative.data(), low.data(), high.data()},
                               128,
                               wanted.data(),
                               out_stride};
    portable_kernels().requant(arguments);
    arguments.out = found.data();
    kernels.requant(arguments);
    ASSERT_EQ(found, wanted);
  }
}

inline void expect_add(const Kernels& kernels) {
  Rng rng(4, "add");
  for (int round = 0; round < 100; ++round) {
    SCOPED_TRACE(round);
    const std::int64_t count = rng.integer(1, 100);
    const auto a = random_bytes<std::uint8_t>(100 + kSlackBytes, rng),
               b = random_bytes<std::uint8_t>(100 + kSlackBytes, rng);
    std::vector<std::int32_t> wanted(100 + kLanes), found(wanted.size());
    AddArguments arguments{a.data(),
                           b.data(),
                           static_cast<int>(rng.integer(0, 8)),
                           static_cast<int>(rng.integer(0, 8)),
                           static_cast<std::int32_t>(rng.integer(-500, 500)),
                           count,
                           wanted.data()};
    portable_kernels().add(arguments);
    arguments.sums = found.data();
    kernels.add(arguments);
    wanted.resize(static_cast<std::size_t>(count));
    found.resize(static_cast<std::size_t>(count));
    ASSERT_EQ(found, wanted);
  }
}

/// All kernels of an instruction set, where this machine has it.
inline void expect_equal_to_portable(Isa isa) {
  if (!is_available(isa)) return;
  expect_gemm(kernels_of(isa));
  expect_depthwise(kernels_of(isa));
  expect_requant(kernels_of(isa));
  expect_add(kernels_of(isa));
}

}  // namespace knap::net
