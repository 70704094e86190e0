#include "data/set/inputs.h"

#include <gtest/gtest.h>

#include "core/base/diagnostics.h"
#include "core/sys/files.h"
#include "data/format/gzip.h"
#include "data/format/idx.h"
#include "data/format/mat4.h"
#include "data/format/npy.h"

namespace knap::data {
namespace {

class Inputs : public testing::Test {
 protected:
  Inputs() : folder_(*TempFolder::make()) {}
  std::filesystem::path put(const std::string& name, const std::string& bytes) {
    EXPECT_TRUE(write_file(folder_.path() / name, bytes).ok());
    return folder_.path() / name;
  }
  TempFolder folder_;
};
const Fixed kI16{true, 16, 0}, kU8{false, 8, 0};

TEST_F(Inputs, ARecordIsFoundByItsHeaderItsSignalsOrItsName) {
  put("A1.hea", "A1 1 300 3\nA1.mat 16+24 1000/mV\n");
  const std::filesystem::path mat =
      put("A1.mat", to_mat4({"val", {Shape{3, 1}, std::vector<std::int16_t>{-7, 8, 9}}}));
  for (const std::string name : {"A1", "A1.hea", "A1.mat"}) {
    const Result<std::vector<UnlabelledInput>> inputs = load_inputs(folder_.path() / name, Shape{5, 1}, kI16);
    ASSERT_TRUE(inputs.ok()) << to_string(inputs.error());
    ASSERT_EQ(inputs->size(), 1u);
    EXPECT_EQ((*inputs)[0].name, "A1");
    EXPECT_EQ((*inputs)[0].codes.data, (std::vector<std::int64_t>{-7, 8, 9, 0, 0}));
  }
  EXPECT_EQ((*load_inputs(mat, Shape{2, 1}, kI16))[0].codes.data, (std::vector<std::int64_t>{-7, 8}));
}

TEST_F(Inputs, IdxAndNpyFilesHoldManyImages) {
  const Array images{Shape{2, 2, 2}, std::vector<std::uint8_t>{1, 2, 3, 4, 5, 6, 7, 8}};
  for (const auto& path :
       {put("t10k-images-idx3-ubyte.gz", gzip(to_idx(images))), put("x.npy", to_npy(images))}) {
    const Result<std::vector<UnlabelledInput>> inputs = load_inputs(path, Shape{2, 2, 1}, kU8);
    ASSERT_TRUE(inputs.ok()) << to_string(inputs.error());
    ASSERT_EQ(inputs->size(), 2u);
    EXPECT_EQ((*inputs)[1].name, path.filename().string() + "/1");
    EXPECT_EQ((*inputs)[1].codes.data, (std::vector<std::int64_t>{5, 6, 7, 8}));
  }
}

TEST_F(Inputs, CsvRowsAreInputsAndRealSamplesAreRounded) {
  const std::filesystem::path path = put("x.csv", "a,b\n1,2\n0.5,-0.25\n");
  const Result<std::vector<UnlabelledInput>> inputs = load_inputs(path, Shape{2}, Fixed{true, 8, 4});
  ASSERT_TRUE(inputs.ok()) << to_string(inputs.error());
  EXPECT_EQ((*inputs)[0].codes.data, (std::vector<std::int64_t>{1, 2}));
  EXPECT_EQ((*inputs)[1].codes.data, (std::vector<std::int64_t>{8, -4}));
}

TEST_F(Inputs, RefusesOtherShapesCodesThatDoNotFitAndMissingFiles) {
  const Error shape = load_inputs(put("x.csv", "1,2,3\n"), Shape{2}, kU8).error();
  EXPECT_TRUE(shape.is(diag::kBadData));
  EXPECT_EQ(shape.first().message, "x.csv/0 has 3 samples, the network takes 2 (2)");
  EXPECT_NE(load_inputs(put("y.csv", "1,300\n"), Shape{2}, kU8)
                .error()
                .first()
                .message.find("sample 1 of y.csv/0 is 300"),
            std::string::npos);
  EXPECT_TRUE(load_inputs(folder_.path() / "none", Shape{2}, kU8).error().is(diag::kBadData));
  EXPECT_FALSE(load_inputs(put("z.csv", "1,1e300\n"), Shape{2}, kU8).ok());
  EXPECT_FALSE(load_inputs(put("junk", "not an IDX file"), Shape{2}, kU8).ok());
}

}  // namespace
}  // namespace knap::data
