#include <fmt/format.h>
#include <gtest/gtest.h>

#include "core/base/diagnostics.h"
#include "core/sys/files.h"
#include "data/format/mat4.h"
#include "data/set/load.h"
#include "data/set/raw_set.h"

namespace knap::data {
namespace {

/// A folder in the form of CinC 2017.
class WfdbFolder : public testing::Test {
 protected:
  WfdbFolder() : root_(*TempFolder::make()) {}
  std::filesystem::path folder() const { return root_.path() / "ecg_cinc2017"; }
  void add(const std::string& name, const std::string& label, std::int64_t length, double rate_hz = 300) {
    std::vector<std::int16_t> samples;
    for (std::int64_t i = 0; i < length; ++i) samples.push_back(static_cast<std::int16_t>(i - 5));
    const Mat4 mat{"val", {Shape{length, 1}, samples}};
    ASSERT_TRUE(write_file(folder() / (name + ".mat"), to_mat4(mat)).ok());
    ASSERT_TRUE(write_file(folder() / (name + ".hea"),
                           fmt::format("{0} 1 {2} {1}\n{0}.mat 16+24 1000/mV 16 0 -5 0 0 ECG\n", name, length,
                                       rate_hz))
                    .ok());
    reference_ += name + "," + label + "\n";
    write_reference();
  }
  void write_reference() { ASSERT_TRUE(write_file(folder() / "REFERENCE.csv", reference_).ok()); }
  Result<Dataset> load_set(std::vector<std::string> classes = {}) {
    DataOptions options;
    options.name = "cinc2017";
    options.frame = 20;
    options.classes = std::move(classes);
    return load(options, root_.path(), Watch());
  }
  TempFolder root_;
  std::string reference_;
};

TEST_F(WfdbFolder, ReadsTheChosenClassesOnly) {
  for (int i = 0; i < 8; ++i) add(fmt::format("A0000{}", i), i % 2 ? "A" : "N", 10 + 5 * i);
  add("A00009", "O", 10);
  const Result<Dataset> d = load_set();
  ASSERT_TRUE(d.ok()) << to_string(d.error());
  EXPECT_EQ(d->records.size(), 8u);
  EXPECT_EQ(d->classes, (std::vector<std::string>{"N", "A"}));
  EXPECT_EQ(d->records[1].label_index, 1);
  EXPECT_EQ(d->codes(0)[9], 4);
  EXPECT_EQ(d->codes(0)[10], 0);
  EXPECT_EQ(d->codes(7)[19], 14);
  EXPECT_FALSE(d->synthetic);
}

TEST_F(WfdbFolder, NamesAMissingATruncatedAndACorruptFile) {
  for (int i = 0; i < 8; ++i) add(fmt::format("A0000{}", i), i % 2 ? "A" : "N", 30);
  const std::filesystem::path mat = folder() / "A00003.mat";
  const std::string bytes = *read_file(mat);
  ASSERT_TRUE(write_file(mat, bytes.substr(0, 40)).ok());
  const Error cut = load_set().error();
  EXPECT_TRUE(cut.is(diag::kBadData));
  EXPECT_EQ(cut.first().where, mat.string());
  EXPECT_NE(cut.first().message.find("truncated"), std::string::npos);
  std::filesystem::remove(mat);
  EXPECT_EQ(load_set().error().first().where, mat.string());
  ASSERT_TRUE(write_file(mat, bytes).ok());
  ASSERT_TRUE(write_file(folder() / "A00002.hea", "A00002 one 300\n").ok());
  EXPECT_NE(load_set().error().first().where.find("A00002.hea:1"), std::string::npos);
}

TEST_F(WfdbFolder, RefusesLabelsWithoutRecordsAndClassesWithoutRecords) {
  for (int i = 0; i < 4; ++i) add(fmt::format("A0000{}", i), "N", 30);
  const Error no_class = load_set().error();
  EXPECT_TRUE(no_class.is(diag::kBadData));
  EXPECT_EQ(no_class.first().message, "class 'A' has no records");
  reference_ += "A00077,A\n";
  write_reference();
  const Error no_record = load_set().error();
  EXPECT_TRUE(no_record.is(diag::kBadData));
  EXPECT_NE(no_record.first().where.find("A00077.hea"), std::string::npos);
}

TEST_F(WfdbFolder, RefusesTwiceLabelledRecordsForeignNamesAndOtherRates) {
  add("A00001", "N", 30);
  add("A00002", "A", 30, 250);
  EXPECT_NE(load_set().error().first().message.find("sampled at 250 Hz"), std::string::npos);
  reference_ += "A00001,A\n";
  write_reference();
  EXPECT_NE(load_set().error().first().message.find("A00001 is labelled twice"), std::string::npos);
  reference_ = "../x,N\n";
  write_reference();
  EXPECT_NE(load_set().error().first().where.find("REFERENCE.csv:1"), std::string::npos);
  std::filesystem::remove(folder() / "REFERENCE.csv");
  EXPECT_NE(load_set().error().first().where.find("REFERENCE.csv"), std::string::npos);
}

TEST_F(WfdbFolder, TheUsersOwnFolderTakesTheLongestRecordAsFrame) {
  for (int i = 0; i < 8; ++i) add(fmt::format("x{}", i), i % 2 ? "sick" : "well", 30 + i);
  DataOptions options;
  options.kind = DataKind::Wfdb;
  options.path = folder().string();
  const Result<Dataset> d = load(options, "", Watch());
  ASSERT_TRUE(d.ok()) << to_string(d.error());
  EXPECT_EQ(d->classes, (std::vector<std::string>{"sick", "well"}));
  EXPECT_EQ(d->shape, (Shape{37, 1}));
  options.lead = 1;
  EXPECT_NE(load(options, "", Watch()).error().first().message.find("signal 1 is asked for"),
            std::string::npos);
}

}  // namespace
}  // namespace knap::data
