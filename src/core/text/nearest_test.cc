#include "core/text/nearest.h"

#include <gtest/gtest.h>

namespace knap {
namespace {

TEST(Nearest, DistanceCountsTheEditsOfATypist) {
  EXPECT_EQ(edit_distance("", ""), 0);
  EXPECT_EQ(edit_distance("", "abc"), 3);
  EXPECT_EQ(edit_distance("abc", ""), 3);
  EXPECT_EQ(edit_distance("epochs", "epocs"), 1);
  EXPECT_EQ(edit_distance("traning", "training"), 1);
  EXPECT_EQ(edit_distance("ephocs", "epochs"), 2);
  EXPECT_EQ(edit_distance("epohcs", "epochs"), 1);  // two letters swapped
  EXPECT_EQ(edit_distance("Epochs", "epochs"), 0);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3);
}

TEST(Nearest, TheFirstOfTheNearestIsNamed) {
  const std::vector<std::string> names = {"batch", "epochs", "epoch"};
  EXPECT_EQ(find_nearest("epocs", names), "epochs");
  EXPECT_EQ(find_nearest("epoc", names), "epoch");
  EXPECT_EQ(find_nearest("x", {}), std::nullopt);
  EXPECT_TRUE(find_nearest(std::string(100000, 'x'), names).has_value());  // at no cost
  EXPECT_EQ(join_names(std::span<const std::string>(names)), "batch, epochs, epoch");
}

}  // namespace
}  // namespace knap
