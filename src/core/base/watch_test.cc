#include "core/base/watch.h"

#include <gtest/gtest.h>

#include "core/base/diagnostics.h"

namespace knap {
namespace {

TEST(Watch, AStopBecomesAnInterruptedError) {
  Watch watch;
  EXPECT_TRUE(watch.check("train").ok());
  watch.stop();
  const Result<void> result = watch.check("train");
  ASSERT_FALSE(result.ok());
  EXPECT_TRUE(result.error().is(diag::kInterrupted));
  EXPECT_EQ(result.error().first().where, "train");
}

TEST(Watch, ReportsReachTheListener) {
  double done = 0;
  const Watch watch([&done](const Progress& progress) { done = progress.done; });
  Progress progress;
  progress.done = 3;
  watch.report(progress);
  EXPECT_EQ(done, 3);
  Watch().report(progress);  // without a listener: nothing happens
}

}  // namespace
}  // namespace knap
