#include "verify/ladder/testbench.h"

#include "core/base/diagnostics.h"
#include "verify/ladder/testing.h"

namespace knap::verify {
namespace {

TEST(Testbench, WatchesEveryStreamAndTheOutput) {
  const TempFolder folder = TempFolder::make().value(), work = TempFolder::make().value();
  testing::write_folder(folder.path(), 3);
  const Artefacts a = load_artefacts(folder.path()).value();
  const Expected expected = evaluate_records(a, Watch()).value();
  ASSERT_TRUE(write_testbench(a, expected, work.path(), 3).ok());
  const std::string text = read_file(work.path() / "tb.sv").value();
  for (const char* wanted :
       {"clamp_top dut", "dut.u_act.out_valid", "out_valid && out_ready", "expected_0.hex", "expected_1.hex"})
    EXPECT_NE(text.find(wanted), std::string::npos) << wanted;
  EXPECT_EQ(read_file(work.path() / "input.hex").value(), "8\n9\na\nb\nc\nd\ne\nf\n0\n1\n2\n3\n");
  EXPECT_EQ(read_file(work.path() / "expected_0.hex").value(), "0\n0\n0\n0\n0\n0\n0\n0\n0\n1\n2\n3\n");
}

TEST(ParseRun, ReadsWhatTheTestbenchPrints) {
  const Result<RunResult> run =
      parse_run("noise\nSTREAM 0 12 1 7 1 5 4\nSTREAM 1 12 0 -1 0 0 0\nDONE 3 12 30 40 40 99\n", "tb");
  ASSERT_TRUE(run.ok()) << to_string(run.error());
  ASSERT_EQ(run->streams.size(), 2U);
  EXPECT_EQ(run->streams[0].mismatches, 1);
  EXPECT_EQ(run->streams[0].first_beat, 7);
  EXPECT_EQ(run->streams[0].got, "5");
  EXPECT_EQ(run->streams[0].want, "4");
  EXPECT_TRUE(run->streams[0].is_stalled);
  EXPECT_FALSE(run->streams[1].is_stalled);
  EXPECT_EQ(run->records, 3);
  EXPECT_EQ(run->outputs, 12);
  EXPECT_EQ(run->latency_cycles, 30);
  EXPECT_EQ(run->interval_cycles, 10);
}

TEST(ParseRun, AnIntervalIsOneOnlyInTheSteadyState) {
  EXPECT_EQ(parse_run("DONE 3 12 30 40 36 99\n", "tb")->interval_cycles, std::nullopt) << "it still changes";
  EXPECT_EQ(parse_run("DONE 3 12 30 41 41 99\n", "tb")->interval_cycles, std::nullopt) << "no whole number";
  EXPECT_EQ(parse_run("DONE 1 12 30 -1 -1 99\n", "tb")->interval_cycles, std::nullopt) << "too few";
  EXPECT_EQ(parse_run("DONE 1 0 -1 -1 -1 99\n", "tb")->latency_cycles, std::nullopt) << "nothing came";
}

TEST(ParseRun, ARunWithoutItsLastLineOrWithBrokenLinesIsRefused) {
  for (const char* text : {"", "STREAM 0 12 0 -1 0 0 0\n", "DONE 12\n", "DONE 1 1 1 1 1\n",
                           "STREAM 1 0 0 0 0 0 0\nDONE 1 1 1 1 1 1\n", "STREAM 0 x\nDONE 1 1 1 1 1 1\n"}) {
    const Result<RunResult> run = parse_run(text, "tb");
    ASSERT_FALSE(run.ok()) << text;
    EXPECT_TRUE(run.error().is(diag::kToolFailed));
  }
}

}  // namespace
}  // namespace knap::verify
