#include "net/ir/text_words.h"

#include <gtest/gtest.h>

namespace knap::net {
namespace {

TEST(TextWords, StepsPackAndUnpack) {
  const knap::Steps steps =
      knap::Steps::make({-10, 10}, {StepFunction{{-3, 0, 7}, {0, 5, -1, 2}}, StepFunction{{}, {4}}});
  const IntTensorPtr packed = pack_steps(steps);
  EXPECT_EQ(packed->data, (std::vector<std::int64_t>{3, -3, 0, 7, 0, 5, -1, 2, 0, 4}));
  EXPECT_EQ(unpack_steps(*packed, {-10, 10}), steps);
}

TEST(TextWords, StepsThatAreNotCanonicalAreRefused) {
  const auto unpack = [](std::vector<std::int64_t> data) {
    const Shape shape{static_cast<std::int64_t>(data.size())};
    return unpack_steps(IntTensor(shape, std::move(data)), {-10, 10}).has_value();
  };
  EXPECT_TRUE(unpack({1, 0, 1, 2}));
  EXPECT_FALSE(unpack({}));
  EXPECT_FALSE(unpack({1, 0, 1}));
  EXPECT_FALSE(unpack({-1, 0, 1}));
  EXPECT_FALSE(unpack({INT64_MAX, 0, 1}));
  EXPECT_FALSE(unpack({1, 0, 2, 2})) << "equal neighbours";
  EXPECT_FALSE(unpack({2, 3, 3, 0, 1, 2})) << "thresholds that do not ascend";
  EXPECT_FALSE(unpack({1, -10, 1, 2})) << "a threshold at the domain's lower end";
  EXPECT_FALSE(unpack({1, 11, 1, 2})) << "a threshold outside the domain";
}

TEST(TextWords, QuotesEscapeWhatIsNotPrintable) {
  EXPECT_EQ(quote("a\"\\\n\xff"), "\"a\\\"\\\\\\x0a\\xff\"");
}

}  // namespace
}  // namespace knap::net
