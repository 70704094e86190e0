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
    row_.name = "copy";
    row_.sections = {"train"};
    row_.inputs = {"in.txt"};
    row_.outputs = {"out.txt"};
    row_.sources = {"core/base"};
    row_.prepare = without_refusals([this](Project& project, Watch&) -> Result<StageResult> {
      ++runs_;
      KNAP_ASSIGN(const std::string text, read_file(project.file("in.txt")));
      KNAP_TRY(write_file(project.file("out.txt"), "made of " + text));
      StageResult result;
      result.sections.deadlock_freedom = text;
      result.complaints = complaints_;
      result.tools = tools_;
      return result;
    });
  }
  void put(const char* name, const std::string& text) {
    ASSERT_TRUE(write_file(folder_.path() / name, text).ok());
  }
  std::string out() { return read_file(folder_.path() / "out.txt").value(); }
  StageOutcome run() {
    Watch watch;
    const Result<StageOutcome> outcome = run_stage(row_, project_, watch);
    EXPECT_TRUE(outcome.ok()) << to_string(outcome.error());
    return outcome.ok() ? *outcome : StageOutcome{};
  }

  TempFolder folder_ = TempFolder::make().value();
  Project project_;
  StageRow row_;
  std::vector<Diagnostic> complaints_;
  std::vector<schema::ToolUse> tools_;
  int runs_ = 0;
};

TEST_F(StageTest, GoesOnWithItsOwnUnfinishedWorkAlone) {
  row_.unfinished = {"part"};
  row_.prepare = without_refusals([this](Project& project, Watch&) -> Result<StageResult> {
    const bool goes_on = is_file(project.file("part/one"));
    ++runs_;
    KNAP_TRY(make_folders(project.file("part")));
    KNAP_TRY(write_file(project.file("part/one"), "half"));
    if (!goes_on) return Error(diag::kInterrupted, "copy", "stopped half-way");
    KNAP_TRY(write_file(project.file("out.txt"), "whole"));
    return StageResult{};
  });
  Watch watch;
  EXPECT_FALSE(run_stage(row_, project_, watch).ok());
  put("in.txt", "two");  // other work: what lies there is not its first half
  EXPECT_FALSE(run_stage(row_, project_, watch).ok());
  EXPECT_TRUE(run_stage(row_, project_, watch).ok());
  put("in.txt", "three");
  EXPECT_FALSE(run_stage(row_, project_, watch).ok()) << "finished work is no unfinished work";
}

TEST_F(StageTest, ARefusalTouchesNothing) {
  row_.unfinished = {"part"};
  run();
  put("report.json", "{}");
  put("part", "half");
  const auto good = row_.prepare;
  row_.prepare = [](Project&, Watch&) -> Result<Work> { return Error(diag::kImpossible, "copy", "no"); };
  put("in.txt", "two");
  Watch watch;
  project_.has_begun = false;
  EXPECT_FALSE(run_stage(row_, project_, watch).ok());
  EXPECT_FALSE(project_.has_begun);
  EXPECT_TRUE(is_file(project_.file("report.json")));
  EXPECT_TRUE(is_file(project_.file("part")));
  row_.prepare = good;
  put("in.txt", "one");
  EXPECT_TRUE(run().cached) << "the change that was refused was taken back";
}

TEST_F(StageTest, RunsOnceAndIsThenTakenFromItsRecord) {
  const StageOutcome first = run(), second = run();
  EXPECT_EQ(runs_, 1);
  EXPECT_FALSE(first.cached);
  EXPECT_TRUE(second.cached);
  EXPECT_EQ(second.sections.deadlock_freedom, "one");
  EXPECT_EQ(load_record(project_, "copy")->sections.deadlock_freedom, "one");
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
  row_.sources = {"core/base", "core/num"};
  EXPECT_FALSE(run().cached) << "other sources";
  EXPECT_EQ(runs_, 4);
}

