#include "hw/sv/names.h"

#include <gtest/gtest.h>

namespace knap::hw {
namespace {

TEST(Names, IllegalCharactersAndReservedWordsAreReplaced) {
  EXPECT_EQ(legalise("conv1/relu.out"), "conv1_relu_out");
  EXPECT_EQ(legalise("1st"), "n1st");
  EXPECT_EQ(legalise("module"), "module_s");
  EXPECT_EQ(legalise("Logic"), "Logic_s");
  EXPECT_EQ(legalise("class"), "class_s");
  EXPECT_EQ(legalise("xor_eq"), "xor_eq_s");  // C++ alone reserves it
  EXPECT_EQ(legalise("a__b"), "a_b");
  EXPECT_EQ(legalise(""), "unnamed");
  EXPECT_EQ(legalise("\xc3\xa9t\xc3\xa9"), "n_t");
  EXPECT_EQ(legalise("weights"), "weights");
}

TEST(Names, AScopeGivesEachNameOnceWithoutRegardToCase) {
  NameScope scope;
  EXPECT_EQ(scope.take("sum"), "sum");
  EXPECT_EQ(scope.take("sum"), "sum_1");
  EXPECT_EQ(scope.take("SUM"), "SUM_2");
  EXPECT_EQ(scope.take("sum_1"), "sum_1_1");
}

TEST(Names, ConstantsAreWrittenInCamelCase) {
  EXPECT_EQ(constant_case("bias"), "Bias");
  EXPECT_EQ(constant_case("bias_group_2"), "BiasGroup_2");
  EXPECT_EQ(constant_case("bias_0_1"), "Bias0_1");
}

}  // namespace
}  // namespace knap::hw
