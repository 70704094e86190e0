#include "app/flow/project.h"

#include <gtest/gtest.h>

namespace knap::app {
namespace {

TEST(Project, TheTopModuleHasALegalName) {
  Project project;
  project.config.project.name = "ecg-af 2.1";
  EXPECT_EQ(project.module_prefix(), "ecg_af_2_1");
  project.config.project.prefix = "heart";
  EXPECT_EQ(project.module_prefix(), "heart");
}

TEST(Project, FilesLieInItsOutputFolder) {
  Project project;
  project.out = "/somewhere/out";
  EXPECT_EQ(project.file("rtl/design.txt"), "/somewhere/out/rtl/design.txt");
}

TEST(Project, DataAreLoadedOnce) {
  Project project;
  project.config.data.name = "synthetic_ecg";
  project.config.data.records = 12;
  project.config.data.seconds = 2;
  const auto first = project.load_data(Watch());
  ASSERT_TRUE(first.ok()) << to_string(first.error());
  const auto second = project.load_data(Watch());
  EXPECT_EQ(*first, *second);
  EXPECT_EQ((*first)->records.size(), 12U);
}

}  // namespace
}  // namespace knap::app
