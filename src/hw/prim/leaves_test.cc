#include "hw/prim/leaves.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace knap::hw {
namespace {

TEST(Leaves, EveryListedSourceIsShipped) {
  const auto files = leaf_files();
  std::vector<std::optional<Family>> families{std::nullopt};
  for (const Family family : kFamilies) families.emplace_back(family);
  for (const auto& family : families)
    for (const std::string& source : leaf_sources(family)) {
      ASSERT_EQ(source.substr(0, 5), "prim/") << source;
      EXPECT_TRUE(files.contains(source.substr(5))) << source;
    }
}

TEST(Leaves, EveryModuleHasAGenericBodyAndOneSourcePerFamily) {
  for (const std::string_view module : leaf_modules()) {
    const std::string declaration = "module " + std::string(module) + " #(";
    const auto files = leaf_files();
    EXPECT_THAT(files.at("generic/" + std::string(module) + ".sv"), testing::HasSubstr(declaration));
    for (const Family family : kFamilies) {
      int found = 0;
      for (const std::string& source : leaf_sources(family))
        found += files.at(source.substr(5)).find(declaration) != std::string::npos ? 1 : 0;
      EXPECT_EQ(found, 1) << module << " of " << to_string(family);
    }
  }
}

TEST(Leaves, BlockMemoriesAndMultipliersHaveABodyOfTheirOwnInEveryFamily) {
  for (const Family family : kFamilies) {
    for (const std::string& source : leaf_sources(family)) {
      const bool is_own = source.find("knap_ram_block") != std::string::npos ||
                          source.find("knap_multiply_dsp") != std::string::npos;
      EXPECT_TRUE(!is_own || source.find("/generic/") == std::string::npos) << source;
    }
    const RomMapping mapping = rom_mapping(family);
    EXPECT_TRUE(leaf_files().contains(mapping.library.substr(5)));
    EXPECT_FALSE(mapping.techmaps.empty());
  }
}

TEST(Leaves, ProductsHaveAMappingWhereTheCarryCellsTakePartialProducts) {
  for (const Family family : {Family::Xc7, Family::Xcup, Family::Ecp5}) {
    ASSERT_EQ(multiply_mapping(family).size(), 2U) << to_string(family);
    for (const std::string& file : multiply_mapping(family))
      EXPECT_TRUE(leaf_files().contains(file.substr(5))) << file;
  }
  EXPECT_TRUE(multiply_mapping(Family::Ice40).empty());
  EXPECT_TRUE(leaf_files().contains(sum_mapping().substr(5)));
}

TEST(Leaves, BodiesOfAModuleShareOneInterface) {
  const auto files = leaf_files();
  const auto ports = [](const std::string& text) {  // "input wire [..] name" without what drives it
    std::string result = text.substr(text.find("module "), text.find(");\n") - text.find("module "));
    for (const char* kind : {"output reg ", "output wire"})
      for (std::size_t at; (at = result.find(kind)) != std::string::npos;) result.replace(at, 11, "output");
    return result;
  };
  for (const std::string_view module : leaf_modules())
    for (const Family family : kFamilies) {
      const auto own = files.find(std::string(to_string(family)) + "/" + std::string(module) + ".sv");
      if (own == files.end()) continue;
      std::string generic = ports(files.at("generic/" + std::string(module) + ".sv"));
      std::string body = ports(own->second);
      // Defaults of parameters may differ.
      for (std::string* text : {&generic, &body})
        for (std::size_t at = 0; (at = text->find("= ", at)) != std::string::npos;)
          text->erase(at, text->find_first_of(",\n", at) - at);
      EXPECT_EQ(generic, body) << module << " of " << to_string(family);
    }
}

}  // namespace
}  // namespace knap::hw
