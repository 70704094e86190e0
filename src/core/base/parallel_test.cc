#include "core/base/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <string>
#include <vector>

namespace knap {
namespace {

class Parallel : public testing::Test {
 protected:
  void TearDown() override { set_jobs(0); }
};

TEST_F(Parallel, CallsEveryIndexOnceOnAnyNumberOfThreads) {
  for (const int threads : {1, 2, 7}) {
    set_jobs(threads);
    std::vector<std::atomic<int>> seen(1000);
    parallel_for(seen.size(), [&seen](std::size_t i) { ++seen[i]; });
    for (const auto& n : seen) ASSERT_EQ(n.load(), 1) << threads << " threads";
  }
}

TEST_F(Parallel, RethrowsTheLowestFailureWhateverTheThreads) {
  for (const int threads : {1, 2, 7}) {
    set_jobs(threads);
    try {
      parallel_for(1000, [](std::size_t i) {
        if (i >= 300) throw std::runtime_error(std::to_string(i));
      });
      FAIL() << "no exception";
    } catch (const std::runtime_error& error) {
      EXPECT_STREQ(error.what(), "300") << threads << " threads";
    }
  }
}

TEST_F(Parallel, NestedLoopsFinish) {
  set_jobs(4);
  std::atomic<int> calls{0};
  parallel_for(10, [&calls](std::size_t) { parallel_for(10, [&calls](std::size_t) { ++calls; }); });
  EXPECT_EQ(calls.load(), 100);
}

TEST_F(Parallel, NothingToDoIsFine) {
  parallel_for(0, [](std::size_t) { FAIL(); });
  EXPECT_GE(jobs(), 1);
  set_jobs(3);
  EXPECT_EQ(jobs(), 3);
}

}  // namespace
}  // namespace knap
