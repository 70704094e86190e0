#include "net/exec/kernels_testing.h"

namespace knap::net {
namespace {

TEST(KernelsAvx2, EqualThePortableLoops) { expect_equal_to_portable(Isa::Avx2); }

}  // namespace
}  // namespace knap::net
