#include "verify/ladder/trainer_rung.h"

#include "core/base/diagnostics.h"
#include "verify/ladder/testing.h"

namespace knap::verify {
namespace {

class TrainerRungTest : public ::testing::Test {
 protected:
  void SetUp() override {
    testing::write_folder(folder_.path(), 6);
    a_ = load_artefacts(folder_.path()).value();
    expected_ = evaluate_records(a_, Watch()).value();
  }
  Result<Rung> compare() { return compare_trainer(a_, expected_, testing::kClasses); }
  TempFolder folder_ = TempFolder::make().value();
  Artefacts a_;
  Expected expected_;
};

TEST_F(TrainerRungTest, TheTrainersOutputsAreComparedOneByOne) {
  const Result<Rung> equal = compare();
  ASSERT_TRUE(equal.ok()) << to_string(equal.error());
  EXPECT_EQ(equal->mismatches, 0) << equal->first_mismatch.value_or(Mismatch{}).detail;
  EXPECT_EQ(equal->inputs, 6);
  EXPECT_GT(equal->beats, 0);

  std::vector<std::int64_t> trained;
  for (const auto& row : expected_.logits) trained.insert(trained.end(), row.begin(), row.end());
  trained[4 * 3 + 2] += 1;
  ASSERT_TRUE(write_file(folder_.path() / "model/trainer_outputs.npy", testing::npy(trained, 6)).ok());
  const Result<Rung> rung = compare();
  ASSERT_TRUE(rung.ok()) << to_string(rung.error());
  EXPECT_EQ(rung->mismatches, 1);
  ASSERT_TRUE(rung->first_mismatch);
  EXPECT_EQ(rung->first_mismatch->layer, "act");
  EXPECT_EQ(rung->first_mismatch->record, "rec3");
  EXPECT_EQ(rung->first_mismatch->beat, 2);
}

TEST_F(TrainerRungTest, AChangedExpectedVectorIsNoticed) {
  for (const char* beat : {"3", "fff"}) {  // also one wider than the design's output
    a_.expected[4 * 2 + 1] = beat;
    const Result<Rung> rung = compare();
    ASSERT_TRUE(rung.ok());
    EXPECT_EQ(rung->mismatches, 1);
    EXPECT_EQ(rung->first_mismatch->layer, "out");
    EXPECT_EQ(rung->first_mismatch->record, "rec2");
  }
}

TEST_F(TrainerRungTest, AnotherPredictedClassThanTheEvaluatorsIsNoticed) {
  a_.records[4].predicted = "b";
  const Result<Rung> rung = compare();
  ASSERT_TRUE(rung.ok());
  EXPECT_EQ(rung->mismatches, 1);
  EXPECT_EQ(rung->first_mismatch->record, "rec4");
  EXPECT_NE(rung->first_mismatch->detail.find("labels.csv has b"), std::string::npos);
  EXPECT_EQ(compare_trainer(a_, expected_, {})->mismatches, 0) << "nothing is known of classes";
}

TEST_F(TrainerRungTest, TrainersOutputsOfAnotherSizeOrTypeAreRefused) {
  const Array real{Shape{6, 4}, std::vector<double>(24)};
  for (const std::string& bytes : {std::string("not an array"), testing::npy({1, 2, 3, 4}, 1),
                                   std::string("\x93NUMPY"), std::string(), to_npy(real)}) {
    ASSERT_TRUE(write_file(folder_.path() / "model/trainer_outputs.npy", bytes).ok());
    const Result<Rung> rung = compare();
    ASSERT_FALSE(rung.ok());
    EXPECT_TRUE(rung.error().is(diag::kBadArtefact));
    EXPECT_NE(to_string(rung.error()).find("trainer_outputs.npy"), std::string::npos);
  }
  ASSERT_TRUE(remove_path(folder_.path() / "model/trainer_outputs.npy").ok());
  EXPECT_TRUE(compare().error().is(diag::kMissingStage));
}

}  // namespace
}  // namespace knap::verify
