#include "data/format/mat4.h"

#include <gtest/gtest.h>

#include "core/base/diagnostics.h"

namespace knap::data {
namespace {

const Mat4 kOne{"val", {Shape{3, 1}, std::vector<std::int16_t>{-127, 5, 300}}};

TEST(Mat4, WritesTheHeaderThatCinc2017Has) {
  EXPECT_EQ(to_mat4(kOne).substr(0, 24), std::string("\x1e\0\0\0\1\0\0\0\3\0\0\0\0\0\0\0\4\0\0\0val\0", 24));
  EXPECT_EQ(to_mat4(kOne).substr(24), "\x81\xff\x05" + std::string(1, '\0') + "\x2c\x01");
}

TEST(Mat4, ReadsWhatItWritesInEveryType) {
  const std::vector<Array> arrays = {
      kOne.matrix,
      {Shape{2, 2}, std::vector<double>{1, 2, 3, 4}},
      {Shape{1, 2}, std::vector<float>{1, 2}},
      {Shape{1, 2}, std::vector<std::int32_t>{-1, 2}},
      {Shape{1, 2}, std::vector<std::uint16_t>{65535, 2}},
      {Shape{1, 2}, std::vector<std::uint8_t>{255, 2}},
      {Shape{0, 1}, std::vector<std::int16_t>{}},
  };
  for (const Array& array : arrays) {
    const Result<Mat4> back = parse_mat4(to_mat4({"x", array}), "x.mat");
    ASSERT_TRUE(back.ok()) << to_string(back.error());
    EXPECT_EQ(back->matrix, array);
    EXPECT_EQ(back->name, "x");
  }
}

TEST(Mat4, RefusesEveryTruncationAndExtension) {
  const std::string bytes = to_mat4(kOne);
  for (std::size_t n = 0; n < bytes.size(); ++n) {
    const Result<Mat4> mat = parse_mat4(bytes.substr(0, n), "A00001.mat");
    ASSERT_FALSE(mat.ok()) << n;
    EXPECT_TRUE(mat.error().is(diag::kBadData));
    EXPECT_EQ(mat.error().first().where, "A00001.mat");
  }
  EXPECT_FALSE(parse_mat4(bytes + "x", "A00001.mat").ok());
}

TEST(Mat4, RefusesOtherKindsAndAbsurdSizes) {
  const std::string bytes = to_mat4(kOne);
  const auto with = [&](std::size_t at, char value) {
    std::string changed = bytes;
    changed[at] = value;
    return parse_mat4(changed, "x.mat").ok();
  };
  EXPECT_FALSE(with(0, 31));       // sparse
  EXPECT_FALSE(with(0, 60));       // no such element type
  EXPECT_FALSE(with(1, 4));        // 1054: another byte order
  EXPECT_FALSE(with(12, 1));       // complex
  EXPECT_FALSE(with(11, '\x7f'));  // two thousand million columns
  EXPECT_FALSE(with(16, 0));       // no name
  EXPECT_FALSE(parse_mat4("MATLAB 5.0 MAT-file, Platform: GLNXA64", "x.mat").ok());
}

}  // namespace
}  // namespace knap::data
