#include "hw/prim/leaves.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/sys/environment.h"
#include "core/sys/files.h"
#include "core/sys/process.h"

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

/// What a simulation says of a stream with these values of valid, ready and data, edge by edge from reset on.
std::string said_of_stream(const std::string& edges) {
  const auto folder = TempFolder::make();
  const auto leaf = leaf_files().at("generic/knap_stream_check.sv");
  const std::string bench = fmt::format(R"(module tb;
  reg clk = 0, rst = 1, valid = 0, ready = 0;
  reg [1:0] data = 0;
  knap_stream_check #(.WIDTH(2)) check (clk, rst, valid, ready, data);
  task edge_with(input v, input r, input [1:0] d);
    begin valid = v; ready = r; data = d; #1 clk = 1; #1 clk = 0; end
  endtask
  initial begin
    edge_with(1, 0, 3); rst = 0; {} $finish;
  end
endmodule
)",
                                        edges);
  EXPECT_TRUE(write_file(folder->path() / "check.sv", leaf).ok());
  EXPECT_TRUE(write_file(folder->path() / "tb.sv", bench).ok());
  Command command;
  command.argv = {"sh", "-c", "iverilog -g2012 -o tb.vvp tb.sv check.sv && vvp -n tb.vvp"};
  command.working_folder = folder->path();
  return run_process(command, Watch())->output;
}

TEST(Leaves, ABeatThatIsTakenBackOrChangedIsAnErrorOfTheSimulation) {
  if (!find_program("iverilog")) GTEST_SKIP() << "tool_or_skip: iverilog was not found";
  EXPECT_EQ(said_of_stream("edge_with(1, 0, 2); edge_with(1, 0, 2); edge_with(1, 1, 2); edge_with(0, 0, 1); "
                           "edge_with(1, 1, 3); edge_with(1, 1, 0); edge_with(0, 0, 0);"),
            "");
  EXPECT_THAT(said_of_stream("edge_with(1, 0, 2); edge_with(0, 0, 2);"), testing::HasSubstr("valid fell"));
  EXPECT_THAT(said_of_stream("edge_with(1, 0, 2); edge_with(1, 1, 3);"), testing::HasSubstr("beat changed"));
}

TEST(Leaves, BlockMemoriesAndMultipliersHaveABodyOfTheirOwnInEveryFamily) {
  for (const Family family : kFamilies) {
    const std::string folder = std::string("prim/") + std::string(to_string(family));
    EXPECT_THAT(leaf_sources(family),
                testing::IsSupersetOf({folder + "/knap_ram_block.sv", folder + "/knap_multiply_dsp.sv"}));
    const RomMapping mapping = rom_mapping(family);
    EXPECT_TRUE(leaf_files().contains(mapping.library.substr(5)));
    EXPECT_TRUE(leaf_files().contains(mapping.techmap.substr(5)));
  }
}

TEST(Leaves, ProductsHaveAMappingWhereTheCarryCellsTakePartialProducts) {
  for (const Family family : {Family::Xc7, Family::Xcup, Family::Ecp5}) {
    ASSERT_TRUE(multiply_mapping(family)) << to_string(family);
    EXPECT_TRUE(leaf_files().contains(multiply_mapping(family)->substr(5)));
  }
  EXPECT_FALSE(multiply_mapping(Family::Ice40));
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
