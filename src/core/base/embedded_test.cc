#include "core/base/embedded.h"

#include <gtest/gtest.h>

#include <array>

namespace knap {
namespace {

constexpr std::array<EmbeddedFile, 2> kSet{{{"generic/ram.sv", "module ram"}, {"ecp5/ram.sv", ""}}};

TEST(EmbeddedFile, IsFoundByItsWholeName) {
  EXPECT_EQ(embedded_file(kSet, "generic/ram.sv"), "module ram");
  EXPECT_EQ(embedded_file(kSet, "ecp5/ram.sv"), "");
}

TEST(EmbeddedFile, ANameThatIsNotThereIsOurMistake) {
  EXPECT_THROW(embedded_file(kSet, "ram.sv"), InternalError);
  EXPECT_THROW(embedded_file({}, "generic/ram.sv"), InternalError);
}

}  // namespace
}  // namespace knap
