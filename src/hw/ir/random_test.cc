#include "hw/ir/random.h"

#include <gtest/gtest.h>

#include "hw/ir/verify.h"

namespace knap::hw {
namespace {

TEST(RandomDesign, IsWellFormedAndReproducible) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    SCOPED_TRACE(seed);
    Rng rng(seed, "random_design"), again(seed, "random_design");
    const Design design = random_design(rng);
    const auto verified = verify(design);
    ASSERT_TRUE(verified.ok()) << to_string(verified.error());
    ASSERT_EQ(design, random_design(again));
  }
}

}  // namespace
}  // namespace knap::hw
