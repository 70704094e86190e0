#include "data/set/registry.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "core/base/diagnostics.h"

namespace knap::data {
namespace {

TEST(Registry, EveryRowIsComplete) {
  std::set<std::string_view> names, folders;
  for (const SetInfo& set : all_sets()) {
    SCOPED_TRACE(set.name);
    EXPECT_TRUE(names.insert(set.name).second);
    EXPECT_TRUE(folders.insert(set.folder).second);
    EXPECT_FALSE(set.title.empty() || set.licence.empty() || set.split_rule.empty() || set.page.empty());
    EXPECT_GE(set.classes.size(), 2u);
    for (const std::string_view name : set.classes)
      EXPECT_NE(std::find(set.labels.begin(), set.labels.end(), name), set.labels.end());
    EXPECT_EQ(set.kind == SetKind::Idx, !set.idx_test.empty());
    for (const PublishedFile& file : set.files) {
      EXPECT_TRUE(file.sha256.empty() || file.sha256.size() == 64) << file.path;
      EXPECT_EQ(file.unpack == Unpack::None, file.marker.empty()) << file.path;
    }
  }
  for (const char* name : {"cinc2017", "mitbih", "mnist", "fashion_mnist", "usps", "cifar10", "kws01"})
    EXPECT_TRUE(names.contains(name));
}

TEST(Registry, FoldersAreThoseThatScriptsRelyOn) {
  EXPECT_EQ((*find_set("cinc2017"))->folder, "ecg_cinc2017");
  EXPECT_EQ((*find_set("mitbih"))->folder, "ecg_mitbih");
  EXPECT_EQ((*find_set(kEmbeddedSet))->folder, "");
}

TEST(Registry, NamesTheNearestSetForATypingMistake) {
  const Result<const SetInfo*> found = find_set("fashon_mnist");
  ASSERT_FALSE(found.ok());
  EXPECT_TRUE(found.error().is(diag::kUnknownName));
  EXPECT_NE(found.error().first().message.find("did you mean fashion_mnist; valid: synthetic_ecg,"),
            std::string::npos);
}

TEST(Registry, TheListSaysWhatIsNotKnown) {
  const std::string text = describe_sets();
  for (const SetInfo& set : all_sets()) EXPECT_NE(text.find(set.title), std::string::npos);
  EXPECT_NE(text.find("training2017.zip, https://physionet.org"), std::string::npos);
  EXPECT_NE(text.find("size not known, SHA-256 not known: not verified"), std::string::npos);
  EXPECT_NE(text.find("SYNTHETIC"), std::string::npos);
}

}  // namespace
}  // namespace knap::data
