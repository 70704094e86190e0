#include "net/ir/mask.h"

#include <gtest/gtest.h>

namespace knap::net {
namespace {

TEST(Mask, WithoutOneEveryWeightIsKept) {
  EXPECT_TRUE(is_kept(nullptr, 5));
  EXPECT_EQ(kept(nullptr, 6), 6);
}

TEST(Mask, CountsWhatItKeeps) {
  const Mask mask = std::make_shared<const IntTensor>(Shape{2, 2}, std::vector<std::int64_t>{1, 0, 0, 1});
  EXPECT_TRUE(is_kept(mask, 0));
  EXPECT_FALSE(is_kept(mask, 1));
  EXPECT_EQ(kept(mask, 4), 2);
}

}  // namespace
}  // namespace knap::net
