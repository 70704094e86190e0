#include <gtest/gtest.h>

#include "net/ir/prune.h"
#include "net/ir/verify.h"
#include "net/random/random.h"

namespace knap::net {
namespace {

TEST(RandomMasks, AreMetInEveryMeasureAndLeaveAGraphThatHolds) {
  int none = 0, some = 0, all = 0;
  for (std::uint64_t seed = 1; seed <= 80; ++seed) {
    SCOPED_TRACE(seed);
    Rng rng(seed, "masks");
    const IntGraph graph = random_int_graph(rng), pruned = with_random_masks(graph, rng);
    ASSERT_TRUE(verify(pruned).ok());
    ASSERT_EQ(graph.size(), pruned.size());
    for (const auto& [layer, mask] : masks_of(pruned)) {
      const std::int64_t left = mask ? kept(mask, mask->size()) : -1;
      none += left < 0 || left == mask->size() ? 1 : 0;
      all += left == 0 ? 1 : 0;
      some += left > 0 && left < mask->size() ? 1 : 0;
    }
  }
  EXPECT_GT(none, 10);
  EXPECT_GT(some, 10);
  EXPECT_GT(all, 3);
}

}  // namespace
}  // namespace knap::net
