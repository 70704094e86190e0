#include "verify/ladder/artefacts.h"

#include "core/base/diagnostics.h"
#include "verify/ladder/testing.h"

namespace knap::verify {
namespace {

class ArtefactsTest : public ::testing::Test {
 protected:
  void SetUp() override { testing::write_folder(folder_.path(), 6); }
  void put(const std::string& file, const std::string& text) {
    ASSERT_TRUE(write_file(folder_.path() / file, text).ok());
  }
  std::string text_of(const std::string& file) { return read_file(folder_.path() / file).value(); }
  /// Loading must fail with `kind`, naming the file.
  void expect_refused(const DiagnosticKind& kind, const std::string& names) {
    const Result<Artefacts> a = load_artefacts(folder_.path());
    ASSERT_FALSE(a.ok()) << names;
    EXPECT_TRUE(a.error().is(kind)) << to_string(a.error());
    EXPECT_NE(to_string(a.error()).find(names), std::string::npos) << to_string(a.error());
  }
  TempFolder folder_ = TempFolder::make().value();
};

TEST_F(ArtefactsTest, AWholeFolderIsReadAsItLies) {
  const Result<Artefacts> a = load_artefacts(folder_.path());
  ASSERT_TRUE(a.ok()) << to_string(a.error());
  EXPECT_EQ(a->graph, testing::clamp_graph());
  EXPECT_EQ(a->design, testing::clamp_design());
  EXPECT_EQ(a->interface.top, "clamp_top");
  EXPECT_EQ(a->in().beat_bits(), 4);
  EXPECT_TRUE(a->in().is_signed());
  ASSERT_EQ(a->interface.streams.size(), 1U);
  EXPECT_EQ(a->interface.streams[0].instance, "u_act");
  ASSERT_EQ(a->inputs.size(), 6U);
  EXPECT_EQ(a->inputs[0], (std::vector<std::int64_t>{-8, -7, -6, -5})) << "two's complement";
  EXPECT_EQ(a->records[5].name, "rec5");
  EXPECT_EQ(a->records[5].label, "a");
  EXPECT_EQ(a->records[1].predicted, "a");
  EXPECT_EQ(a->records[2].predicted, "e") << "0 1 2 3";
  EXPECT_EQ(a->records[5].line, 7);
  EXPECT_EQ(a->expected.size(), 24U);
  EXPECT_TRUE(a->netlists.empty());
}

TEST_F(ArtefactsTest, EveryMissingFileIsNamed) {
  for (const char* file : {"rtl/interface.json", "rtl/design.txt", "model/integer.txt", "model/weights",
                           "verify/input.hex", "verify/expected.hex", "verify/labels.csv"}) {
    const std::string kept = text_of(file);
    ASSERT_TRUE(remove_path(folder_.path() / file).ok());
    expect_refused(diag::kMissingStage, file);
    put(file, kept);
  }
  EXPECT_TRUE(load_artefacts(folder_.path()).ok());
}

TEST_F(ArtefactsTest, AnInterfaceThatIsNoneIsRefused) {
  for (const char* text : {"", "{", "[]", "{\"top\": 3}", "\x01\x02"}) {
    put("rtl/interface.json", text);
    expect_refused(diag::kBadArtefact, "interface.json");
  }
}

TEST_F(ArtefactsTest, VectorsThatDoNotFitTheInterfaceAreRefused) {
  const std::string input = text_of("verify/input.hex"), expected = text_of("verify/expected.hex"),
                    labels = text_of("verify/labels.csv");
  put("verify/input.hex", input + "1\n");
  expect_refused(diag::kBadArtefact, "no multiple of 4");
  put("verify/input.hex", "x" + input);
  expect_refused(diag::kBadArtefact, "input.hex:1");
  put("verify/input.hex", "");
  expect_refused(diag::kBadArtefact, "input.hex");
  put("verify/input.hex", input);
  put("verify/expected.hex", expected.substr(2));
  expect_refused(diag::kBadArtefact, "expected.hex");
  put("verify/expected.hex", expected);
  put("verify/labels.csv", labels + "6,rec6,a,a\n");
  expect_refused(diag::kBadArtefact, "names 7 records");
  put("verify/input.hex", "1f" + input.substr(1));
  expect_refused(diag::kBadArtefact, "input.hex:1");
  put("verify/input.hex", input);
  put("verify/labels.csv", "index\nnonsense\n");
  expect_refused(diag::kBadArtefact, "labels.csv");
  put("verify/labels.csv", labels.substr(0, labels.rfind(',')));
  expect_refused(diag::kBadArtefact, "labels.csv:7");
}

TEST_F(ArtefactsTest, ABeatOfTheInputMayHoldSeveralElements) {
  testing::write_folder(folder_.path(), 6, 2);
  const Result<Artefacts> a = load_artefacts(folder_.path());
  ASSERT_TRUE(a.ok()) << to_string(a.error());
  ASSERT_EQ(a->inputs.size(), 6U);
  EXPECT_EQ(a->inputs[0], (std::vector<std::int64_t>{-8, -7, -6, -5}));
}

TEST_F(ArtefactsTest, LabelsMayHoldCommasQuotesAndHashes) {
  std::string labels = text_of("verify/labels.csv");
  labels.replace(labels.find("0,rec0,a,a"), 10, "0,#r\"0,\"a,\"\"b\"\"\",a");
  put("verify/labels.csv", labels);
  const Result<Artefacts> a = load_artefacts(folder_.path());
  ASSERT_TRUE(a.ok()) << to_string(a.error());
  EXPECT_EQ(a->records[0].name, "#r\"0");
  EXPECT_EQ(a->records[0].label, "a,\"b\"");
}

TEST_F(ArtefactsTest, NetlistsAreFoundByTheNameOfTheirDevice) {
  put("synth/xc7z020/netlist.json", "{}");
  put("synth/ecp5-25f/netlist.json", "{}");
  put("synth/up5k/yosys.log", "failed");
  const Result<Artefacts> a = load_artefacts(folder_.path());
  ASSERT_TRUE(a.ok()) << to_string(a.error());
  ASSERT_EQ(a->netlists.size(), 2U);
  EXPECT_EQ(a->netlists[0].device, "ecp5-25f");
  EXPECT_EQ(a->netlists[1].family, "xc7");
}

TEST_F(ArtefactsTest, ADamagedDesignOrModelIsRefusedWithItsPlace) {
  const std::string model = text_of("model/integer.txt");
  put("model/integer.txt", "act = \n");
  const Result<Artefacts> a = load_artefacts(folder_.path());
  ASSERT_FALSE(a.ok());
  EXPECT_NE(to_string(a.error()).find("integer.txt:1"), std::string::npos) << to_string(a.error());
  put("model/integer.txt", model);
  put("rtl/design.txt", "module {");
  const Result<Artefacts> b = load_artefacts(folder_.path());
  ASSERT_FALSE(b.ok());
  EXPECT_NE(to_string(b.error()).find("design.txt:1"), std::string::npos) << to_string(b.error());
}

}  // namespace
}  // namespace knap::verify
