#include "net/passes/table.h"

#include <gtest/gtest.h>

#include <set>

namespace knap::net {
namespace {

IntGraph sample() {
  IntGraph graph;
  graph.add_output("y", graph.add("x", integer::Input{{4, 2}, {true, 8, 0}}));
  return graph;
}

TEST(PassTable, EveryRowHasANameOfItsOwnAndAReason) {
  std::set<std::string_view> names;
  const auto check = [&](const auto& pass) {
    EXPECT_TRUE(names.insert(pass.name).second) << pass.name;
    EXPECT_GT(pass.why.size(), 20u) << pass.name;
    EXPECT_NE(pass.run, nullptr) << pass.name;
  };
  for (const RealPass& pass : real_passes()) check(pass);
  for (const IntPass& pass : int_passes()) check(pass);
}

TEST(PassTable, ThePassesRunInTheirOrder) {
  const IntPass rename{"rename", "", Exactness::Exact, false, [](const IntGraph& graph) {
                         IntGraph changed = graph;
                         changed.name += "1";
                         return Result(changed);
                       }};
  const IntPass passes[] = {rename, rename};
  EXPECT_EQ(run_passes(passes, sample()).value().name, "network11");
}

TEST(PassTable, APassThatLeavesABadGraphIsOurMistake) {
  const IntPass forgetful{"forgetful", "", Exactness::Exact, true, [](const IntGraph& graph) {
                            IntGraph changed;
                            changed.add("x", graph.nodes()[0].op);
                            return Result(changed);
                          }};
  EXPECT_THROW(run_passes(std::span(&forgetful, 1), sample()), InternalError);
}

}  // namespace
}  // namespace knap::net
