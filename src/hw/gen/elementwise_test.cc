#include "hw/gen/elementwise.h"

#include <fmt/format.h>

#include <algorithm>

#include "hw/gen/testing.h"

namespace knap::hw {
namespace {

std::vector<std::int64_t> random_elements(Rng& rng, Interval range, std::int64_t count) {
  std::vector<std::int64_t> x;
  for (std::int64_t i = 0; i < count; ++i) x.push_back(rng.integer(range.low, range.high));
  return x;
}

TEST(Map, AppliesPerChannelStepsInStreamOrder) {
  Rng rng(1, "map");
  const Interval domain{-2000, 2000};
  std::vector<ClosedForm> forms;
  for (int c = 0; c < 4; ++c) forms.push_back({1, 3 * c, c + 1, Rounding::RndConv, {-128, 127}});
  const auto steps = std::make_shared<const Steps>(*Steps::from_closed(domain, forms));
  for (const auto& [lanes, ranks] : {std::pair{1, 0}, {2, 0}, {4, 0}, {1, 2}, {2, 1}, {4, 2}}) {
    const MapSpec s{5, 4, lanes, domain, steps, {.operand = ranks % 2, .requantise = ranks}};
    const auto x = random_elements(rng, domain, 40);
    std::vector<std::int64_t> y;
    for (std::size_t i = 0; i < x.size(); ++i) y.push_back((*steps)(x[i], static_cast<std::int64_t>(i) % 4));
    testing::Drive drive;
    drive.beats = {testing::to_beats(x, lanes)};
    drive.expected_beats = {drive.beats[0].size()};
    const auto answer = testing::run(build(s, "map", "map", ""), drive);
    EXPECT_EQ(answer.beats[0], testing::to_beats(y, lanes)) << lanes << " lanes";
    testing::expect_same_handshake(tokens(s), answer, s.beats(), s.beats());
  }
}

TEST(Add, AlignsScalesAndWaitsForBothSides) {
  Rng rng(2, "add");
  const AddSpec s{6, 2, 2, {-128, 127}, {0, 255}, 2, 0, nullptr};
  const auto a = random_elements(rng, s.input_a, 24), b = random_elements(rng, s.input_b, 24);
  std::vector<std::int64_t> y;
  for (std::size_t i = 0; i < a.size(); ++i) y.push_back(4 * a[i] + b[i]);
  testing::Drive drive;
  drive.inputs = {"in_a", "in_b"};
  drive.beats = {testing::to_beats(a, 2), testing::to_beats(b, 2)};
  drive.expected_beats = {12};
  EXPECT_EQ(testing::run(build(s, "add", "add", ""), drive).beats[0], testing::to_beats(y, 2));
}

TEST(Concat, InterleavesChannelsPosition) {
  Rng rng(3, "concat");
  const ConcatSpec s{5, 4, 2, 2, {-8, 7}, {0, 15}};
  const auto a = random_elements(rng, s.input_a, 20), b = random_elements(rng, s.input_b, 10);
  std::vector<std::int64_t> y;
  for (std::size_t p = 0; p < 5; ++p) {
    y.insert(y.end(), a.begin() + static_cast<std::ptrdiff_t>(4 * p),
             a.begin() + static_cast<std::ptrdiff_t>(4 * p + 4));
    y.insert(y.end(), b.begin() + static_cast<std::ptrdiff_t>(2 * p),
             b.begin() + static_cast<std::ptrdiff_t>(2 * p + 2));
  }
  testing::Drive drive;
  drive.inputs = {"in_a", "in_b"};
  drive.beats = {testing::to_beats(a, 2), testing::to_beats(b, 2)};
  drive.expected_beats = {15};
  EXPECT_EQ(testing::run(build(s, "concat", "concat", ""), drive).beats[0], testing::to_beats(y, 2));
}

TEST(ArgMax, TakesTheLowestIndexOfEquals) {
  Rng rng(4, "argmax");
  for (const auto& [lanes, compare] : {std::pair{1, 0}, {2, 0}, {3, 0}, {6, 0}, {1, 1}, {2, 1}, {3, 1}}) {
    const ArgMaxSpec s{6, lanes, {-3, 3}, {.compare = compare}};
    testing::Drive drive;
    drive.beats.resize(1);
    testing::Beats expected;
    for (int frame = 0; frame < 40; ++frame) {  // a narrow range, so that equals are common
      const auto x = random_elements(rng, s.input, 6);
      for (const auto& beat : testing::to_beats(x, lanes)) drive.beats[0].push_back(beat);
      expected.push_back({std::max_element(x.begin(), x.end()) - x.begin()});
    }
    drive.expected_beats = {expected.size()};
    const auto answer = testing::run(build(s, "argmax", "argmax", ""), drive);
    EXPECT_EQ(answer.beats[0], expected) << lanes << " lanes";
    testing::expect_same_handshake(tokens(s), answer, s.cycles(), 1);
  }
}

}  // namespace
}  // namespace knap::hw
