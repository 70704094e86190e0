#include "core/table/npy.h"

#include <gtest/gtest.h>

#include "core/base/diagnostics.h"

namespace knap {
namespace {

/// A version 1 file with that dictionary and those data bytes.
std::string make_file(const std::string& header, const std::string& data) {
  std::string out("\x93NUMPY\x01\x00", 8);
  out.push_back(static_cast<char>(header.size() & 255));
  out.push_back(static_cast<char>(header.size() >> 8));
  return out + header + data;
}

TEST(Npy, WritesTheBytesOfNumpySave) {
  const std::string bytes = to_npy({Shape{2, 3}, std::vector<std::int16_t>{1, 2, 3, 4, 5, -1}});
  EXPECT_EQ(bytes.size(), 128u + 12u);
  EXPECT_EQ(bytes.substr(0, 10), std::string("\x93NUMPY\x01\x00\x76\x00", 10));
  EXPECT_EQ(bytes.substr(10, 60), "{'descr': '<i2', 'fortran_order': False, 'shape': (2, 3), } ");
  EXPECT_EQ(bytes[127], '\n');
}

TEST(Npy, ReadsWhatItWritesInEveryType) {
  const std::vector<Array> arrays = {{Shape{2}, std::vector<std::uint8_t>{0, 255}},
                                     {Shape{2}, std::vector<std::int8_t>{-128, 127}},
                                     {Shape{2}, std::vector<std::uint16_t>{65535, 1}},
                                     {Shape{2}, std::vector<std::int16_t>{-300, 77}},
                                     {Shape{2}, std::vector<std::uint32_t>{4000000000u, 1}},
                                     {Shape{1, 2}, std::vector<std::int32_t>{-70000, 5}},
                                     {Shape{2}, std::vector<std::uint64_t>{~std::uint64_t{0}, 1}},
                                     {Shape{2}, std::vector<std::int64_t>{INT64_MIN, 1}},
                                     {Shape{2}, std::vector<float>{-1.5f, 3e9f}},
                                     {Shape{2, 1}, std::vector<double>{1e-300, -2}},
                                     {Shape{}, std::vector<double>{9}},
                                     {Shape{0, 3}, std::vector<double>{}}};
  for (const Array& array : arrays) {
    const Result<Array> back = parse_npy(to_npy(array), "x.npy");
    ASSERT_TRUE(back.ok()) << to_string(back.error());
    EXPECT_EQ(*back, array);
  }
}

TEST(Npy, ReadsBigEndianVersionTwoAndPythonTwoShapes) {
  const std::string header = "{\"shape\": (2L,), 'fortran_order': True, 'descr': '>i2'}\n";
  const Array wanted{Shape{2}, std::vector<std::int16_t>{1, -2}};
  const std::string data("\x00\x01\xff\xfe", 4);
  EXPECT_EQ(*parse_npy(make_file(header, data), "x"), wanted);
  std::string two("\x93NUMPY\x02\x00", 8);
  two += std::string({static_cast<char>(header.size()), 0, 0, 0}) + header + data;
  EXPECT_EQ(*parse_npy(two, "x"), wanted);
}

TEST(Npy, RefusesWhatItDoesNotUnderstandNamingTheReason) {
  const auto message = [](const std::string& header) {
    const Result<Array> array = parse_npy(make_file(header, std::string(8, '\0')), "x");
    return array.ok() ? "accepted" : array.error().first().message;
  };
  EXPECT_NE(message("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 1), }").find("Fortran"),
            std::string::npos);
  EXPECT_NE(message("{'descr': '|O', 'fortran_order': False, 'shape': (2,), }").find("type"),
            std::string::npos);
  EXPECT_NE(message("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,)}").find("structured"),
            std::string::npos);
  EXPECT_NE(message("{'descr': '<f4', 'fortran_order': False, 'shape': (3,)}").find("truncated"),
            std::string::npos);
  EXPECT_NE(message("{'descr': '<f4', 'fortran_order': False, 'shape': (1,)}").find("beyond"),
            std::string::npos);
  EXPECT_NE(message("{'descr': '<f4', 'fortran_order': False}").find("lacks"), std::string::npos);
  EXPECT_NE(
      message("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999,9999999999)}").find("large"),
      std::string::npos);
  EXPECT_NE(message("{'x': 1}").find("unknown key 'x'"), std::string::npos);
  EXPECT_NE(message("").find("missing"), std::string::npos);
}

TEST(Npy, RefusesEveryTruncation) {
  const std::string bytes = to_npy({Shape{2}, std::vector<float>{1, 2}});
  for (std::size_t n = 0; n < bytes.size(); ++n) ASSERT_FALSE(parse_npy(bytes.substr(0, n), "cut").ok()) << n;
}

}  // namespace
}  // namespace knap
