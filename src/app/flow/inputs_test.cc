#include "app/flow/inputs.h"

#include <gtest/gtest.h>

#include "core/base/diagnostics.h"
#include "core/sys/files.h"
#include "core/table/npy.h"
#include "data/format/gzip.h"
#include "data/format/idx.h"
#include "data/format/mat4.h"
#include "data/format/wfdb_signal.h"

namespace knap::app {
namespace {

class NewInputs : public ::testing::Test {
 protected:
  void SetUp() override {
    auto made = TempFolder::make();
    ASSERT_TRUE(made.ok());
    folder_.emplace(std::move(*made));
  }
  std::string write(const std::string& name, const std::string& bytes) const {
    const auto path = folder_->path() / name;
    EXPECT_TRUE(write_file(path, bytes).ok());
    return path.string();
  }
  static std::string message(const std::string& path, const InputRule& rule) {
    const auto inputs = load_inputs(path, rule);
    EXPECT_FALSE(inputs.ok());
    if (inputs.ok()) return {};
    EXPECT_TRUE(inputs.error().is(diag::kBadData));
    return to_string(inputs.error());
  }

  const InputRule series_{Shape{4, 1}, Fixed{true, 16, 0}};
  const InputRule image_{Shape{2, 3, 1}, Fixed{false, 8, 0}};
  std::optional<TempFolder> folder_;
};

using Codes = std::vector<std::int32_t>;
using Bytes = std::vector<std::uint8_t>;

TEST_F(NewInputs, ARecordGivesItsFirstSamples) {
  write("A1.mat", data::to_mat4({"val", {Shape{6, 1}, std::vector<std::int16_t>{1, -2, 3, -4, 5, 6}}}));
  const std::string header = write("A1.hea", "A1 1 300 6\nA1.mat 16+24 1000/mV 16 0 1 0 0 ECG\n");
  for (const std::string& path :
       {header, header.substr(0, header.size() - 4), header.substr(0, header.size() - 4) + ".mat"}) {
    const auto inputs = load_inputs(path, series_);
    ASSERT_TRUE(inputs.ok()) << to_string(inputs.error());
    ASSERT_EQ(inputs->size(), 1U);
    EXPECT_EQ(inputs->front().name, "A1");
    EXPECT_EQ(inputs->front().codes, (Codes{1, -2, 3, -4}));
  }
}

TEST_F(NewInputs, AShorterRecordIsPaddedWithZero) {
  write("B1.dat", data::to_wfdb_samples({7, 8}, 16));
  const auto inputs = load_inputs(write("B1.hea", "B1 1 300 2\nB1.dat 16 200 16 0 0 0 0 ECG\n"), series_);
  ASSERT_TRUE(inputs.ok()) << to_string(inputs.error());
  EXPECT_EQ(inputs->front().codes, (Codes{7, 8, 0, 0}));
}

TEST_F(NewInputs, TheLeadIsChosenAndSeveralChannelsInterleave) {
  write("C1.dat", data::to_wfdb_samples({1, 10, 2, 20}, 16));
  const std::string path =
      write("C1.hea", "C1 2 300 2\nC1.dat 16 200 16 0 0 0 0 I\nC1.dat 16 200 16 0 0 0 0 II\n");
  InputRule second = series_;
  second.lead = 1;
  const auto one = load_inputs(path, second);
  ASSERT_TRUE(one.ok()) << to_string(one.error());
  EXPECT_EQ(one->front().codes, (Codes{10, 20, 0, 0}));
  const auto both = load_inputs(path, {Shape{3, 2}, Fixed{true, 16, 0}});
  ASSERT_TRUE(both.ok()) << to_string(both.error());
  EXPECT_EQ(both->front().codes, (Codes{1, 10, 2, 20, 0, 0}));
  second.lead = 2;
  EXPECT_NE(message(path, second).find("the record has 2"), std::string::npos);
}

TEST_F(NewInputs, EachImageOfAnIdxFileIsOneInput) {
  const std::string idx =
      data::to_idx({Shape{2, 2, 3}, Bytes{0, 1, 2, 3, 4, 5, 250, 251, 252, 253, 254, 255}});
  for (const std::string& path :
       {write("t10k-images-idx3-ubyte", idx), write("t10k-images-idx3-ubyte.gz", data::gzip(idx))}) {
    const auto inputs = load_inputs(path, image_);
    ASSERT_TRUE(inputs.ok()) << to_string(inputs.error());
    ASSERT_EQ(inputs->size(), 2U);
    EXPECT_EQ(inputs->at(1).name, "t10k/1") << "as data/split.csv names it";
    EXPECT_EQ(inputs->at(1).codes, (Codes{250, 251, 252, 253, 254, 255}));
  }
}

TEST_F(NewInputs, NpyFilesHoldOneFrameOrMany) {
  const auto one = load_inputs(write("one.npy", to_npy({Shape{2, 3, 1}, Bytes{1, 2, 3, 4, 5, 6}})), image_);
  ASSERT_TRUE(one.ok()) << to_string(one.error());
  EXPECT_EQ(one->size(), 1U);
  const std::vector<std::int32_t> three{1, 2, 3, 4, 5, 6};
  const auto many = load_inputs(write("many.npy", to_npy({Shape{3, 2}, three})), series_);
  ASSERT_TRUE(many.ok()) << to_string(many.error());
  ASSERT_EQ(many->size(), 3U);
  EXPECT_EQ(many->at(2).codes, (Codes{5, 6, 0, 0}));
  EXPECT_EQ(many->at(2).name, "many/2");
}

TEST_F(NewInputs, EachRowOfACsvFileIsOneInput) {
  const auto inputs = load_inputs(write("mine.csv", "a,b,c,d,e\n1,2,3,4,5\n-1,-2,-3,-4,-5\n"), series_);
  ASSERT_TRUE(inputs.ok()) << to_string(inputs.error());
  ASSERT_EQ(inputs->size(), 2U);
  EXPECT_EQ(inputs->at(1).codes, (Codes{-1, -2, -3, -4}));
}

TEST_F(NewInputs, RealSamplesAreRoundedOnlyWhereTrainingDidSo) {
  const std::string path = write("real.csv", "0.25,0.26,-9,1\n");
  EXPECT_NE(message(path, {Shape{4, 1}, Fixed{true, 4, 2}}).find("whole numbers"), std::string::npos);
  const auto inputs = load_inputs(path, {Shape{4, 1}, Fixed{true, 4, 2}, 0, true});
  ASSERT_TRUE(inputs.ok()) << to_string(inputs.error());
  EXPECT_EQ(inputs->front().codes, (Codes{1, 1, -8, 4}));
}

TEST_F(NewInputs, WhatDoesNotFitIsRefusedByName) {
  EXPECT_NE(message(write("big.csv", "1,2,3,40000\n"), series_).find("big.csv:1: sample 3 is 40000"),
            std::string::npos);
  EXPECT_NE(message(write("odd.csv", "1,2,x,4\n"), series_).find("'x' in column 2"), std::string::npos);
  EXPECT_NE(message(write("small.npy", to_npy({Shape{1, 2, 2}, Bytes{1, 2, 3, 4}})), image_).find("2x3x1"),
            std::string::npos);
  EXPECT_NE(message(write("labels-idx1-ubyte", data::to_idx({Shape{4}, Bytes{1, 2, 3, 4}})), image_)
                .find("labels-idx1"),
            std::string::npos);
  EXPECT_NE(message(write("text.txt", "hello"), series_).find("neither a WFDB record"), std::string::npos);
  EXPECT_NE(message((folder_->path() / "absent.hea").string(), series_).find("absent.hea"),
            std::string::npos);
  EXPECT_NE(message((folder_->path() / "absent").string(), series_).find("absent"), std::string::npos);
}

TEST_F(NewInputs, ImagesAreNoSeries) {
  const std::string images =
      write("t10k-images-idx3-ubyte", data::to_idx({Shape{1, 2, 3}, Bytes{0, 1, 2, 3, 4, 5}}));
  EXPECT_NE(message(images, series_).find("records of shape 2x3, the network takes 4x1"), std::string::npos);
  write("D1.dat", data::to_wfdb_samples({7, 8}, 16));
  const std::string record = write("D1.hea", "D1 1 300 2\nD1.dat 16 200 16 0 0 0 0 ECG\n");
  EXPECT_NE(message(record, image_).find("is a recording"), std::string::npos);
}

TEST_F(NewInputs, TruncatedAndCorruptFilesAreRefused) {
  const std::string idx = data::to_idx({Shape{1, 2, 3}, Bytes{0, 1, 2, 3, 4, 5}});
  message(write("cut-idx3-ubyte", idx.substr(0, idx.size() - 1)), image_);
  const std::string packed = data::gzip(idx);
  message(write("cut-idx3-ubyte.gz", packed.substr(0, packed.size() - 4)), image_);
  message(write("empty.csv", ""), series_);
  message(write("empty.npy", to_npy({Shape{0, 4}, Bytes{}})), series_);
}

}  // namespace
}  // namespace knap::app