TEST_F(StageTest, DataThatChangeMakeItRunAgain) {
  put("d.csv", "1,2,a\n3,4,b\n5,6,a\n7,8,b\n1,1,a\n2,2,b\n1,2,a\n3,4,b\n5,6,a\n7,8,b\n1,1,a\n2,2,b\n");
  row_.reads_data = true;
  project_.config.data.kind = data::DataKind::Csv;
  project_.config.data.path = (folder_.path() / "d.csv").string();
  run();
  EXPECT_TRUE(run().cached);
  put("d.csv", "9,2,a\n3,4,b\n5,6,a\n7,8,b\n1,1,a\n2,2,b\n1,2,a\n3,4,b\n5,6,a\n7,8,b\n1,1,a\n2,2,b\n");
  project_.dataset.reset();  // as the next command finds it
  EXPECT_FALSE(run().cached);
  ASSERT_TRUE(remove_path(folder_.path() / "d.csv").ok());
  project_.dataset.reset();
  EXPECT_TRUE(run().cached) << "what was made of them is not wrong because they are gone";
}

TEST_F(StageTest, AToolOfAnotherVersionMakesItRunAgain) {
  tools_ = {{"make", "0.0.1", "native"}, {"no-such-tool", "1.0", "native"}};
  run();
  EXPECT_FALSE(run().cached) << "make is here in another version";
  tools_ = {{"no-such-tool", "1.0", "native"}};
  EXPECT_FALSE(run().cached);
  EXPECT_TRUE(run().cached) << "a tool that is not here says nothing";
}

TEST_F(StageTest, ACachedFailureComplainsAgain) {
  complaints_ = {{&diag::kMismatch, "score", "1 mismatch"}};
  EXPECT_EQ(run().complaints.size(), 1U);
  const StageOutcome again = run();
  EXPECT_TRUE(again.cached);
  ASSERT_EQ(again.complaints.size(), 1U);
  EXPECT_EQ(to_string(again.complaints[0]), to_string(complaints_[0]));
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
  EXPECT_FALSE(is_given(row_, project_));
}

TEST_F(StageTest, AnEditedPlanIsKept) {
  row_.on_edit = OnEdit::Keep;
  run();
  EXPECT_FALSE(is_given(row_, project_));
  put("out.txt", "mine");
  EXPECT_TRUE(is_given(row_, project_)) << "the stage is told to follow the file";
  row_.prepare = without_refusals(
      [](Project&, Watch&) -> Result<StageResult> { return Error(diag::kSyntax, "out", "wrong"); });
  Watch watch;
  EXPECT_FALSE(run_stage(row_, project_, watch).ok());
  EXPECT_TRUE(is_given(row_, project_)) << "a failure does not make it forget whose plan it is";
  row_.prepare = without_refusals([](Project&, Watch&) -> Result<StageResult> { return StageResult(); });
  run();
  put("in.txt", "two");
  EXPECT_TRUE(is_given(row_, project_)) << "nor a change of what it depends on";
}

TEST_F(StageTest, EditedRtlIsRefused) {
  row_.on_edit = OnEdit::Refuse;
  run();
  put("out.txt", "mine");
  Watch watch;
  const Result<StageOutcome> refused = run_stage(row_, project_, watch);
  ASSERT_FALSE(refused.ok());
  EXPECT_TRUE(refused.error().is(diag::kEdited));
  EXPECT_EQ(out(), "mine") << "nothing is lost";
  EXPECT_EQ(runs_, 1);
}

TEST_F(StageTest, AFailedStageLeavesNothingValidAndNoReport) {
  run();
  put("in.txt", "two");
  put("report.json", "{}");
  const auto good = row_.prepare;
  row_.prepare = without_refusals(
      [](Project&, Watch&) -> Result<StageResult> { return Error(diag::kToolFailed, "tool", "failed"); });
  Watch watch;
  EXPECT_FALSE(run_stage(row_, project_, watch).ok());
  Watch calm;
  EXPECT_EQ(stage_states({row_}, project_, calm)->at("copy"), StageState::Stale)
      << "what it said is out of date";
  EXPECT_FALSE(is_file(project_.file("report.json")));
  row_.prepare = good;
  EXPECT_FALSE(run().cached);
}

