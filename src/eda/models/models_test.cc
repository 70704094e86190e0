#include "eda/models/models.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace knap::eda {
namespace {

using testing::HasSubstr;

TEST(Models, EveryFamilyHasItsFabricAndItsBlocks) {
  const struct {
    const char *family, *table, *flip_flop, *memory, *multiplier;
  } rows[] = {{"xc7", "module LUT6(", "module FDRE(", "module RAMB18E1 (", "module DSP48E1 ("},
              {"xcup", "module LUT6(", "module FDRE(", "module RAMB18E2 (", "module DSP48E2 ("},
              {"ecp5", "module LUT4(", "module TRELLIS_FF(", "module DP16KD(", "module MULT18X18D("},
              {"ice40", "module SB_LUT4(", "module SB_DFFE(", "module SB_RAM40_4K(", "module SB_MAC16("}};
  for (const auto& row : rows) {
    EXPECT_THAT(fabric_techmap(row.family), HasSubstr(row.table));
    EXPECT_THAT(fabric_techmap(row.family), HasSubstr(row.flip_flop));
    EXPECT_THAT(block_models(row.family), HasSubstr(row.memory));
    EXPECT_THAT(block_models(row.family), HasSubstr(row.multiplier));
  }
}

TEST(Models, NoModuleIsDefinedTwice) {
  for (const char* family : {"xc7", "xcup", "ecp5", "ice40"}) {
    const std::string text = fabric_techmap(family) + block_models(family);
    std::vector<std::string> names;
    for (std::size_t at = text.find("\nmodule "); at != std::string::npos;
         at = text.find("\nmodule ", at + 1))
      names.push_back(text.substr(at + 8, text.find_first_of(" (#", at + 8) - at - 8));
    EXPECT_GE(names.size(), 10u) << family;
    std::sort(names.begin(), names.end());
    EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end()) << family;
  }
}

}  // namespace
}  // namespace knap::eda
