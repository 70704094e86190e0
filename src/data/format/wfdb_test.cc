#include "data/format/wfdb.h"

#include <gtest/gtest.h>

#include <map>

#include "core/base/diagnostics.h"
#include "data/format/mat4.h"
#include "data/format/wfdb_signal.h"

namespace knap::data {
namespace {

/// A folder "d" in memory.
struct Folder {
  std::map<std::string, std::string> files;
  Result<WfdbRecord> read(const std::string& name) const {
    return read_wfdb_record("d", name, [this](const std::string& path) -> Result<std::string> {
      const auto found = files.find(path);
      if (found == files.end()) return Error(diag::kBadData, path, "missing");
      return found->second;
    });
  }
};

std::string make_mat(std::vector<std::int16_t> samples) {
  const std::int64_t count = static_cast<std::int64_t>(samples.size());
  return to_mat4({"val", {Shape{count, 1}, std::move(samples)}});
}

TEST(Wfdb, ReadsARecordAsCinc2017StoresIt) {
  const Folder folder{{{"d/A00001.hea", "A00001 1 300 3\nA00001.mat 16+24 1000/mV 16 0 -127 0 0 ECG\n"},
                       {"d/A00001.mat", make_mat({-127, 5, 300})}}};
  const Result<WfdbRecord> record = folder.read("A00001");
  ASSERT_TRUE(record.ok()) << to_string(record.error());
  EXPECT_EQ(record->signals, (std::vector<std::vector<std::int16_t>>{{-127, 5, 300}}));
}

TEST(Wfdb, ReadsSignalsOfTwoFilesAndChecksTheirSums) {
  Folder folder{{{"d/x.hea", "x 3 360\nx.dat 212 200 12 0 1 6 0 I\nx.dat 212 200 12 0 2 9 0 II\ny.dat 16\n"},
                 {"d/x.dat", to_wfdb_samples({1, 2, 2, 3, 3, 4}, 212)},
                 {"d/y.dat", to_wfdb_samples({-1, -2, -3}, 16)}}};
  const Result<WfdbRecord> record = folder.read("x");
  ASSERT_TRUE(record.ok()) << to_string(record.error());
  EXPECT_EQ(record->header.length, 3);
  EXPECT_EQ(record->signals, (std::vector<std::vector<std::int16_t>>{{1, 2, 3}, {2, 3, 4}, {-1, -2, -3}}));
  folder.files["d/x.dat"] = to_wfdb_samples({1, 2, 2, 3, 3, 5}, 212);
  EXPECT_NE(folder.read("x").error().first().message.find("checksum 10 instead of 9 for signal II"),
            std::string::npos);
}

TEST(Wfdb, RefusesSignalsOfDifferentLengthsEvenWhenTheFirstIsEmpty) {
  const Folder folder{{{"d/x.hea", "x 2 360\nx.dat 16\ny.dat 16\n"}, {"d/x.dat", ""}, {"d/y.dat", "ab"}}};
  EXPECT_EQ(folder.read("x").error().first().where, "d/y.dat");
}

TEST(Wfdb, NamesTheFileThatIsMissingOrDoesNotFit) {
  Folder folder{{{"d/A1.hea", "A1 1 300 3\nA1.mat 16+24 1000/mV\n"}}};
  EXPECT_EQ(folder.read("A2").error().first().where, "d/A2.hea");
  EXPECT_EQ(folder.read("A1").error().first().where, "d/A1.mat");
  folder.files["d/A1.mat"] = make_mat({1, 2, 3, 4});
  EXPECT_NE(folder.read("A1").error().first().message.find("4 samples, the header says 3"),
            std::string::npos);
  folder.files["d/A1.mat"] = make_mat({1, 2, 3}).substr(0, 28);
  EXPECT_NE(folder.read("A1").error().first().message.find("truncated"), std::string::npos);
  folder.files["d/A1.mat"] = to_mat4({"val", {Shape{3, 1}, std::vector<double>{1, 2, 3}}});
  EXPECT_NE(folder.read("A1").error().first().message.find("f64"), std::string::npos);
  folder.files["d/A1.mat"] = to_mat4({"ecg", {Shape{3, 1}, std::vector<std::int16_t>{1, 2, 3}}});
  EXPECT_NE(folder.read("A1").error().first().message.find("not named val"), std::string::npos);
  folder.files["d/A1.mat"] = to_mat4({"val", {Shape{3, 2}, std::vector<std::int16_t>{1, 2, 3, 4, 5, 6}}});
  EXPECT_NE(folder.read("A1").error().first().message.find("2 rows for 1 signals"), std::string::npos);
}

}  // namespace
}  // namespace knap::data
