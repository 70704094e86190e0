#include "eda/verilator/verilator.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/diagnostics.h"
#include "core/sys/files.h"
#include "eda/tool/testing.h"

namespace knap::eda {
namespace {

using testing::HasSubstr;

/// Prints the sum of a file's words, and whether an unreset register started at 0.
constexpr const char* kCounter = R"(module counter (input wire clk, output logic [7:0] sum);
  logic [7:0] words [0:3];
  logic [1:0] place = 0;
  initial $readmemh("words.hex", words);
  initial sum = 0;
  always_ff @(posedge clk) begin sum <= sum + words[place]; place <= place + 1; end
endmodule
)";
constexpr const char* kBench = R"(module bench;
  logic clk = 0;
  always #5 clk = ~clk;
  int cycle = 0, last = 0;
  logic [63:0] unknown;
  wire [7:0] sum;
  counter dut (.clk(clk), .sum(sum));
  initial if (!$value$plusargs("last=%d", last)) last = 4;
  always @(posedge clk) begin
    cycle <= cycle + 1;
    if (cycle == last) begin $display("SUM %0d", sum); $display("UNKNOWN %h", unknown); $finish; end
  end
endmodule
)";

class Verilator : public testing::Test {
 protected:
  void SetUp() override {
    KNAP_TOOL_OR_SKIP(tools_, Tool::Verilator, Tool::Make, Tool::Gxx);
    auto folder = TempFolder::make();
    ASSERT_TRUE(folder.ok());
    folder_.emplace(*std::move(folder));
    ASSERT_TRUE(write_file(path() / "counter.sv", kCounter).ok());
    ASSERT_TRUE(write_file(path() / "bench.sv", kBench).ok());
    ASSERT_TRUE(write_file(path() / "words.hex", "1\n2\n3\n4\n").ok());
  }
  const std::filesystem::path& path() const { return folder_->path(); }

  Toolbox tools_;
  Watch watch_;
  std::optional<TempFolder> folder_;
};

TEST_F(Verilator, BuildsAndRunsATestbenchWithPlusargsAndImages) {
  const auto program = build_simulation({path(), {"counter.sv", "bench.sv"}, "bench", false},
                                        path() / "build", tools_, watch_);
  ASSERT_TRUE(program.ok()) << to_string(program.error());
  const auto run = [&](const char* last, std::uint64_t seed) {
    const auto done = run_simulation(program->program, path(), {last}, seed, watch_);
    return done.ok() ? done->output : to_string(done.error());
  };
  const std::string first = run("last=4", 1);
  EXPECT_THAT(first, HasSubstr("SUM 10\n"));
  EXPECT_THAT(run("last=2", 1), HasSubstr("SUM 3\n"));
  // What was never written is random, and the seed says how.
  EXPECT_NE(first, run("last=4", 2));
  EXPECT_EQ(first, run("last=4", 1));
}

TEST_F(Verilator, ABrokenSourceFailsWithTheLogsLastLines) {
  ASSERT_TRUE(write_file(path() / "counter.sv", "module counter (input wire clk; endmodule\n").ok());
  const auto program = build_simulation({path(), {"counter.sv", "bench.sv"}, "bench", false},
                                        path() / "build", tools_, watch_);
  ASSERT_FALSE(program.ok());
  EXPECT_TRUE(program.error().is(diag::kToolFailed));
  EXPECT_TRUE(is_file(path() / "build" / "build.log"));
}

TEST_F(Verilator, ABrokenCopyIsBlamedOnItsOrigin) {
  ASSERT_TRUE(
      write_file(path() / "rtl/sub/counter.sv", "\nmodule counter (input wire clk; endmodule\n").ok());
  SimulationSources sources{path(), {"rtl/sub/counter.sv", "bench.sv"}, "bench", false};
  sources.origin = "/home/me/out/rtl";
  sources.log = path() / "kept.log";
  auto program = build_simulation(sources, path() / "build", tools_, watch_);
  ASSERT_FALSE(program.ok());
  EXPECT_TRUE(program.error().is(diag::kBadArtefact));
  EXPECT_EQ(program.error().first().where, "/home/me/out/rtl/sub/counter.sv:2");
  EXPECT_THAT(program.error().first().message, HasSubstr("syntax error"));
  EXPECT_FALSE(is_file(sources.log));
  ASSERT_TRUE(remove_path(path() / "counter.sv").ok());  // Verilator looks for modules beside the sources
  ASSERT_TRUE(write_file(path() / "rtl/sub/counter.sv", "module other; endmodule\n").ok());
  program = build_simulation(sources, path() / "build", tools_, watch_);
  ASSERT_FALSE(program.ok());
  EXPECT_EQ(program.error().first().where, "/home/me/out/rtl") << "the testbench lacks a module";
}

TEST_F(Verilator, WorksInFoldersOfAnyName) {
  const std::filesystem::path odd = path() / "sp ace \"q\" 'ä' $x;#";
  for (const char* file : {"counter.sv", "bench.sv", "words.hex"})
    ASSERT_TRUE(copy_path(path() / file, odd / file).ok());
  const auto program =
      build_simulation({odd, {"counter.sv", "bench.sv"}, "bench", false}, odd / "build", tools_, watch_);
  ASSERT_TRUE(program.ok()) << to_string(program.error());
  EXPECT_THAT(run_simulation(program->program, odd, {"last=4"}, 1, watch_)->output, HasSubstr("SUM 10\n"));
}

TEST_F(Verilator, LintNamesWhatIsNotClean) {
  EXPECT_EQ(*lint(path(), {"counter.sv"}, "counter", tools_, watch_), "");
  ASSERT_TRUE(
      write_file(path() / "counter.sv",
                 "module counter (input wire [3:0] a, output wire [2:0] b);\n  assign b = a;\nendmodule\n")
          .ok());
  EXPECT_THAT(*lint(path(), {"counter.sv"}, "counter", tools_, watch_), HasSubstr("WIDTH"));
}

}  // namespace
}  // namespace knap::eda
