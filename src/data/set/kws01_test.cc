#include <fmt/format.h>
#include <gtest/gtest.h>

#include "core/base/diagnostics.h"
#include "core/sys/files.h"
#include "data/set/load.h"

namespace knap::data {
namespace {

class Kws01 : public testing::Test {
 protected:
  Kws01() : root_(*TempFolder::make()) {
    for (int i = 0; i < 12; ++i) {
      labels_ += fmt::format("w{:02}.bin,12,{}\n", i, i);
      put(fmt::format("w{:02}.bin", i), std::string(490, static_cast<char>(-i)));
    }
    put("y_labels.csv", labels_);
  }
  void put(const std::string& name, const std::string& bytes) {
    ASSERT_TRUE(write_file(root_.path() / "kws01" / name, bytes).ok());
  }
  Result<Dataset> read() {
    DataOptions options;
    options.name = "kws01";
    return load(options, root_.path(), Watch());
  }
  TempFolder root_;
  std::string labels_;
};

TEST_F(Kws01, EveryRecordIsATestRecord) {
  const Result<Dataset> d = read();
  ASSERT_TRUE(d.ok()) << to_string(d.error());
  EXPECT_EQ(d->split(Split::Test).size(), 12u);
  EXPECT_TRUE(d->split(Split::Train).empty());
  EXPECT_EQ(d->records[7].name, "w07");
  EXPECT_EQ(d->records[7].label, "Stop");
  EXPECT_EQ(d->codes(7)[0], -7);
  EXPECT_EQ(d->shape, (Shape{49, 10, 1}));
}

TEST_F(Kws01, NamesShortFilesAndUnknownClasses) {
  put("w03.bin", "short");
  const Error cut = read().error();
  EXPECT_TRUE(cut.is(diag::kBadData));
  EXPECT_NE(cut.first().where.find("w03.bin"), std::string::npos);
  put("y_labels.csv", labels_ + "w03.bin,12,12\n");
  put("w03.bin", std::string(490, 'x'));
  EXPECT_NE(read().error().first().where.find("y_labels.csv:13"), std::string::npos);
}

}  // namespace
}  // namespace knap::data
