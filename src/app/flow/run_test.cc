#include "app/flow/run.h"

#include <gtest/gtest.h>

namespace knap::app {
namespace {

class Run : public ::testing::Test {
 protected:
  void SetUp() override {
    project_.out = folder_.path();
    project_.config.data.name = "synthetic_ecg";
    project_.config.data.records = 24;
    project_.config.data.seconds = 2;
  }
  TempFolder folder_ = TempFolder::make().value();
  Project project_;
  Watch watch_;
};

TEST_F(Run, ATargetThatNobodyCanReadIsRefusedBeforeTheWorkStarts) {
  project_.config.goal.targets = {"sensitivty >= 0.9"};
  const Result<Outcome> outcome = run_some(project_, {"data"}, watch_);
  ASSERT_FALSE(outcome.ok());
  EXPECT_EQ(outcome.error().first().where, "goal.targets");
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path())) << "no stage has run";
}

TEST_F(Run, TheNamedStageRunsAndTheReportIsWritten) {
  project_.config.goal.targets = {"sensitivity >= 0.9"};
  const Result<Outcome> outcome = run_some(project_, {"data"}, watch_);
  ASSERT_TRUE(outcome.ok()) << to_string(outcome.error());
  EXPECT_TRUE(outcome->answer) << "no rung broke; targets are asked of a whole run only";
  EXPECT_TRUE(is_file(project_.file("report.json")));
  EXPECT_TRUE(is_file(project_.file("report.html")));
}

/// A project's file in a folder of its own, and a place for its results.
class OpenedProject : public ::testing::Test {
 protected:
  Result<OpenProject> open(const std::string& name) {
    const std::string text = "[project]\nname = \"" + name +
                             "\"\n[data]\nname = \"synthetic_ecg\"\n[[network.layer]]\nkind = \"flatten\"\n"
                             "[synth]\ndevices = [\"up5k\"]\n";
    Request request;
    request.target = folder_.path() / "knap.toml";
    request.out = out_;
    EXPECT_TRUE(write_file(request.target, text).ok());
    return open_project(request);
  }
  std::string refusal(const std::string& name) {
    const Result<OpenProject> opened = open(name);
    return opened.ok() ? "opened" : to_string(opened.error());
  }
  TempFolder folder_ = TempFolder::make().value();
  std::filesystem::path out_ = folder_.path() / "out";
};

TEST_F(OpenedProject, AnotherProjectsFolderIsRefusedAndNotTouched) {
  EXPECT_EQ(refusal("first"), "opened");
  const std::string before = "[project]\nname = \"first\"\n";
  ASSERT_TRUE(write_file(out_ / "project.toml", before).ok());
  EXPECT_EQ(refusal("first"), "opened") << "its own folder";
  EXPECT_EQ(refusal("second"),
            out_.string() +
                ": belongs to the project \"first\", not to \"second\"; name another output "
                "folder with --out [output-folder]");
  EXPECT_EQ(read_file(out_ / "project.toml").value(), before);
  ASSERT_TRUE(write_file(out_ / "project.toml", "seed = 1\n").ok());
  EXPECT_NE(refusal("first").find("holds a project.toml without a project's name"), std::string::npos);
}

TEST_F(OpenedProject, AFolderOfOtherFilesIsRefusedAndNotTouched) {
  ASSERT_TRUE(write_file(out_ / ".knap.lock", "").ok());
  EXPECT_EQ(refusal("first"), "opened") << "what an interrupted first run leaves";
  out_ = folder_.path() / "thesis";
  ASSERT_TRUE(write_file(out_ / "chapter.tex", "").ok());
  EXPECT_NE(refusal("first").find("is not empty and no output folder of knap"), std::string::npos);
  EXPECT_EQ(list_files(out_).value(), std::vector<std::string>{"chapter.tex"});
  EXPECT_FALSE(std::filesystem::exists(out_ / ".knap.lock"));
}

}  // namespace
}  // namespace knap::app
