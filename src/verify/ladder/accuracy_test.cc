#include "verify/ladder/accuracy.h"

#include "core/base/diagnostics.h"
#include "verify/ladder/testing.h"

namespace knap::verify {
namespace {

TEST(Accuracy, IsTheShareOfRecordsWhoseLabelTheOutputSays) {
  const net::IntGraph graph = testing::clamp_graph();
  EXPECT_EQ(accuracy_of(graph, {{0, 1, 0, 0}, {7, 1, 9, 0}, {2, 2, 0, 0}, {0, 0, 0, 1}}, {1, 0, 0, 2}), 0.5);
}

TEST(Accuracy, LabelsBecomePlacesAmongTheClasses) {
  const TempFolder folder = TempFolder::make().value();
  testing::write_folder(folder.path(), 3);
  Artefacts a = load_artefacts(folder.path()).value();
  a.records[1].label = "c,d";
  EXPECT_EQ(label_indices(a, testing::kClasses).value(), (std::vector<std::int64_t>{0, 2, 0}));
  a.records[2].label = "x";
  const auto unknown = label_indices(a, testing::kClasses);
  ASSERT_FALSE(unknown.ok());
  EXPECT_TRUE(unknown.error().is(diag::kBadArtefact));
  EXPECT_NE(unknown.error().first().where.find("labels.csv:4"), std::string::npos);
  const auto fewer = label_indices(a, {"a", "b"});
  ASSERT_FALSE(fewer.ok());
  EXPECT_NE(fewer.error().first().where.find("integer.txt"), std::string::npos);
}

}  // namespace
}  // namespace knap::verify
