#include "data/format/wfdb_annotation.h"

#include <gtest/gtest.h>

#include "core/base/diagnostics.h"

namespace knap::data {
namespace {

TEST(WfdbAnnotation, ReadsHandMadeBytes) {
  // + at 18 with the text "(N", N 59 samples later, a skip of 70000 and V, SUB 1, CHN 1, NUM 2, end.
  const std::string bytes(
      "\x12\x70\x02\xfc(N\x3b\x04\x00\xec\x01\x00\x70\x11\x00\x14\x01\xf4\x01\xf8\x02\xf0\x00\x00", 24);
  const Result<std::vector<Annotation>> found = parse_annotations(bytes, "x.atr");
  ASSERT_TRUE(found.ok()) << to_string(found.error());
  EXPECT_EQ(*found, (std::vector<Annotation>{
                        {18, 28, 0, 0, 0, "(N"}, {77, 1, 0, 0, 0, ""}, {70077, 5, 1, 1, 2, ""}}));
  EXPECT_EQ(annotation_symbol(28), "+");
  EXPECT_EQ(annotation_symbol(1), "N");
  EXPECT_EQ(annotation_symbol(5), "V");
  EXPECT_EQ(annotation_symbol(41), "r");
  EXPECT_EQ(annotation_symbol(99), "");
}

TEST(WfdbAnnotation, ReadsWhatItWrites) {
  const std::vector<Annotation> annotations = {{0, 22, 0, 0, 0, "## note"},
                                               {1023, 1, -1, 3, 0, ""},
                                               {2047, 1, 0, 3, -5, "odd"},
                                               {2047, 8, 0, 0, -5, "even"},
                                               {9000000, 5, 0, 0, 0, ""}};
  EXPECT_EQ(*parse_annotations(to_annotations(annotations), "x.atr"), annotations);
}

TEST(WfdbAnnotation, RefusesEveryTruncation) {
  const std::string bytes = to_annotations({{5, 1, 0, 0, 0, "abc"}, {5000, 2, 1, 1, 1, ""}});
  for (std::size_t n = 0; n < bytes.size(); ++n) {
    const Result<std::vector<Annotation>> found = parse_annotations(bytes.substr(0, n), "100.atr");
    ASSERT_FALSE(found.ok()) << n;
    EXPECT_TRUE(found.error().is(diag::kBadData));
    EXPECT_EQ(found.error().first().where, "100.atr");
  }
}

TEST(WfdbAnnotation, RefusesUndefinedCodesAndLonelyAttributes) {
  EXPECT_FALSE(parse_annotations(std::string("\x00\xd0\x00\x00", 4), "x").ok());  // code 52
  EXPECT_FALSE(parse_annotations(std::string("\x01\xf4\x00\x00", 4), "x").ok());  // SUB first
  // A skip of -1 and then a beat: before the first sample.
  EXPECT_FALSE(parse_annotations(std::string("\x00\xec\xff\xff\xff\xff\x00\x04\x00\x00", 10), "x").ok());
}

}  // namespace
}  // namespace knap::data
