// Emitted designs as a person finds them in rtl/, under verilator -Wall.
#include <gtest/gtest.h>

#include "core/base/rng.h"
#include "core/sys/files.h"
#include "eda/tool/testing.h"
#include "eda/verilator/verilator.h"
#include "hw/prim/leaves.h"
#include "map/lower/lower.h"
#include "net/random/random.h"
#include "tests/ladder_fixture.h"

namespace knap {
namespace {

constexpr const char* kTop = "net_top";

/// What verilator says of the graph's design with generic leaf bodies; empty when it is clean.
Result<std::string> complaints(const net::IntGraph& graph, const map::PlanOptions& options,
                               eda::Toolbox& tools) {
  KNAP_ASSIGN(const map::Plan plan,
              map::make_plan(
                  graph, options, [](const map::Structure&) { return hw::Resources{}; }, Watch()));
  KNAP_ASSIGN(const map::Structure structure, map::make_structure(graph, plan.regions));
  const hw::Emitted emitted = hw::emit(map::lower(structure, graph, "net", 20).design);
  KNAP_ASSIGN(TempFolder folder, TempFolder::make());
  for (const auto& [name, text] : emitted.files) KNAP_TRY(write_file(folder.path() / name, text));
  for (const auto& [name, text] : hw::leaf_files()) KNAP_TRY(write_file(folder.path() / "prim" / name, text));
  std::vector<std::string> files = hw::leaf_sources(std::nullopt);
  files.insert(files.end(), emitted.sources.begin(), emitted.sources.end());
  return eda::lint(folder.path(), files, kTop, tools, Watch());
}

TEST(EmittedRtlLint, TheResidualNetworkIsClean) {
  eda::Toolbox tools;
  KNAP_TOOL_OR_SKIP(tools, eda::Tool::Verilator);
  for (const map::MultiplierChoice multiplier : {map::MultiplierChoice::Lut, map::MultiplierChoice::Dsp}) {
    map::PlanOptions options;
    options.interval_cycles = 64;
    options.multiplier = multiplier;
    const Result<std::string> found = complaints(ladder::residual_graph(), options, tools);
    ASSERT_TRUE(found.ok()) << to_string(found.error());
    EXPECT_EQ(*found, "");
  }
}

TEST(EmittedRtlLint, RandomNetworksAreClean) {
  eda::Toolbox tools;
  KNAP_TOOL_OR_SKIP(tools, eda::Tool::Verilator);
  int linted = 0;
  for (std::uint64_t seed = 0; linted < 24; ++seed) {
    SCOPED_TRACE(seed);
    Rng rng(seed, "rtl lint");
    net::RandomOptions kind;
    if (linted % 4 == 3) kind.widths = net::RandomWidths::Wide;
    const net::IntGraph graph = net::random_int_graph(rng, kind);
    if (graph.inputs().size() != 1 || graph.outputs().size() != 1) continue;
    map::PlanOptions options;
    options.interval_cycles = rng.flip(0.5) ? 0 : 1 << 20;
    options.multiplier = rng.flip(0.5) ? map::MultiplierChoice::Lut : map::MultiplierChoice::Dsp;
    const Result<std::string> found = complaints(graph, options, tools);
    ASSERT_TRUE(found.ok()) << to_string(found.error());
    ASSERT_EQ(*found, "");
    ++linted;
  }
}

}  // namespace
}  // namespace knap
