// The emitted text against the simulator, in Icarus and Verilator, and through Yosys: random designs, many in
// one build.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "core/sys/files.h"
#include "core/sys/process.h"
#include "hw/ir/copies.h"
#include "hw/ir/random.h"
#include "hw/prim/leaves.h"
#include "hw/sim/simulator.h"
#include "hw/sv/emit.h"

namespace knap::hw {
namespace {

constexpr int kCycles = 60;

struct Ran {
  int exit_code = 0;
  std::string output;
};

bool has_tool(const std::string& name) {
  return run_process({{name, "--version"}, {}, 60, {}, {}, {}}, Watch{}).ok() ||
         run_process({{name, "-V"}, {}, 60, {}, {}, {}}, Watch{}).ok();
}

#define KNAP_TOOL_OR_SKIP(name) \
  if (!has_tool(name)) GTEST_SKIP() << "tool_or_skip: " << (name) << " was not found"

/// Random designs with their stimulus, expected outputs and one testbench, in a folder of their own.
class Batch {
 public:
  Batch(std::uint64_t first_seed, int count)
      : temporary_(TempFolder::make().value()), folder_(temporary_.path()) {
    for (const auto& [path, text] : leaf_files())
      if (path.rfind("generic/", 0) == 0) write(path.substr(8), text);
    for (const std::string_view leaf : leaf_modules()) sources_.push_back(std::string(leaf) + ".sv");
    for (int i = 0; i < count; ++i) add(first_seed + static_cast<std::uint64_t>(i));
    finish();
  }
  ~Batch() {
    if (testing::Test::HasFailure()) temporary_.keep();
  }

  const std::vector<std::string>& sources() const { return sources_; }
  const std::vector<std::string>& tops() const { return tops_; }

  Ran run(std::vector<std::string> argv) const {
    Command command;
    command.argv = std::move(argv);
    command.working_folder = folder_;
    command.time_limit_s = 280;
    const auto result = run_process(command, Watch{});
    if (!result.ok()) return {127, to_string(result.error())};
    return {result->exit_code, result->output};
  }

  std::string path(const std::string& file) const { return (folder_ / file).string(); }
  void write(const std::string& file, const std::string& text) const {
    std::ofstream(folder_ / file) << text;
  }

 private:
  void add(std::uint64_t seed) {
    Rng rng(seed, "rtl_test");
    RandomOptions options;
    options.modules = static_cast<int>(rng.integer(1, 3));
    options.operations = static_cast<int>(rng.integer(5, 45));
    Design design = random_design(rng, options);
    if (seed % 2 == 1)
      for (Module& module : design.modules) module = with_copies(std::move(module), {1, 10});
    for (Module& module : design.modules) module.name = fmt::format("d{}_{}", seed, module.name);
    const Emitted emitted = emit(design);
    for (const auto& [file, text] : emitted.files) write(file, text);
    sources_.insert(sources_.end(), emitted.sources.begin(), emitted.sources.end());
    tops_.push_back(design.top().name);
    bench(design, seed);
  }

  static std::string code(std::span<const std::int64_t> lanes, int width) {
    std::string text;
    for (std::size_t k = lanes.size(); k-- > 0;)
      for (int bit = width - 1; bit >= 0; --bit) text += static_cast<char>('0' + ((lanes[k] >> bit) & 1));
    return text;
  }

  /// Stimulus and what the simulator answers, one line per cycle; bit 0 of the stimulus is the reset.
  void bench(const Design& design, std::uint64_t seed) {
    Simulator simulator(design, seed);
    Rng rng(seed, "stimulus");
    const Module& top = design.top();
    std::string stimulus, expected, pins;
    int in_bits = 1, out_bits = 0;
    for (int cycle = 0; cycle < kRandomInitCycles + kCycles; ++cycle) {
      const bool init = cycle < kRandomInitCycles;
      const bool reset = init || rng.flip(0.03);
      simulator.set_reset(reset);
      std::string in = reset ? "1" : "0", out;
      for (const Port& port : top.ports) {
        if (port.direction == Direction::Out) continue;
        std::vector<std::int64_t> values(static_cast<std::size_t>(port.type.lanes));
        for (std::int64_t& v : values) v = rng.integer(port.type.interval.low, port.type.interval.high);
        if (port.name == "init") values = {init ? 1 : 0};
        if (port.name == "init_address") values = {cycle % 8};
        simulator.set_lanes(simulator.port(port.name), values);
        in = code(values, port.type.lane_width_bits()) + in;
      }
      simulator.settle();
      for (const Port& port : top.ports)
        if (port.direction == Direction::Out)
          out = code(simulator.get_lanes(simulator.port(port.name)), port.type.lane_width_bits()) + out;
      simulator.step();
      stimulus += in + "\n";
      expected += out + "\n";
    }
    for (const Port& port : top.ports) {
      int& bits = port.direction == Direction::In ? in_bits : out_bits;
      const char* bus = port.direction == Direction::In ? "in" : "out";
      pins +=
          fmt::format(", .{}({}{}[{}:{}])", port.name, bus, seed, bits + port.type.total_bits() - 1, bits);
      bits += port.type.total_bits();
    }
    write(fmt::format("stimulus{}.mem", seed), stimulus);
    write(fmt::format("expected{}.mem", seed), expected);
    declarations_ += fmt::format(
        "  logic [{0}:0] in{2};\n  logic [{1}:0] out{2};\n  logic [{0}:0] stimulus{2} [0:{3}];\n"
        "  logic [{1}:0] expected{2} [0:{3}];\n  {4} dut{2} (.clk(clk), .rst(in{2}[0]){5});\n",
        in_bits - 1, out_bits - 1, seed, kRandomInitCycles + kCycles - 1, top.name, pins);
    loads_ += fmt::format(
        "    $readmemb(\"stimulus{0}.mem\", stimulus{0});\n    $readmemb(\"expected{0}.mem\", "
        "expected{0});\n",
        seed);
    drives_ += fmt::format("      in{0} = stimulus{0}[cycle];\n", seed);
    checks_ += fmt::format(
        "        if (out{0} !== expected{0}[cycle]) begin\n          mismatches = mismatches + 1;\n          "
        "if (mismatches < 10) "
        "$display(\"{1} cycle %0d: %b, expected %b\", cycle, out{0}, expected{0}[cycle]);\n        end\n",
        seed, top.name);
  }

