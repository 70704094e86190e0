#include "data/set/options.h"

#include <gtest/gtest.h>

#include "core/base/diagnostics.h"

namespace knap::data {
namespace {

TEST(DataOptions, DefaultsAreInOrderAndEveryFieldIsDescribed) {
  EXPECT_TRUE(check_options({}).ok());
  EXPECT_EQ(*from_value<DataOptions>(to_value(DataOptions{}), "x.toml"), DataOptions{});
  for (const FieldDoc& field : describe<DataOptions>()) EXPECT_FALSE(field.doc.empty()) << field.name;
}

TEST(DataOptions, CollectsEveryMistakeWithItsKey) {
  DataOptions options;
  options.kind = DataKind::Npy;
  options.sample_format = "int8";
  options.shape = {4, 0};
  options.test_fraction = 0.9;
  const Result<void> checked = check_options(options);
  ASSERT_FALSE(checked.ok());
  std::vector<std::string> keys;
  for (const Diagnostic& d : checked.error().diagnostics()) keys.push_back(d.where);
  EXPECT_EQ(keys, (std::vector<std::string>{"data.path", "data.labels", "data.test_fraction", "data.shape",
                                            "data.sample_format"}));
  EXPECT_TRUE(checked.error().is(diag::kWrongType));
  options.test_fraction = 0.1;
  options.validation_fraction = 0.9;
  EXPECT_EQ(check_options(options).error().diagnostics()[2].where, "data.validation_fraction");
}

TEST(DataOptions, ASampleFormatHasBitsAndAPointThatIsNear) {
  DataOptions options;
  for (const char* format : {"fixed<8,-56>", "fixed<8,72>", "fixed<32,32>", "fixed<1,1>"}) {
    options.sample_format = format;
    EXPECT_TRUE(check_options(options).ok()) << format;
  }
  for (const char* format : {"fixed<8,-57>", "fixed<8,73>", "fixed<33,1>", "fixed<0,0>", "int8"}) {
    options.sample_format = format;
    ASSERT_FALSE(check_options(options).ok()) << format;
    EXPECT_EQ(check_options(options).error().first().where, "data.sample_format");
  }
}

TEST(DataOptions, APathNeedsAKind) {
  DataOptions options;
  options.path = "x.csv";
  EXPECT_EQ(check_options(options).error().first().where, "data.path");
  options.kind = DataKind::Csv;
  EXPECT_TRUE(check_options(options).ok());
}

}  // namespace
}  // namespace knap::data
