#include "eda/yosys/netlist.h"

#include <gtest/gtest.h>

#include "core/base/diagnostics.h"
#include "core/schema/artefact.h"

namespace knap::eda {
namespace {

schema::Cells cells_of(const schema::LayerCells& layer) { return layer; }

/// A top with two layer instances of one module, a FIFO, and a cell of its own.
const char* const kNetlist = R"({"modules": {
  "conv": {"attributes": {"keep_hierarchy": "1"}, "cells": {
    "a": {"type": "LUT6"}, "b": {"type": "FDRE"}, "c": {"type": "RAMB18E1"}, "d": {"type": "leaf"},
    "e": {"type": "MUXF7"}}},
  "leaf": {"attributes": {}, "cells": {"p": {"type": "DSP48E1"}, "q": {"type": "RAM32M"}}},
  "RAMB18E1": {"attributes": {"blackbox": "1"}, "cells": {"x": {"type": "LUT6"}}},
  "black": {"attributes": {"blackbox": "1"}, "cells": {"x": {"type": "LUT6"}}},
  "main": {"attributes": {"top": "00000000000000000000000000000001"}, "cells": {
    "conv1": {"type": "conv"}, "conv2": {"type": "conv"}, "fifo": {"type": "leaf"},
    "g": {"type": "CARRY4"}, "h": {"type": "black"}}}
}})";

TEST(NetlistResources, AddUpOverTheHierarchyAndPerLayer) {
  const auto counted = count_resources(kNetlist, "netlist.json", {{"conv1", "first"}, {"conv2", "second"}});
  ASSERT_TRUE(counted.ok()) << to_string(counted.error());
  EXPECT_EQ(counted->resources, (schema::Cells{14, 2, 3, 1, 0, 1}));
  ASSERT_EQ(counted->layers.size(), 3u);
  EXPECT_EQ(counted->layers[0].name, "first");
  EXPECT_EQ(cells_of(counted->layers[0]), (schema::Cells{5, 1, 1, 0.5, 0, 0}));
  EXPECT_EQ(counted->layers[2].name, "glue");
  EXPECT_EQ(cells_of(counted->layers[2]), (schema::Cells{4, 0, 1, 0, 0, 1}));
  std::int64_t lut = 0, ff = 0;
  for (const schema::LayerCells& layer : counted->layers) lut += layer.lut, ff += layer.ff;
  EXPECT_EQ(lut, counted->resources.lut);
  EXPECT_EQ(ff, counted->resources.ff);
}

TEST(NetlistResources, InstancesOfOneLayerAreOneRow) {
  const auto counted = count_resources(kNetlist, "n", {{"conv1", "c"}, {"conv2", "c"}, {"fifo", "c"}});
  ASSERT_TRUE(counted.ok());
  ASSERT_EQ(counted->layers.size(), 2u);
  EXPECT_EQ(cells_of(counted->layers[0]), (schema::Cells{14, 2, 3, 1, 0, 0}));
}

TEST(NetlistResources, WithoutNamesEveryKeptInstanceIsALayer) {
  const auto counted = count_resources(kNetlist, "n");
  ASSERT_TRUE(counted.ok());
  EXPECT_EQ(counted->layers.size(), 4u);
}

TEST(NetlistResources, SurviveTheirFile) {
  const schema::NetlistCells counted = count_resources(kNetlist, "n").value();
  const std::string text = schema::print_artefact(counted);
  EXPECT_EQ(schema::parse_artefact<schema::NetlistCells>(text, "resources.json").value(), counted);
  EXPECT_NE(text.find("\"bram\": 0.5"), std::string::npos);
}

TEST(NetlistResources, WhatIsNoNetlistIsRefused) {
  for (const char* text :
       {"", "{", "{}", "[]", R"({"modules": {}})", R"({"modules": {"a": {"attributes": {"top": "1"}}}})",
        R"({"modules": {"a": {"attributes": {"top": "1"}, "cells": {"x": {}}}}})"}) {
    const auto counted = count_resources(text, "netlist.json");
    ASSERT_FALSE(counted.ok()) << text;
    EXPECT_TRUE(counted.error().is(diag::kBadArtefact)) << text;
  }
}

TEST(CellWeight, FollowsTheTableOfTheInterfaces) {
  const std::pair<const char*, schema::Cells> rows[] = {
      {"LUT1", {1}},
      {"LUT6_2", {1}},
      {"SB_LUT4", {1}},
      {"INV", {1}},
      {"SRLC32E", {1}},
      {"RAM64X1S", {1}},
      {"RAM32X1D", {2}},
      {"RAM128X1S", {2}},
      {"RAM64M", {4}},
      {"RAM128X1D", {4}},
      {"RAM32M16", {8}},
      {"RAM64X8SW", {8}},
      {"CCU2C", {2, 0, 0, 0, 0, 1}},
      {"TRELLIS_DPR16X4", {4}},
      {"CARRY8", {0, 0, 0, 0, 0, 1}},
      {"SB_CARRY", {0, 0, 0, 0, 0, 1}},
      {"FDPE_1", {0, 1}},
      {"SB_DFFESR", {0, 1}},
      {"TRELLIS_FF", {0, 1}},
      {"SB_MAC16", {0, 0, 1}},
      {"DP16KD", {0, 0, 0, 1}},
      {"RAMB36E2", {0, 0, 0, 1}},
      {"RAMB18E2", {0, 0, 0, 0.5}},
      {"SB_RAM40_4KNR", {0, 0, 0, 1}},
      {"URAM288_BASE", {0, 0, 0, 0, 1}},
      {"MUXF7", {}},
      {"PFUMX", {}},
      {"BUFG", {}},
      {"LUT7", {}},
  };
  for (auto [type, weight] : rows) {
    if (!weight.carry) weight.carry = 0;
    EXPECT_EQ(cell_weight(type), weight) << type;
  }
}

}  // namespace
}  // namespace knap::eda
