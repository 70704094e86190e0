#include <gtest/gtest.h>

#include "core/base/diagnostics.h"
#include "core/sys/files.h"
#include "core/table/npy.h"
#include "data/format/idx.h"
#include "data/set/load.h"
#include "data/set/split.h"

namespace knap::data {
namespace {

class OwnFiles : public testing::Test {
 protected:
  OwnFiles() : folder_(*TempFolder::make()) {}
  std::string put(const std::string& name, const std::string& bytes) {
    EXPECT_TRUE(write_file(folder_.path() / name, bytes).ok());
    return (folder_.path() / name).string();
  }
  DataOptions csv(const std::string& text) {
    DataOptions options;
    options.kind = DataKind::Csv;
    options.path = put("flowers.csv", text);
    return options;
  }
  static Result<Dataset> read(const DataOptions& options) { return load(options, "", Watch()); }
  TempFolder folder_;
};

TEST_F(OwnFiles, CsvHasOneRecordPerRowAndTheLabelLast) {
  std::string text = "# made up\nlength,width,kind\n";
  for (int i = 0; i < 20; ++i)
    text += std::to_string(i) + ",-" + std::to_string(i) + (i % 2 ? ",rose\n" : ",iris\n");
  const Result<Dataset> d = read(csv(text));
  ASSERT_TRUE(d.ok()) << to_string(d.error());
  EXPECT_EQ(d->name, "flowers");
  EXPECT_EQ(d->classes, (std::vector<std::string>{"iris", "rose"}));
  EXPECT_EQ(d->shape, (Shape{2}));
  EXPECT_EQ(d->format, (Fixed{true, 8, 0}));
  EXPECT_EQ(d->records[3].name, "flowers/3");
  EXPECT_EQ(d->codes(3).data, (std::vector<std::int64_t>{3, -3}));
  EXPECT_EQ(d->split(Split::Test).size(), 6u);
}

TEST_F(OwnFiles, CsvLabelsMayLieInAnyColumnAndNumbersAreOrderedAsNumbers) {
  std::string text;
  for (int i = 0; i < 24; ++i) text += std::to_string(i % 12) + ",0.25,1.5\n";
  DataOptions options = csv(text);
  options.label_column = "0";
  options.sample_format = "fixed<8,4>";
  const Result<Dataset> d = read(options);
  ASSERT_TRUE(d.ok()) << to_string(d.error());
  EXPECT_EQ(d->classes[2], "2");
  EXPECT_EQ(d->classes[11], "11");
  EXPECT_EQ(d->codes(0).data, (std::vector<std::int64_t>{4, 24}));
  EXPECT_EQ(d->format, (Fixed{true, 8, 4}));
  options.label_column = "kind";
  EXPECT_TRUE(read(options).error().is(diag::kUnknownName));
}

TEST_F(OwnFiles, CsvRefusesTextsAmongTheSamplesAndRealsWithoutAFormat) {
  const Error text = read(csv("1,2,a\n1,x,b\n")).error();
  EXPECT_TRUE(text.is(diag::kBadData));
  EXPECT_NE(text.first().where.find("flowers.csv:2"), std::string::npos);
  EXPECT_EQ(text.first().message, "'x' in column 1 is not a number");
  EXPECT_NE(read(csv("1,2.5,a\n1,2,b\n")).error().first().message.find("data.sample_format"),
            std::string::npos);
  EXPECT_TRUE(read(csv("")).error().is(diag::kBadData));
  EXPECT_NE(read(csv("1,a\n2,a\n3,a\n")).error().first().message.find("at least two"), std::string::npos);
}

TEST_F(OwnFiles, NpyKeepsItsShapeUnlessAnotherIsAskedFor) {
  DataOptions options;
  options.kind = DataKind::Npy;
  options.path = put("x.npy", to_npy({Shape{8, 6}, std::vector<std::int16_t>(48, 300)}));
  options.labels = put("y.npy", to_npy({Shape{8}, std::vector<std::int64_t>{0, 1, 0, 1, 0, 1, 0, 1}}));
  EXPECT_EQ(read(options)->shape, (Shape{6}));
  options.shape = {3, 2};
  EXPECT_EQ(read(options)->shape, (Shape{3, 2}));
  options.shape = {4, 2};
  EXPECT_EQ(read(options).error().first().where, "data.shape");
  options.shape = {};
  options.labels = put("z.npy", to_npy({Shape{7}, std::vector<std::int64_t>(7)}));
  EXPECT_EQ(read(options).error().first().message, "7 labels for 8 records");
}

TEST_F(OwnFiles, IdxImagesGetAChannelAndASplitFileIsObeyed) {
  DataOptions options;
  options.kind = DataKind::Idx;
  options.path = put("pictures.idx", to_idx({Shape{6, 2, 2}, std::vector<std::uint8_t>(24, 9)}));
  options.labels = put("labels.idx", to_idx({Shape{6}, std::vector<std::uint8_t>{4, 5, 4, 5, 4, 5}}));
  EXPECT_EQ(read(options)->shape, (Shape{2, 2, 1}));
  options.split_file =
      put("split.csv",
          "record,split,label\npictures/0,train,4\npictures/1,train,5\npictures/2,validation,4\n"
          "pictures/3,validation,5\npictures/5,test,5\n");
  const Result<Dataset> d = read(options);
  ASSERT_TRUE(d.ok()) << to_string(d.error());
  EXPECT_EQ(to_split_csv(*d), *read_file(options.split_file));
  options.frame = 7;
  EXPECT_EQ(read(options).error().first().where, "data.frame");
}

TEST_F(OwnFiles, AFileThatIsNotThereIsNamedAtItsKey) {
  DataOptions options = csv("1,a\n");
  options.path += "x";
  options.split_file = "/nowhere/split.csv";
  const Error error = read(options).error();
  EXPECT_TRUE(error.is(diag::kBadData));
  ASSERT_EQ(error.diagnostics().size(), 2U);
  EXPECT_EQ(error.diagnostics()[0].where, "data.path");
  EXPECT_EQ(error.diagnostics()[0].message, "there is no file '" + options.path + "'");
  EXPECT_EQ(error.diagnostics()[1].where, "data.split_file");
  options.kind = DataKind::Wfdb;
  options.labels = "/nowhere/labels.csv";
  EXPECT_EQ(read(options).error().diagnostics().size(), 3U);
}

}  // namespace
}  // namespace knap::data
