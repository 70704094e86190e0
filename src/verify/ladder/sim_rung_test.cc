#include "verify/ladder/sim_rung.h"

#include "verify/ladder/testing.h"

namespace knap::verify {
namespace {

class SimRungTest : public ::testing::Test {
 protected:
  void SetUp() override {
    testing::write_folder(folder_.path(), 8);
    artefacts_ = load_artefacts(folder_.path()).value();
    expected_ = evaluate_records(artefacts_, Watch()).value();
  }
  Rung compare() { return compare_simulator(artefacts_, expected_, timing_, Watch()).value(); }
  TempFolder folder_ = TempFolder::make().value();
  Artefacts artefacts_;
  Expected expected_;
  SimTiming timing_;
};

TEST_F(SimRungTest, TheDesignOfTheModelHasNoMismatchAndItsPredictedTiming) {
  const Rung rung = compare();
  EXPECT_EQ(rung.mismatches, 0) << rung.first_mismatch.value_or(Mismatch{}).detail;
  EXPECT_EQ(rung.inputs, 8);
  EXPECT_EQ(rung.streams, 2);
  EXPECT_GE(rung.beats, 2 * 8 * 4);
  EXPECT_EQ(timing_.latency_cycles, 3);
  EXPECT_EQ(timing_.interval_cycles, 4);
}

TEST_F(SimRungTest, AWrongLayerIsNamedWithRecordAndBeat) {
  artefacts_.design = testing::clamp_design(4);
  const Rung rung = compare();
  EXPECT_GT(rung.mismatches, 0);
  ASSERT_TRUE(rung.first_mismatch);
  EXPECT_EQ(rung.first_mismatch->layer, "act");
  EXPECT_EQ(rung.first_mismatch->record, "rec3") << "the first with a 5";
  EXPECT_EQ(rung.first_mismatch->beat, 1);
}

TEST_F(SimRungTest, ADesignThatNeverAnswersIsAMismatchNotAHang) {
  hw::Builder b("act", "", "act");
  const hw::Stream in = b.input_stream("in", hw::Type{testing::kIn, 1}, testing::kBeats);
  const hw::Value ready = b.output_stream_ready("out");
  b.output_stream("out", in.valid & b.bit(false), clamp(in.data, testing::kOut), testing::kBeats);
  b.drive(in.ready, ready & b.bit(false));
  artefacts_.design.modules[0] = b.finish();
  const Rung rung = compare();
  EXPECT_GT(rung.mismatches, 0);
  ASSERT_TRUE(rung.first_mismatch);
  EXPECT_NE(rung.first_mismatch->detail.find("0 beats came"), std::string::npos)
      << rung.first_mismatch->detail;
}

TEST_F(SimRungTest, BeatsOfSeveralElementsAreCompared) {
  testing::write_folder(folder_.path(), 8, 2);
  artefacts_ = load_artefacts(folder_.path()).value();
  expected_ = evaluate_records(artefacts_, Watch()).value();
  EXPECT_EQ(compare().mismatches, 0);
  artefacts_.design = testing::clamp_design(4, 2);
  const Rung rung = compare();
  ASSERT_TRUE(rung.first_mismatch);
  EXPECT_EQ(rung.first_mismatch->record, "rec3");
  EXPECT_EQ(rung.first_mismatch->beat, 0) << "4 and 5";
  EXPECT_NE(rung.first_mismatch->detail.find("lane 1: got 4, expected 5"), std::string::npos);
}

TEST_F(SimRungTest, StreamsWiderThan32BitsAreCompared) {
  hw::Builder act("act", "", "act");
  const hw::Stream in = act.input_stream("in", hw::Type{testing::kIn, 1}, testing::kBeats);
  const hw::Value ready = act.output_stream_ready("out");
  act.output_stream("out", in.valid, in.data.shl(38), testing::kBeats);
  act.drive(in.ready, ready);
  hw::Design design;
  design.modules.push_back(act.finish());
  hw::Builder top("clamp_top");
  const hw::Stream samples = top.input_stream("in", hw::Type{testing::kIn, 1}, testing::kBeats);
  const hw::Value taken = top.output_stream_ready("out");
  const std::vector<hw::Value> outs = top.instance(design, 0, "u_act", {samples.valid, samples.data, taken});
  top.drive(samples.ready, outs[0]);
  top.output_stream("out", outs[1], outs[2], testing::kBeats);
  design.modules.push_back(top.finish());
  artefacts_.design = design;
  artefacts_.graph = testing::wide_graph();
  expected_ = evaluate_records(artefacts_, Watch()).value();
  EXPECT_EQ(compare().mismatches, 0);
  expected_.streams[0][5][2] ^= std::int64_t{1} << 40;
  EXPECT_GT(compare().mismatches, 0) << "bits above 32 count";
}

}  // namespace
}  // namespace knap::verify
