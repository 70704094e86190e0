// The program starts without libtorch, and loads it, from itself, when something is trained. What the loader
// maps is read from its own trace.
#include <gtest/gtest.h>

#include <regex>

#include "core/base/watch.h"
#include "core/sys/environment.h"
#include "core/sys/files.h"
#include "core/sys/process.h"

namespace knap {
namespace {

constexpr std::string_view kProject = R"([project]
name = "k"
[data]
kind = "csv"
path = "d.csv"
[network]
[[network.layer]]
kind = "dense"
units = 2
[train]
float_epochs = 1
quantised_epochs = 1
[synth]
devices = ["ecp5-25f"]
)";

class Start : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::optional<std::string> program = get_env("KNAP_PROGRAM");
    ASSERT_TRUE(program.has_value()) << "KNAP_PROGRAM is not set";
    program_ = *program;
  }
  /// Runs the program with the loader telling every file that it maps.
  ProcessOutput run(std::vector<std::string> arguments, const std::string& libraries = "") {
    Command command;
    command.argv = std::move(arguments);
    command.argv.insert(command.argv.begin(), program_.string());
    command.working_folder = folder_.path();
    command.extra_env = {{"LD_DEBUG", "files"}};
    if (!libraries.empty()) command.extra_env = {{"LD_LIBRARY_PATH", libraries}};
    Watch watch;
    Result<ProcessOutput> output = run_process(command, watch);
    EXPECT_TRUE(output.ok()) << to_string(output.error());
    return output.ok() ? std::move(*output) : ProcessOutput{};
  }
  void write_project() {
    std::string table;
    for (int i = 0; i < 60; ++i) {
      const int a = i * 37 % 256, b = i * 91 % 256;
      table += std::to_string(a) + "," + std::to_string(b) + (a > b ? ",gt\n" : ",le\n");
    }
    write_file(folder_.path() / "k.toml", kProject).value();
    write_file(folder_.path() / "d.csv", table).value();
  }

  std::filesystem::path program_;
  TempFolder folder_ = TempFolder::make().value();
};
using StartTorch = Start;

bool mentions(const ProcessOutput& output, std::string_view text) {
  return output.output.find(text) != std::string::npos;
}

TEST_F(Start, TheVersionIsToldWithoutLibtorch) {
  const ProcessOutput output = run({"--version"});
  EXPECT_EQ(output.exit_code, 0);
  EXPECT_TRUE(mentions(output, "knap 0."));
  EXPECT_TRUE(mentions(output, "file=libfmt")) << "the loader tells nothing";
  EXPECT_FALSE(mentions(output, "libtorch"));
}

TEST_F(StartTorch, ACopyOfTheProgramElsewhereTrains) {
  write_project();
  const std::filesystem::path copy = folder_.path() / "a copy";
  std::filesystem::copy_file(program_, copy);
  program_ = copy;
  const ProcessOutput output = run({"train", "k.toml"});
  EXPECT_EQ(output.exit_code, 0) << last_lines(output.output);
  EXPECT_TRUE(mentions(output, "file=libtorch"));
  EXPECT_TRUE(is_file(folder_.path() / "out/k/report.json"));
}

TEST_F(StartTorch, ALibtorchThatCannotBeLoadedIsAMissingTool) {
  write_project();
  const std::string trace = run({"train", "k.toml"}).output;
  std::smatch name;
  ASSERT_TRUE(std::regex_search(trace, name, std::regex(R"(file=(libtorch_cpu\S+))")));
  write_file(folder_.path() / "lib" / name[1].str(), "no library").value();
  const ProcessOutput output = run({"train", "k.toml", "--seed", "2"}, (folder_.path() / "lib").string());
  EXPECT_EQ(output.exit_code, 4) << last_lines(output.output);
  EXPECT_TRUE(mentions(output, "knap: error: libtorch: cannot be loaded: ")) << last_lines(output.output);
  EXPECT_TRUE(mentions(output, "libtorch-dev) [tool-missing]")) << last_lines(output.output);
}

}  // namespace
}  // namespace knap
