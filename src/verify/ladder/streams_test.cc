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

TEST_F(StreamsTest, TheEvaluatorGivesEveryStreamOfEveryRecord) {
  const Artefacts a = load();
  const Result<Expected> expected = evaluate_records(a, Watch());
  ASSERT_TRUE(expected.ok()) << to_string(expected.error());
  ASSERT_EQ(expected->streams.size(), 1U);
  EXPECT_EQ(expected->streams[0][1], (std::vector<std::int64_t>{0, 0, 0, 0}));
  EXPECT_EQ(expected->streams[0][3], (std::vector<std::int64_t>{4, 5, 5, 5}));
  EXPECT_EQ(expected->outputs[3], (std::vector<std::int64_t>{4, 5, 5, 5}));
  EXPECT_EQ(expected->logits[3], expected->outputs[3]) << "without an arg-max the output decides";
}

TEST_F(StreamsTest, AnInputOutsideItsFormatIsRefused) {
  Artefacts a = load();
  a.inputs[2][1] = 100;
  const Result<Expected> expected = evaluate_records(a, Watch());
  ASSERT_FALSE(expected.ok());
  EXPECT_TRUE(expected.error().is(diag::kBadArtefact));
  EXPECT_NE(to_string(expected.error()).find("input.hex: samples: the sample 100"), std::string::npos)
      << to_string(expected.error());
}

TEST_F(StreamsTest, WithoutAnArgMaxTheGreatestElementDecidesAndOfEqualOnesTheFirst) {
  const Artefacts a = load();
  EXPECT_EQ(class_of(a.graph, {0, 0, 0, 0}), 0);
  EXPECT_EQ(class_of(a.graph, {-3, 5, 5, 4}), 1);
  net::IntGraph decided;
  const net::NodeId in = decided.add("scores", net::integer::Input{Shape{4}, Fixed{true, 4, 0}});
  decided.add_output("class", decided.add("class", net::integer::ArgMax{}, {in}));
  EXPECT_EQ(class_of(decided, {3}), 3);
  EXPECT_EQ(decided[logits_node(decided)].name, "scores");
}

}  // namespace
}  // namespace knap::verify
