// What random networks and the examples become: hashes of their emitted RTL and of their plan.toml, stored in
// tests/golden/replay.txt. A refactoring leaves them as they are; a commit that changes them on purpose runs
// this test with KNAP_UPDATE_GOLDEN=1 and says so in CHANGELOG.md.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "core/base/hash.h"
#include "core/base/rng.h"
#include "core/sys/environment.h"
#include "core/sys/files.h"
#include "core/text/described.h"
#include "core/text/toml.h"
#include "hw/sv/emit.h"
#include "map/lower/lower.h"
#include "map/plan/plan.h"
#include "net/build/build.h"
#include "net/passes/fold_batch_norm.h"
#include "net/passes/to_integer.h"
#include "net/random/random.h"

namespace knap {
namespace {

namespace fs = std::filesystem;

fs::path source_folder() { return get_env("KNAP_SOURCE_DIR").value_or("."); }

/// "<name> rtl <hash> plan <hash>".
Result<std::string> line_of(const std::string& name, const net::IntGraph& graph,
                            const map::PlanOptions& options) {
  KNAP_ASSIGN(const map::Plan plan,
              map::make_plan(
                  graph, options, [](const map::Structure&) { return hw::Resources{}; }, Watch()));
  KNAP_ASSIGN(const map::Structure structure, map::make_structure(graph, plan.regions));
  const hw::Emitted emitted = hw::emit(map::lower(structure, graph, name, 20).design);
  std::string rtl;
  for (const auto& [file, text] : emitted.files) rtl += fmt::format("{} {}\n", file, sha256(text));
  return fmt::format("{} rtl {:.16} plan {:.16}\n", name, sha256(rtl), sha256(map::print(plan)));
}

/// Formats that a training would have found; their values matter to nobody here.
template <class Op>
void give_format(Op& op, std::int64_t outputs) {
  const int bits = op.format.width_bits;
  if (op.format.granularity == Granularity::Tensor) {
    op.format.fraction_bits = {bits};
    return;
  }
  for (std::int64_t o = 0; o < outputs; ++o)
    op.format.fraction_bits.push_back(bits + static_cast<int>(o % 2));
}

void give_formats(net::Graph& graph) {
  for (std::uint32_t i = 0; i < graph.size(); ++i) {
    net::RealOp op = graph.nodes()[i].op;
    if (auto* dense = std::get_if<net::Dense>(&op)) {
      give_format(*dense, dense->units);
    } else if (auto* conv = std::get_if<net::Conv>(&op)) {
      give_format(*conv, conv->filters);
    } else if (auto* quantize = std::get_if<net::Quantize>(&op)) {
      if (quantize->range == net::Quantize::Range::Given) continue;
      quantize->format.fraction_bits = quantize->format.width_bits - 3;
      quantize->range = net::Quantize::Range::Given;
    }
    graph.replace(net::NodeId{i}, std::move(op));
  }
}

/// An example's network with random weights, and what its file wants of the plan.
Result<std::string> line_of_example(const std::string& name, const net::Input& input) {
  const fs::path file = source_folder() / "examples" / name / "knap.toml";
  KNAP_ASSIGN(const std::string text, read_file(file));
  KNAP_ASSIGN(const Value project, parse_toml(text, file.string()));
  KNAP_ASSIGN(const net::NetworkSpec spec,
              from_value<net::NetworkSpec>(*project.find("network"), file.string()));
  KNAP_ASSIGN(const map::PlanOptions options,
              from_value<map::PlanOptions>(*project.find("plan"), file.string()));
  KNAP_ASSIGN(net::Graph graph, net::build(spec, input, name));
  Rng rng(1, "replay " + name);
  net::initialise(graph, rng);
  net::Graph folded = net::fold_batch_norm(graph);
  give_formats(folded);
  KNAP_ASSIGN(const net::IntGraph integer, net::to_integer(folded));
  return line_of(name, integer, options);
}

Result<std::string> random_lines(const std::string& kind, net::RandomNames names, int count) {
  std::string lines;
  net::RandomOptions wanted;
  wanted.names = names;
  int found = 0;
  for (std::uint64_t seed = 0; found < count; ++seed) {
    Rng rng(seed, "replay");
    const net::IntGraph graph = net::random_int_graph(rng, wanted);
    if (graph.inputs().size() != 1 || graph.outputs().size() != 1) continue;
    map::PlanOptions options;
    options.reuse_factor = rng.integer(0, 4);
    options.multiplier = rng.flip(0.5) ? map::MultiplierChoice::Auto : map::MultiplierChoice::Lut;
    options.memory = rng.flip(0.5) ? map::MemoryChoice::Auto : map::MemoryChoice::Size;
    KNAP_ASSIGN(const std::string line, line_of(fmt::format("{}{}", kind, seed), graph, options));
    lines += line;
    ++found;
  }
  return lines;
}

Result<std::string> all_lines() {
  KNAP_ASSIGN(const std::string ecg, line_of_example("ecg_af", {{9000, 1}, {true, 16, 0}}));
  KNAP_ASSIGN(const std::string fashion, line_of_example("fashion_mnist", {{28, 28, 1}, {false, 8, 8}}));
  KNAP_ASSIGN(const std::string mnist, line_of_example("mnist_mlp", {{28, 28, 1}, {false, 8, 8}}));
  KNAP_ASSIGN(const std::string random, random_lines("random", net::RandomNames::Plain, 20));
  KNAP_ASSIGN(const std::string paths, random_lines("paths", net::RandomNames::Paths, 4));
  return ecg + fashion + mnist + random + paths;
}

TEST(ReplayGolden, RtlAndPlansAreThoseOfTheLastRelease) {
  const Result<std::string> lines = all_lines();
  ASSERT_TRUE(lines.ok()) << to_string(lines.error());
  const fs::path path = source_folder() / "tests/golden/replay.txt";
  if (get_env("KNAP_UPDATE_GOLDEN").has_value()) {
    ASSERT_TRUE(write_file(path, *lines).ok());
  }
  const Result<std::string> golden = read_file(path);
  ASSERT_TRUE(golden.ok()) << to_string(golden.error());
  EXPECT_EQ(*lines, *golden) << "if this change is wanted, run again with KNAP_UPDATE_GOLDEN=1";
}

}  // namespace
}  // namespace knap
