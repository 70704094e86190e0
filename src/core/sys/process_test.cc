#include "core/sys/process.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <thread>

#include "core/base/diagnostics.h"
#include "core/sys/files.h"

namespace knap {
namespace {

/// The shell stands for a tool; knap itself never calls one.
Command shell(const std::string& script) { return {{"/bin/sh", "-c", script}, {}, 0, {}, {}, {}}; }

ProcessOutput run(const Command& command) {
  const Watch watch;
  Result<ProcessOutput> result = run_process(command, watch);
  EXPECT_TRUE(result.ok());
  return result.ok() ? *std::move(result) : ProcessOutput{};
}

TEST(Process, GivesExitCodeAndBothOutputsInTheirOrder) {
  const ProcessOutput output = run(shell("echo one; echo two >&2; echo three; exit 7"));
  EXPECT_EQ(output.exit_code, 7);
  EXPECT_EQ(output.output, "one\ntwo\nthree\n");
  EXPECT_EQ(run(shell("kill -9 $$")).exit_code, 128 + 9);
}

TEST(Process, ArgumentsPassWithoutAShell) {
  const Command command{{"printf", "%s|", "a b", "$HOME", "*", ""}, {}, 0, {}, {}, {}};
  EXPECT_EQ(run(command).output, "a b|$HOME|*||");
}

TEST(Process, FolderEnvironmentInputAndLogAreThoseOfTheCommand) {
  const Result<TempFolder> folder = TempFolder::make();
  ASSERT_TRUE(folder.ok());
  Command command = shell("pwd; echo \"$KNAP_PROBE\"; cat");
  command.working_folder = folder->path();
  command.extra_env = {{"KNAP_PROBE", "set"}};
  command.input = "from stdin";
  command.log = folder->path() / "logs" / "tool.log";
  const ProcessOutput output = run(command);
  EXPECT_EQ(output.output, std::filesystem::canonical(folder->path()).string() + "\nset\nfrom stdin");
  EXPECT_EQ(*read_file(command.log), output.output);
}

TEST(Process, AMissingProgramIsToolMissing) {
  const Watch watch;
  for (const char* name : {"knap-no-such-program", "/no/such/program", "/etc/passwd"}) {
    const auto result = run_process({{name}, {}, 0, {}, {}, {}}, watch);
    ASSERT_FALSE(result.ok()) << name;
    EXPECT_TRUE(result.error().is(diag::kToolMissing)) << name;
  }
  Command command = shell("true");
  command.working_folder = "/no/such/folder";
  EXPECT_FALSE(run_process(command, watch).ok());
}

TEST(Process, TheTimeLimitEndsTheWholeGroup) {
  const Result<TempFolder> folder = TempFolder::make();
  ASSERT_TRUE(folder.ok());
  Command command = shell("sleep 60 & echo $! > pid; echo begun; wait");
  command.working_folder = folder->path();
  command.time_limit_s = 0.3;
  const auto start = std::chrono::steady_clock::now();
  const auto result = run_process(command, Watch());
  EXPECT_LT(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(), 10);
  ASSERT_FALSE(result.ok());
  EXPECT_TRUE(result.error().is(diag::kToolFailed));
  const pid_t grandchild = std::stoi(*read_file(folder->path() / "pid"));
  for (int i = 0; i < 100 && ::kill(grandchild, 0) == 0; ++i)  // until init has buried it
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  const Result<std::string> status = read_file("/proc/" + std::to_string(grandchild) + "/stat");
  EXPECT_TRUE(!status.ok() || status->find(") Z ") != std::string::npos) << *status;
}

TEST(Process, AStopEndsTheToolAndSaysSo) {
  Watch watch;
  std::thread stopper([&watch] {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    watch.stop();
  });
  const auto result = run_process(shell("sleep 60"), watch);
  stopper.join();
  ASSERT_FALSE(result.ok());
  EXPECT_TRUE(result.error().is(diag::kInterrupted));
}

TEST(Process, OfAnEndlessOutputTheBeginningAndTheEndAreKept) {
  const ProcessOutput output =
      run(shell("echo first; head -c 8000000 /dev/zero | tr '\\0' x; echo; echo last"));
  EXPECT_LT(output.output.size(), 2200000u);
  EXPECT_TRUE(output.output.starts_with("first\n"));
  EXPECT_TRUE(output.output.ends_with("last\n"));
  EXPECT_NE(output.output.find("bytes left out"), std::string::npos);
}

TEST(Process, ABackgroundChildDoesNotKeepUsWaiting) {
  const ProcessOutput output = run(shell("sleep 60 & echo done"));
  EXPECT_EQ(output.output, "done\n");
  EXPECT_LT(output.seconds, 10);
}

TEST(Process, TheMemoryIsThatOfTheLargestOfItAndItsChildren) {
  const double small = run(shell("true")).peak_memory_mb;
  const double large =
      run(shell("dd if=/dev/zero of=/dev/null bs=200M count=1 2>/dev/null; true")).peak_memory_mb;
  EXPECT_GT(small, 0);
  EXPECT_GT(large, small + 100);
  EXPECT_GT(large, 200);
}

TEST(Process, LastLinesAreOneShortLine) {
  EXPECT_EQ(last_lines("a\n  b\n\nERROR: c\n"), "a b ERROR: c");
  EXPECT_EQ(last_lines(std::string(500, 'x') + "end", 10), "...xxxxxxxend");
  EXPECT_EQ(last_lines(""), "");
}

}  // namespace
}  // namespace knap
