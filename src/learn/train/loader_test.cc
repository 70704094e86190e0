#include "learn/train/loader.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "learn/train/toy.h"

namespace knap::learn {
namespace {

TEST(Loader, OrderIsAPermutationThatDependsOnSeedPhaseAndEpoch) {
  const Samples samples = toy_lines(50, 2, 1);
  const SampleStore store(samples, Fixed{true, 12, 11});
  const Loader loader(store, samples.shape, Fixed{true, 12, 11}, {}, 3);
  auto order = loader.order("float", 0);
  EXPECT_EQ(order, loader.order("float", 0));
  EXPECT_NE(order, loader.order("float", 1));
  EXPECT_NE(order, loader.order("quantised", 0));
  EXPECT_NE(order, Loader(store, samples.shape, Fixed{true, 12, 11}, {}, 4).order("float", 0));
  std::sort(order.begin(), order.end());
  for (std::int64_t i = 0; i < 50; ++i) EXPECT_EQ(order[static_cast<std::size_t>(i)], i);
}

TEST(Loader, ValuesAreCodesTimesTheStepWhateverTheBatch) {
  const Samples samples = toy_lines(8, 2, 1);
  const SampleStore store(samples, Fixed{true, 12, 11});
  TrainOptions options;
  options.noise = 0.1;
  const Loader loader(store, samples.shape, Fixed{true, 12, 11}, options, 3);
  std::vector<std::int32_t> codes(48);
  samples.fill(5, codes);
  std::vector<float> plain(48), alone(48), pair(96);
  loader.fill(std::vector<std::int64_t>{5}, "float/0", false, plain);
  for (std::size_t i = 0; i < 48; ++i) EXPECT_EQ(plain[i], static_cast<float>(codes[i]) / 2048);
  loader.fill(std::vector<std::int64_t>{5}, "float/0", true, alone);
  loader.fill(std::vector<std::int64_t>{2, 5}, "float/0", true, pair);
  EXPECT_TRUE(std::equal(alone.begin(), alone.end(), pair.begin() + 48));
  EXPECT_NE(alone, plain);
}

TEST(Loader, ABatchIsNeverLargerThanTheSet) {
  const Samples samples = toy_lines(10, 2, 1);
  const SampleStore store(samples, Fixed{true, 12, 11});
  TrainOptions options;
  options.batch = 4;
  EXPECT_EQ(Loader(store, samples.shape, Fixed{}, options, 0).steps_per_epoch(), 2);
  options.batch = 64;
  EXPECT_EQ(Loader(store, samples.shape, Fixed{}, options, 0).batch_size(), 10);
}

}  // namespace
}  // namespace knap::learn
