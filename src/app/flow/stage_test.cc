#include "app/flow/stage.h"

#include <gtest/gtest.h>

#include "app/flow/project.h"
#include "core/base/diagnostics.h"
#include "core/sys/files.h"

namespace knap::app {
namespace {

/// A stage that copies in.txt to out.txt and counts its runs.
class StageTest : public ::testing::Test {
 protected:
  void SetUp() override {
    project_.out = folder_.path();
    put("in.txt", "one");
    row_ = {"copy",
            1,
            {"train"},
            {"in.txt"},
            {"out.txt"},
            OnEdit::Redo,
            [this](Project& project, Watch&) -> Result<Value> {
              ++runs_;
              KNAP_ASSIGN(const std::string text, read_file(project.file("in.txt")));
              KNAP_TRY(write_file(project.file("out.txt"), "made of " + text));
              Value sections{ValueTable{}};
              sections.set("copied", Value(text));
              return sections;
            }};
  }
  void put(const char* name, const std::string& text) {
    ASSERT_TRUE(write_file(folder_.path() / name, text).ok());
  }
  std::string out() { return read_file(folder_.path() / "out.txt").value(); }
  StageOutcome run(const std::string& extra = "") {
    Watch watch;
    const Result<StageOutcome> outcome = run_stage(row_, project_, extra, watch);
    EXPECT_TRUE(outcome.ok()) << to_string(outcome.error());
    return outcome.ok() ? *outcome : StageOutcome{};
  }

  TempFolder folder_ = TempFolder::make().value();
  Project project_;
  StageRow row_{};
  int runs_ = 0;
};

TEST_F(StageTest, RunsOnceAndIsThenTakenFromItsRecord) {
  const StageOutcome first = run(), second = run();
  EXPECT_EQ(runs_, 1);
  EXPECT_FALSE(first.cached);
  EXPECT_TRUE(second.cached);
  EXPECT_EQ(first.sections, second.sections);
  EXPECT_EQ(stage_sections(project_, "copy").value(), first.sections);
}

TEST_F(StageTest, AnythingThatEntersTheKeyMakesItRunAgain) {
  run();
  put("in.txt", "two");
  EXPECT_FALSE(run().cached);
  EXPECT_EQ(out(), "made of two");
  project_.config.train.float_epochs += 1;
  EXPECT_FALSE(run().cached) << "a section that it reads";
  project_.config.plan.clock_mhz += 1;
  EXPECT_TRUE(run().cached) << "a section that it does not read";
  EXPECT_FALSE(run("another version").cached);
  ++row_.revision;
  EXPECT_FALSE(run("another version").cached);
  EXPECT_EQ(runs_, 5);
}

TEST_F(StageTest, AMissingOutputIsMadeAgain) {
  for (const OnEdit on_edit : {OnEdit::Redo, OnEdit::Refuse}) {
    row_.on_edit = on_edit;
    run();
    ASSERT_TRUE(remove_path(folder_.path() / "out.txt").ok());
    EXPECT_FALSE(run().cached);
    EXPECT_EQ(out(), "made of one");
  }
}

TEST_F(StageTest, AnEditedOutputIsRedone) {
  run();
  put("out.txt", "mine");
  EXPECT_FALSE(run().cached);
  EXPECT_EQ(out(), "made of one");
  EXPECT_FALSE(project_.keeps_plan);
}

TEST_F(StageTest, AnEditedPlanIsKept) {
  row_.on_edit = OnEdit::Keep;
  run();
  put("out.txt", "mine");
  run();
  EXPECT_TRUE(project_.keeps_plan) << "the stage is told to follow the file";
}

TEST_F(StageTest, EditedRtlIsRefusedUnlessItIsAccepted) {
  row_.on_edit = OnEdit::Refuse;
  run();
  put("out.txt", "mine");
  Watch watch;
  const Result<StageOutcome> refused = run_stage(row_, project_, "", watch);
  ASSERT_FALSE(refused.ok());
  EXPECT_TRUE(refused.error().is(diag::kEdited));
  EXPECT_EQ(out(), "mine") << "nothing is lost";
  EXPECT_EQ(runs_, 1);
}

TEST_F(StageTest, AFailedStageLeavesNoRecord) {
  const auto good = row_.run;
  row_.run = [](Project&, Watch&) -> Result<Value> { return Error(diag::kToolFailed, "tool", "failed"); };
  Watch watch;
  EXPECT_FALSE(run_stage(row_, project_, "", watch).ok());
  EXPECT_TRUE(stage_sections(project_, "copy").value().is_nothing());
  row_.run = good;
  EXPECT_FALSE(run().cached);
}

TEST_F(StageTest, ADamagedRecordIsAsGoodAsNone) {
  run();
  for (const char* text : {"", "{", "[]", "{\"key\": 3}", "\x01\x02"}) {
    put(".knap/copy.json", text);
    EXPECT_FALSE(run().cached) << text;
  }
}

TEST_F(StageTest, HashesTellFilesFoldersAndAbsenceApart) {
  const auto hash = [&](const std::vector<std::string_view>& names) {
    return hash_tree(folder_.path(), names).value();
  };
  const std::string absent = hash({"rtl"});
  put("rtl/a.sv", "x");
  const std::string one = hash({"rtl"});
  EXPECT_NE(one, absent);
  put("rtl/b.sv", "x");
  EXPECT_NE(hash({"rtl"}), one);
  ASSERT_TRUE(remove_path(folder_.path() / "rtl/b.sv").ok());
  EXPECT_EQ(hash({"rtl"}), one);
}

}  // namespace
}  // namespace knap::app