  void finish() {
    write("tb.sv", fmt::format("module tb;\n  logic clk;\n  integer cycle, mismatches;\n{}  initial begin\n  "
                               "  clk = 0;\n    mismatches = 0;\n{}"
                               "    for (cycle = 0; cycle < {}; cycle = cycle + 1) begin\n{}      #1;\n      "
                               "if (cycle >= {}) begin\n{}      end\n"
                               "      #1 clk = 1;\n      #1 clk = 0;\n    end\n    $display(\"mismatches "
                               "%0d\", mismatches);\n    $finish;\n  end\nendmodule\n",
                               declarations_, loads_, kRandomInitCycles + kCycles, drives_, kRandomInitCycles,
                               checks_));
  }

  TempFolder temporary_;  ///< stays where a test fails
  std::filesystem::path folder_;
  std::vector<std::string> sources_, tops_;
  std::string declarations_, loads_, drives_, checks_;
};

std::vector<std::string> with(std::vector<std::string> argv, const std::vector<std::string>& more) {
  argv.insert(argv.end(), more.begin(), more.end());
  return argv;
}

TEST(Rtl, IcarusAgreesWithTheSimulatorOnRandomDesigns) {
  KNAP_TOOL_OR_SKIP("iverilog");
  const Batch batch(1000, 40);
  const Ran build =
      batch.run(with({"iverilog", "-g2012", "-s", "tb", "-o", "tb.vvp", "tb.sv"}, batch.sources()));
  ASSERT_EQ(build.exit_code, 0) << build.output;
  EXPECT_EQ(build.output, "");
  const Ran run = batch.run({"vvp", "-n", "tb.vvp"});
  EXPECT_NE(run.output.find("mismatches 0\n"), std::string::npos) << run.output;
}

TEST(Rtl, VerilatorAgreesWithTheSimulatorOnRandomDesigns) {
  KNAP_TOOL_OR_SKIP("verilator");
  const Batch batch(2000, 12);
  const Ran build = batch.run(with({"verilator", "--binary", "--timing", "-O0", "-CFLAGS", "-O0",
                                    "-Wno-fatal", "-Wno-lint", "-Wno-style", "--top-module", "tb", "tb.sv"},
                                   batch.sources()));
  ASSERT_EQ(build.exit_code, 0) << build.output;
  const Ran run = batch.run({batch.path("obj_dir/Vtb"), "+verilator+rand+reset+2"});
  EXPECT_NE(run.output.find("mismatches 0\n"), std::string::npos) << run.output;
}

TEST(RtlLint, VerilatorFindsNothingToComplainAbout) {
  KNAP_TOOL_OR_SKIP("verilator");
  const Batch batch(3000, 15);
  std::string wrapper = "module wrapper;\n";
  for (const std::string& top : batch.tops()) {
    const Ran run = batch.run(
        {"verilator", "--lint-only", "-Wall", "--top-module", top, "-y", ".", "+libext+.sv", top + ".sv"});
    ASSERT_EQ(run.exit_code, 0) << top << "\n" << run.output;
    EXPECT_EQ(run.output, "") << top;
  }
}

TEST(Rtl, YosysReadsItAndKeepsItsMeaning) {
  KNAP_TOOL_OR_SKIP("yosys");
  KNAP_TOOL_OR_SKIP("iverilog");
  const Batch batch(4000, 4);
  std::string script = "read_verilog -sv";
  for (const std::string& source : batch.sources()) script += " " + source;
  script +=
      "\nhierarchy -check\nproc\nflatten\nopt\nmemory\nopt\nwreduce\nopt\ntechmap\nopt\nwrite_verilog "
      "-noattr netlist.v\n";
  batch.write("synth.ys", script);
  const Ran synth = batch.run({"yosys", "-q", "-s", "synth.ys"});
  ASSERT_EQ(synth.exit_code, 0) << synth.output;
  const Ran build = batch.run({"iverilog", "-g2012", "-s", "tb", "-o", "netlist.vvp", "tb.sv", "netlist.v"});
  ASSERT_EQ(build.exit_code, 0) << build.output;
  const Ran run = batch.run({"vvp", "-n", "netlist.vvp"});
  EXPECT_NE(run.output.find("mismatches 0\n"), std::string::npos) << run.output;
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

TEST(Rtl, ABeatThatIsTakenBackOrChangedIsAnErrorOfTheSimulation) {
  KNAP_TOOL_OR_SKIP("iverilog");
  EXPECT_EQ(said_of_stream("edge_with(1, 0, 2); edge_with(1, 0, 2); edge_with(1, 1, 2); edge_with(0, 0, 1); "
                           "edge_with(1, 1, 3); edge_with(1, 1, 0); edge_with(0, 0, 0);"),
            "");
  EXPECT_THAT(said_of_stream("edge_with(1, 0, 2); edge_with(0, 0, 2);"), testing::HasSubstr("valid fell"));
  EXPECT_THAT(said_of_stream("edge_with(1, 0, 2); edge_with(1, 1, 3);"), testing::HasSubstr("beat changed"));
}

}  // namespace
}  // namespace knap::hw
