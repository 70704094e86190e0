#include "net/exec/kernels.h"

#include <gtest/gtest.h>

namespace knap::net {
namespace {

TEST(Kernels, TheBestIsAvailableAndNamed) {
  EXPECT_TRUE(is_available(Isa::Portable));
  EXPECT_TRUE(is_available(best_isa()));
  EXPECT_EQ(kernels_of(Isa::Portable).name, "portable");
  EXPECT_TRUE(best_isa() != Isa::Avx512Vnni || is_available(Isa::Avx2));
}

}  // namespace
}  // namespace knap::net