TEST_F(StageTest, ADamagedRecordIsAsGoodAsNone) {
  run();
  for (const char* text : {"", "{", "[]", "{\"key\": 3}", "\x01\x02"}) {
    put(".knap/copy.json", text);
    EXPECT_FALSE(run().cached) << text;
  }
}

TEST_F(StageTest, WhatHangsOnSomethingThatChangedIsStale) {
  StageRow next = row_;
  next.name = "next";
  next.inputs = {"out.txt"};
  next.outputs = {"last.txt"};
  next.prepare = without_refusals([](Project& project, Watch&) -> Result<StageResult> {
    KNAP_TRY(write_file(project.file("last.txt"), "last"));
    return StageResult{};
  });
  Watch watch;
  const auto states = [&] {
    const auto found = stage_states({row_, next}, project_, watch).value();
    return std::pair(found.at("copy"), found.at("next"));
  };
  using State = StageState;
  EXPECT_EQ(states(), std::pair(State::Absent, State::Absent));
  run();
  EXPECT_EQ(states(), std::pair(State::Fresh, State::Absent));
  ASSERT_TRUE(run_stage(next, project_, watch).ok());
  EXPECT_EQ(states(), std::pair(State::Fresh, State::Fresh));
  put("last.txt", "mine");
  EXPECT_EQ(states(), std::pair(State::Fresh, State::Edited));
  ASSERT_TRUE(run_stage(next, project_, watch).ok());
  put("in.txt", "two");
  EXPECT_EQ(states(), std::pair(State::Stale, State::Stale)) << "though out.txt is as it was";
  ASSERT_TRUE(run_stage(next, project_, watch).ok());
  EXPECT_EQ(states(), std::pair(State::Stale, State::Stale)) << "nor does running it again help";
  run();
  EXPECT_EQ(states(), std::pair(State::Fresh, State::Stale)) << "out.txt is another now";
  ASSERT_TRUE(run_stage(next, project_, watch).ok());
  EXPECT_EQ(states(), std::pair(State::Fresh, State::Fresh));
  put("out.txt", "mine");
  EXPECT_EQ(states(), std::pair(State::Edited, State::Stale));
  ASSERT_TRUE(run_stage(next, project_, watch).ok());
  EXPECT_EQ(states(), std::pair(State::Edited, State::Fresh)) << "it speaks of the file as it lies there";
  next.inputs = {};
  next.examined = {"out.txt"};
  ASSERT_TRUE(run_stage(next, project_, watch).ok());
  put("in.txt", "three");
  EXPECT_EQ(states(), std::pair(State::Stale, State::Fresh)) << "it only looks at what the other made";
  put("out.txt", "of somebody else");
  EXPECT_EQ(states(), std::pair(State::Stale, State::Stale));
}

TEST_F(StageTest, APlanThatAKilledStageLeftIsNobodys) {
  row_.on_edit = OnEdit::Keep;
  run();
  const auto good = row_.prepare;
  row_.prepare = without_refusals([](Project& project, Watch&) -> Result<StageResult> {
    KNAP_TRY(write_file(project.file("out.txt"), "made of something else"));
    return Error(diag::kInterrupted, "copy", "stopped");  // as if it had been killed before its record
  });
  put("in.txt", "two");
  Watch watch;
  EXPECT_FALSE(run_stage(row_, project_, watch).ok());
  EXPECT_FALSE(is_given(row_, project_));
  row_.prepare = good;
  run();
  EXPECT_EQ(out(), "made of two");
}

}  // namespace
}  // namespace knap::app
