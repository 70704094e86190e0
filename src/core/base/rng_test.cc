#include "core/base/rng.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/base/check.h"

namespace knap {
namespace {

TEST(Rng, IsTheSameOnEveryMachine) {
  // xoshiro256** from the state {1, 2, 3, 4}: the values of the authors' reference implementation.
  Rng rng(0, "");
  rng.restore({{1, 2, 3, 4}});
  EXPECT_EQ(rng.next(), 11520u);
  EXPECT_EQ(rng.next(), 0u);
  EXPECT_EQ(rng.next(), 1509978240u);
  EXPECT_EQ(rng.next(), 1215971899390074240u);
}

TEST(Rng, StreamsOfOtherNamesAndSeedsDiffer) {
  EXPECT_EQ(Rng(1, "split").next(), Rng(1, "split").next());
  EXPECT_NE(Rng(1, "split").next(), Rng(1, "weights").next());
  EXPECT_NE(Rng(1, "split").next(), Rng(2, "split").next());
}

TEST(Rng, RestoredStateContinuesTheStream) {
  Rng rng(7, "checkpoint");
  rng.next();
  const Rng::State state = rng.state();
  const std::uint64_t wanted = rng.next();
  Rng other(8, "other");
  other.restore(state);
  EXPECT_EQ(other.next(), wanted);
}

TEST(Rng, BelowIsUniform) {
  Rng rng(1, "below");
  std::array<int, 7> seen{};
  for (int i = 0; i < 70000; ++i) ++seen[rng.below(7)];
  for (const int n : seen) EXPECT_NEAR(n, 10000, 400);  // 4 sigma = 370
}

TEST(Rng, IntegerReachesBothEndsAndTheWholeRange) {
  Rng rng(1, "integer");
  std::array<int, 5> seen{};
  for (int i = 0; i < 1000; ++i) {
    const std::int64_t x = rng.integer(-2, 2);
    ASSERT_GE(x, -2);
    ASSERT_LE(x, 2);
    ++seen[static_cast<std::size_t>(x + 2)];
  }
  for (const int n : seen) EXPECT_GT(n, 100);
  using Limits = std::numeric_limits<std::int64_t>;
  bool negative = false, positive = false;
  for (int i = 0; i < 100; ++i) {
    const std::int64_t x = rng.integer(Limits::min(), Limits::max());
    negative |= x < 0;
    positive |= x > 0;
  }
  EXPECT_TRUE(negative && positive);
  EXPECT_EQ(rng.integer(Limits::max(), Limits::max()), Limits::max());
  EXPECT_THROW(rng.integer(1, 0), InternalError);
}

TEST(Rng, UniformAndNormalHaveTheirMoments) {
  Rng rng(3, "moments");
  double sum = 0, squares = 0, uniform_sum = 0;
  constexpr int kCount = 100000;
  for (int i = 0; i < kCount; ++i) {
    const double x = rng.normal();
    sum += x;
    squares += x * x;
    const double u = rng.uniform();
    ASSERT_TRUE(u >= 0 && u < 1);
    uniform_sum += u;
  }
  EXPECT_NEAR(sum / kCount, 0, 0.02);
  EXPECT_NEAR(squares / kCount, 1, 0.03);
  EXPECT_NEAR(uniform_sum / kCount, 0.5, 0.005);
}

TEST(Rng, ShuffleKeepsTheItems) {
  Rng rng(3, "shuffle");
  std::vector<int> items(100);
  std::iota(items.begin(), items.end(), 0);
  std::vector<int> shuffled = items;
  rng.shuffle(shuffled);
  EXPECT_NE(shuffled, items);
  std::sort(shuffled.begin(), shuffled.end());
  EXPECT_EQ(shuffled, items);
}

}  // namespace
}  // namespace knap
