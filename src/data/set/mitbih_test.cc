#include <fmt/format.h>
#include <gtest/gtest.h>

#include "core/base/diagnostics.h"
#include "core/sys/files.h"
#include "data/format/wfdb_annotation.h"
#include "data/format/wfdb_signal.h"
#include "data/set/raw_set.h"

namespace knap::data {
namespace {

constexpr const char* kRecords[] = {
    "100", "101", "103", "105", "106", "108", "109", "111", "112", "113", "114", "115", "116", "117", "118",
    "119", "121", "122", "123", "124", "200", "201", "202", "203", "205", "207", "208", "209", "210", "212",
    "213", "214", "215", "219", "220", "221", "222", "223", "228", "230", "231", "232", "233", "234"};

/// All 44 records, 100 samples each: sample i of record r is r + i - 200; a rhythm mark, then N at 50 and V
/// at 60.
class MitBih : public testing::Test {
 protected:
  MitBih() : folder_(*TempFolder::make()) {
    for (const std::string name : kRecords) {
      std::vector<std::int16_t> frames;
      for (int i = 0; i < 100; ++i) {
        frames.push_back(1);
        frames.push_back(static_cast<std::int16_t>(std::stoi(name) + i - 200));
      }
      put(name + ".dat", to_wfdb_samples(frames, 212));
      put(name + ".hea",
          fmt::format("{0} 2 360 100\n{0}.dat 212 200 11 1024 0 0 0 V5\n{0}.dat 212 200 11 1024 0 0 0 MLII\n",
                      name));
      put(name + ".atr",
          to_annotations(
              {{3, 28, 0, 0, 0, "(N"}, {5, 1, 0, 0, 0, ""}, {50, 1, 0, 0, 0, ""}, {60, 5, 0, 0, 0, ""}}));
    }
  }
  void put(const std::string& name, const std::string& bytes) {
    ASSERT_TRUE(write_file(folder_.path() / name, bytes).ok());
  }
  TempFolder folder_;
};

TEST_F(MitBih, BeatsAreWindowsOfLeadMliiSplitByPatient) {
  const Result<RawSet> raw = load_mitbih(folder_.path(), 16, Watch());
  ASSERT_TRUE(raw.ok()) << to_string(raw.error());
  ASSERT_EQ(raw->records.size(), 88u) << "the beat at 5 has no full window, the rhythm mark is no beat";
  EXPECT_EQ(raw->records[0].name, "100/50");
  EXPECT_EQ(raw->records[1].label, "V");
  EXPECT_EQ(raw->official[0], Split::Test);
  EXPECT_EQ(raw->official[2], Split::Train);
  const auto& samples = *std::get<SharedSamples<std::int16_t>>(raw->samples);
  EXPECT_EQ(samples[raw->records[0].first + 6], 100 + 50 - 200) << "the R peak lies at 3/8 of the window";
  EXPECT_EQ(raw->shape, (Shape{16, 1}));
}

TEST_F(MitBih, NamesWhatIsMissing) {
  put("213.hea", "213 1 360 100\n213.dat 212 200 11 1024 0 0 0 V1\n");
  EXPECT_NE(load_mitbih(folder_.path(), 16, Watch()).error().first().message.find("MLII"), std::string::npos);
  std::filesystem::remove(folder_.path() / "109.atr");
  const Error missing = load_mitbih(folder_.path(), 16, Watch()).error();
  EXPECT_TRUE(missing.is(diag::kBadData));
  EXPECT_NE(missing.first().where.find("109.atr"), std::string::npos);
}

}  // namespace
}  // namespace knap::data
