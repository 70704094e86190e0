#include "verify/ladder/streams.h"

#include "core/base/diagnostics.h"
#include "verify/ladder/testing.h"

namespace knap::verify {
namespace {

class StreamsTest : public ::testing::Test {
 protected:
  void SetUp() override { testing::write_folder(folder_.path(), 6); }
  Artefacts load() { return load_artefacts(folder_.path()).value(); }
  TempFolder folder_ = TempFolder::make().value();
};

TEST(BeatHex, PacksLaneZeroIntoTheLowestBits) {
  const std::int32_t lanes[] = {1, -1, 2};
  EXPECT_EQ(beat_hex(lanes, 3, 4), "2f1");
  EXPECT_EQ(beat_hex(lanes, 3, 3), "0b9") << "010'111'001 in nine bits";
  EXPECT_EQ(beat_hex(lanes, 1, 1), "1");
}

TEST(BeatHex, RepeatsTheSignAboveThirtyTwoBits) {
  const std::int32_t lanes[] = {-2};
  EXPECT_EQ(beat_hex(lanes, 1, 40), "fffffffffe");
}

TEST_F(StreamsTest, TheEvaluatorGivesEveryStreamOfEveryRecord) {
  const Artefacts a = load();
  const Result<Expected> expected = evaluate_records(a, Watch());
  ASSERT_TRUE(expected.ok()) << to_string(expected.error());
  ASSERT_EQ(expected->taps.size(), 1U);
  EXPECT_EQ(expected->taps[0][1], (std::vector<std::int32_t>{0, 0, 0, 0}));
  EXPECT_EQ(expected->taps[0][3], (std::vector<std::int32_t>{4, 5, 5, 5}));
  EXPECT_EQ(expected->outputs[3], (std::vector<std::int64_t>{4, 5, 5, 5}));
  EXPECT_EQ(expected->logits[3], expected->outputs[3]) << "without an arg-max the output decides";
}

TEST_F(StreamsTest, AnInputOutsideItsFormatIsRefused) {
  Artefacts a = load();
  a.inputs[2][1] = 100;
  EXPECT_FALSE(evaluate_records(a, Watch()).ok());
}

TEST_F(StreamsTest, AStreamOfTheWrongLengthIsRefused) {
  Artefacts a = load();
  a.interface.taps[0].lanes = 2;
  const Result<Expected> expected = evaluate_records(a, Watch());
  ASSERT_FALSE(expected.ok());
  EXPECT_TRUE(expected.error().is(diag::kBadArtefact));
}

TEST_F(StreamsTest, TheTrainersOutputsAreComparedOneByOne) {
  const Artefacts a = load();
  const Expected expected = evaluate_records(a, Watch()).value();
  const Result<Rung> equal = compare_trainer(a, expected);
  ASSERT_TRUE(equal.ok()) << to_string(equal.error());
  EXPECT_EQ(equal->mismatches, 0);
  EXPECT_EQ(equal->inputs, 6);
  EXPECT_GT(equal->beats, 0);

  std::vector<std::int64_t> trained;
  for (const auto& row : expected.logits) trained.insert(trained.end(), row.begin(), row.end());
  trained[4 * 3 + 2] += 1;
  ASSERT_TRUE(write_file(folder_.path() / "model/trainer_outputs.npy", testing::npy(trained, 6)).ok());
  const Result<Rung> rung = compare_trainer(a, expected);
  ASSERT_TRUE(rung.ok());
  EXPECT_EQ(rung->mismatches, 1);
  ASSERT_TRUE(rung->first_mismatch);
  EXPECT_EQ(rung->first_mismatch->layer, "act");
  EXPECT_EQ(rung->first_mismatch->record, "rec3");
  EXPECT_EQ(rung->first_mismatch->beat, 2);
}

TEST_F(StreamsTest, AChangedExpectedVectorIsNoticed) {
  Artefacts a = load();
  const Expected expected = evaluate_records(a, Watch()).value();
  a.expected[4 * 2 + 1] = "3";
  const Result<Rung> rung = compare_trainer(a, expected);
  ASSERT_TRUE(rung.ok());
  EXPECT_EQ(rung->mismatches, 1);
  EXPECT_EQ(rung->first_mismatch->layer, "out");
  EXPECT_EQ(rung->first_mismatch->record, "rec2");
}

TEST_F(StreamsTest, TrainersOutputsOfAnotherSizeOrTypeAreRefused) {
  const Artefacts a = load();
  const Expected expected = evaluate_records(a, Watch()).value();
  for (const std::string& bytes :
       {std::string("not an array"), testing::npy({1, 2, 3, 4}, 1), std::string("\x93NUMPY")}) {
    ASSERT_TRUE(write_file(folder_.path() / "model/trainer_outputs.npy", bytes).ok());
    const Result<Rung> rung = compare_trainer(a, expected);
    ASSERT_FALSE(rung.ok());
    EXPECT_TRUE(rung.error().is(diag::kBadArtefact));
  }
}

}  // namespace
}  // namespace knap::verify
