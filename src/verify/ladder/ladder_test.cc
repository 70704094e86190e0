#include "verify/ladder/ladder.h"

#include <fmt/format.h>

#include <optional>

#include "core/base/diagnostics.h"
#include "core/schema/artefact.h"
#include "eda/tool/testing.h"
#include "verify/ladder/testing.h"

namespace knap::verify {
namespace {

Verdict sample() {
  Verdict verdict;
  Rung rung;
  rung.name = "hw_sim=verilator";
  rung.mismatches = 2;
  rung.first_mismatch = Mismatch{"conv1", "A00001", 7, "got 3, expected 4"};
  verdict.rungs = {Rung{}, rung};
  verdict.mismatches = 2;
  verdict.cycles.predicted = verdict.cycles.measured = schema::LatencyInterval{100, 50};
  return verdict;
}

TEST(Verdict, FailsForMismatchesAndForTiming) {
  Verdict verdict = sample();
  EXPECT_FALSE(to_section(verdict).passed);
  verdict.mismatches = 0;
  EXPECT_TRUE(to_section(verdict).passed);
  verdict.cycles.measured->interval = 51;
  EXPECT_FALSE(to_section(verdict).passed);
  verdict.cycles.measured.reset();
  EXPECT_TRUE(to_section(verdict).passed) << "no steady state was reached, which says nothing";
  EXPECT_FALSE(to_section(Verdict{}).passed) << "nothing was compared";
}

TEST(Verdict, ComplaintsNameLayerRecordAndBeat) {
  const schema::Verify section = to_section(sample());
  schema::Cycles cycles = sample().cycles;
  ASSERT_EQ(complaints(section, cycles).size(), 1U);
  const Diagnostic mismatch = complaints(section, cycles)[0];
  EXPECT_EQ(mismatch.kind, &diag::kMismatch);
  EXPECT_EQ(mismatch.where, "conv1");
  EXPECT_NE(mismatch.message.find("A00001"), std::string::npos);
  EXPECT_NE(mismatch.message.find("beat 7"), std::string::npos);
  cycles.measured->latency = 99;
  ASSERT_EQ(complaints(section, cycles).size(), 2U);
  EXPECT_NE(complaints(section, cycles)[1].message.find("latency 99"), std::string::npos);
}

TEST(Verdict, ComplaintsCanBeMadeAgainOfResultJson) {
  const schema::Verify section = to_section(sample());
  const auto again = schema::parse_artefact<schema::Verify>(schema::print_artefact(section), "result.json");
  ASSERT_TRUE(again.ok()) << to_string(again.error());
  const auto told = complaints(section, sample().cycles), retold = complaints(*again, sample().cycles);
  ASSERT_EQ(told.size(), retold.size());
  for (std::size_t i = 0; i < told.size(); ++i) EXPECT_EQ(to_string(told[i]), to_string(retold[i]));
}

class LadderTool : public ::testing::Test {
 protected:
  void SetUp() override {
    KNAP_TOOL_OR_SKIP(tools_, eda::Tool::Verilator);
    testing::write_folder(folder_.path(), 8);
  }
  TempFolder folder_ = TempFolder::make().value();
  eda::Toolbox tools_;
};

TEST_F(LadderTool, AFolderWhoseRungsAgreePasses) {
  Watch watch;
  const auto verdict = verify_folder(folder_.path(), testing::kClasses, VerifyOptions{}, tools_, watch);
  ASSERT_TRUE(verdict.ok()) << to_string(verdict.error());
  const auto told = complaints(to_section(*verdict), verdict->cycles);
  EXPECT_TRUE(to_section(*verdict).passed) << (told.empty() ? "" : told[0].message);
  EXPECT_EQ(verdict->rungs.size(), 3U);
  EXPECT_EQ(verdict->rtl_inputs, 8);
  // Codes count up by 4 a record from -8: only where all are clamped alike is the first the greatest.
  EXPECT_EQ(verdict->integer_accuracy, 0.5);
  EXPECT_EQ(verdict->rtl_accuracy, 0.5);
  for (const Rung& rung : verdict->rungs) EXPECT_GT(rung.beats, 0) << rung.name;
  EXPECT_EQ(verdict->cycles.measured, (schema::LatencyInterval{3, 4}));
  ASSERT_EQ(verdict->tools.size(), 3U);
  EXPECT_EQ(verdict->tools[0].name, "verilator");
}

TEST_F(LadderTool, EveryFileThatIsMissingEmptyOrCutIsNamed) {
  const auto files = list_files(folder_.path()).value();
  ASSERT_GE(files.size(), 9U);
  for (const std::string& file : files) {
    const std::string kept = read_file(folder_.path() / file).value();
    const std::optional<std::string> damages[] = {std::nullopt, "", kept.substr(0, kept.size() / 2 + 1)};
    for (const std::optional<std::string>& damage : damages) {
      ASSERT_TRUE(remove_path(folder_.path() / file).ok());
      if (damage) {
        ASSERT_TRUE(write_file(folder_.path() / file, *damage).ok());
      }
      Watch watch;
      const auto verdict = verify_folder(folder_.path(), testing::kClasses, VerifyOptions{}, tools_, watch);
      const std::string what = file + (damage ? fmt::format(" of {} bytes", damage->size()) : " missing");
      if (verdict.ok()) {
        ADD_FAILURE() << what << " is not noticed";
      } else {
        const Fault fault = verdict.error().fault();
        EXPECT_TRUE(fault == Fault::Request || fault == Fault::Input) << what;
        EXPECT_NE(to_string(verdict.error()).find(std::filesystem::path(file).filename().string()),
                  std::string::npos)
            << what << ": " << to_string(verdict.error());
      }
    }
    ASSERT_TRUE(write_file(folder_.path() / file, kept).ok());
  }
}

TEST_F(LadderTool, AFewRecordsProveACorrectDesignToo) {
  for (const std::size_t records : {1U, 2U}) {
    testing::write_folder(folder_.path(), records);
    Watch watch;
    const auto verdict = verify_folder(folder_.path(), testing::kClasses, VerifyOptions{}, tools_, watch);
    ASSERT_TRUE(verdict.ok()) << to_string(verdict.error());
    EXPECT_TRUE(to_section(*verdict).passed) << records;
    EXPECT_EQ(verdict->cycles.measured, (schema::LatencyInterval{3, 4})) << records;
  }
}

TEST_F(LadderTool, TheLogOfAToolThatFailsIsKept) {
  const TempFolder place = TempFolder::make().value();
  const std::filesystem::path fake = place.path() / "verilator";
  ASSERT_TRUE(write_file(fake,
                         "#!/bin/sh\n[ \"$1\" = --version ] && echo Verilator 5.999 && exit\n"
                         "echo boom; exit ${0##*-}\n")
                  .ok());
  std::filesystem::permissions(fake, std::filesystem::perms::owner_all);
  for (const char* code : {"-1", "-0"}) {  // it fails, or ends well and makes nothing
    const std::string name = fake.string() + code;
    ASSERT_TRUE(copy_path(fake, name).ok());
    std::filesystem::permissions(name, std::filesystem::perms::owner_all);
    eda::Toolbox tools(eda::ToolPaths{{"verilator", name}});
    Watch watch;
    const auto verdict = verify_folder(folder_.path(), testing::kClasses, VerifyOptions{}, tools, watch);
    ASSERT_FALSE(verdict.ok());
    EXPECT_TRUE(verdict.error().is(diag::kToolFailed)) << to_string(verdict.error());
    EXPECT_NE(to_string(verdict.error()).find("verilator ended"), std::string::npos);
    EXPECT_EQ(read_file(verdict.error().first().where).value(), "boom\n");
  }
}

TEST_F(LadderTool, FoldersMayHaveAnyName) {
  const std::filesystem::path odd = folder_.path() / "sp ace \"q\" 'ä' $x;#";
  testing::write_folder(odd, 2);
  Watch watch;
  const auto verdict = verify_folder(odd, testing::kClasses, VerifyOptions{}, tools_, watch);
  ASSERT_TRUE(verdict.ok()) << to_string(verdict.error());
  EXPECT_TRUE(to_section(*verdict).passed);
}

}  // namespace
}  // namespace knap::verify
