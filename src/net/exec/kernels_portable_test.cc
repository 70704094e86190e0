#include <gtest/gtest.h>

#include <vector>

#include "net/exec/kernels.h"

namespace knap::net {
namespace {

TEST(PortableKernels, GemmIsTheDefinition) {
  const std::vector<std::uint8_t> base{1, 2, 3, 4, 5, 6, 7, 8};
  const std::vector<std::int32_t> rows{0, 1}, groups{0, 3}, bias(kLanes, 100);
  std::vector<std::int8_t> weights(2 * kLanes * 4);
  weights[0] = 1;                         // filter 0, group 0, byte 0
  weights[3] = -10;                       // filter 0, group 0, byte 3
  weights[kLanes * 4 + 4 * 5 + 1] = 100;  // filter 5, group 1, byte 1
  std::vector<std::int32_t> sums(2 * kLanes);
  portable_kernels().gemm(
      {base.data(), rows.data(), 2, groups.data(), 2, 1, weights.data(), bias.data(), sums.data()});
  EXPECT_EQ(sums[0], 100 + 1 - 40);
  EXPECT_EQ(sums[5], 100 + 500);
  EXPECT_EQ(sums[kLanes], 100 + 2 - 50);
  EXPECT_EQ(sums[kLanes + 5], 100 + 600);
  EXPECT_EQ(sums[1], 100);
}

}  // namespace
}  // namespace knap::net
