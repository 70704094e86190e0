#include "core/base/sources.h"

#include <gtest/gtest.h>

#include <vector>

#include "core/base/check.h"
#include "core/base/hash.h"

namespace knap {
namespace {

const std::vector<RoomRow> kRows{
    {"core/base", ""}, {"net/ir", "core/base"}, {"hw/prim", "core/base"}, {"app/flow", "core/base net/ir"}};
const std::vector<SourceFile> kFiles{{"src/app/flow/stage.cc", "0"},       {"src/app/flow/stage.h", "1"},
                                     {"src/app/flow/train_stage.cc", "2"}, {"src/core/base/hash.cc", "3"},
                                     {"src/hw/prim/ecp5/leaf.v", "4"},     {"src/net/ir/graph.h", "5"}};

std::string hash_of(std::vector<std::string_view> roots, const std::vector<SourceFile>& files = kFiles) {
  return hash_of_rooms(files, kRows, roots);
}

/// Which of kFiles the hash of the roots hangs on: each is changed alone.
std::vector<std::string_view> seen_by(const std::vector<std::string_view>& roots) {
  std::vector<std::string_view> seen;
  for (std::size_t i = 0; i < kFiles.size(); ++i) {
    std::vector<SourceFile> changed = kFiles;
    changed[i].sha256 = "f";
    if (hash_of(roots, changed) != hash_of(roots)) seen.push_back(kFiles[i].path);
  }
  return seen;
}

using Paths = std::vector<std::string_view>;

TEST(Sources, ARoomStandsForAllThatItMayInclude) {
  EXPECT_EQ(seen_by({"core/base"}), (Paths{"src/core/base/hash.cc"}));
  EXPECT_EQ(seen_by({"net/ir"}), (Paths{"src/core/base/hash.cc", "src/net/ir/graph.h"}));
  EXPECT_EQ(seen_by({"app/flow"}),
            (Paths{"src/app/flow/stage.cc", "src/app/flow/stage.h", "src/app/flow/train_stage.cc",
                   "src/core/base/hash.cc", "src/net/ir/graph.h"}));
}

TEST(Sources, EmbeddedFilesInSubfoldersBelongToTheirRoom) {
  EXPECT_EQ(seen_by({"hw/prim"}), (Paths{"src/core/base/hash.cc", "src/hw/prim/ecp5/leaf.v"}));
}

TEST(Sources, AFileStandsForItselfAndTheHeaderBesideIt) {
  EXPECT_EQ(seen_by({"app/flow/stage.cc"}), (Paths{"src/app/flow/stage.cc", "src/app/flow/stage.h"}));
  EXPECT_EQ(seen_by({"app/flow/stage.h"}), (Paths{"src/app/flow/stage.h"}));
  EXPECT_EQ(seen_by({"app/flow/train_stage.cc", "core/base"}),
            (Paths{"src/app/flow/train_stage.cc", "src/core/base/hash.cc"}));
}

TEST(Sources, ARenamedFileChangesTheHashAndOrderDoesNot) {
  std::vector<SourceFile> renamed = kFiles;
  renamed.back().path = "src/net/ir/graph2.h";
  EXPECT_NE(hash_of({"net/ir"}, renamed), hash_of({"net/ir"}));
  EXPECT_EQ(hash_of({"net/ir", "hw/prim"}), hash_of({"hw/prim", "net/ir", "hw/prim"}));
  EXPECT_EQ(hash_of({"net/ir"}, {kFiles.rbegin(), kFiles.rend()}), hash_of({"net/ir"}));
  EXPECT_EQ(hash_of({"core/base"}), sha256("src/core/base/hash.cc 3\n"));
}

TEST(Sources, ARootThatIsNotThereIsOurMistake) {
  EXPECT_THROW(hash_of({"net/eval"}), InternalError);
  EXPECT_THROW(hash_of({"app/flow/none.cc"}), InternalError);
  EXPECT_THROW(hash_of({"src/net/ir"}), InternalError);
}

}  // namespace
}  // namespace knap
