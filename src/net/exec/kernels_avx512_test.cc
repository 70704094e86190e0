#include "net/exec/kernels_testing.h"

namespace knap::net {
namespace {

TEST(KernelsAvx512Vnni, EqualThePortableLoops) { expect_equal_to_portable(Isa::Avx512Vnni); }

}  // namespace
}  // namespace knap::net
