#include "hw/gen/requantise.h"

#include <fmt/format.h>

#include "hw/gen/elementwise.h"
#include "hw/gen/testing.h"

namespace knap::hw {
namespace {

/// Every value of the domain through a one-lane map.
void expect_exact(const Steps& steps, std::int64_t ranks = 0) {
  const auto shared = std::make_shared<const Steps>(steps);
  const MapSpec s{steps.domain().count(), 1, 1, steps.domain(), shared, {.requantise = ranks}};
  testing::Drive drive;
  drive.has_stalls = false;
  drive.beats.resize(1);
  testing::Beats expected;
  for (std::int64_t x = steps.domain().low; x <= steps.domain().high; ++x) {
    drive.beats[0].push_back({x});
    expected.push_back({steps(x)});
  }
  drive.expected_beats = {expected.size()};
  ASSERT_EQ(testing::run(build(s, "map", "map", ""), drive).beats[0], expected);
}

TEST(Requantise, EveryRoundingOfAClosedFormIsExactOnTheWholeDomain) {
  for (const Rounding rounding : {Rounding::Rnd, Rounding::RndZero, Rounding::RndMinInf, Rounding::RndInf,
                                  Rounding::RndConv, Rounding::Trn, Rounding::TrnZero}) {
    for (const int shift : {0, 1, 3}) {
      for (const Interval clamp : {Interval{0, 15}, Interval{-16, 15}, Interval{-5, 9}}) {
        SCOPED_TRACE(std::string(to_string(rounding)) + " " + std::to_string(shift) + " " + to_string(clamp));
        expect_exact(*Steps::from_closed({-150, 140}, {{1, 5, shift, rounding, clamp}}));
        expect_exact(*Steps::from_closed({-150, 140}, {{3, -4, shift, rounding, clamp}}));
        expect_exact(*Steps::from_closed({-150, 140}, {{1, 5, shift, rounding, clamp}}), 1);
        expect_exact(*Steps::from_closed({-150, 140}, {{3, -4, shift, rounding, clamp}}), 2);
        if (HasFatalFailure()) return;
      }
    }
  }
}

TEST(Requantise, EveryRoundingIsExactOnDomainsThatHoldFewValues) {
  // Where all values round to one odd code, or the least of them is a tie that is made even downwards.
  for (const Rounding rounding : {Rounding::Rnd, Rounding::RndZero, Rounding::RndMinInf, Rounding::RndInf,
                                  Rounding::RndConv, Rounding::Trn, Rounding::TrnZero}) {
    for (std::int64_t low = -17; low <= 9; ++low) {
      for (const std::int64_t count : {1, 2, 5}) {
        SCOPED_TRACE(fmt::format("{} from {}, {} values", to_string(rounding), low, count));
        expect_exact(*Steps::from_closed({low, low + count - 1}, {{1, 0, 3, rounding, {-100, 100}}}));
        if (HasFailure()) return;
      }
    }
  }
}

TEST(Requantise, TablesAndSearchesHandleWhatHasNoClosedForm) {
  const auto bump = [](std::int64_t x) { return std::min<std::int64_t>(100, x * x / 50 - (x < 0 ? 3 : 0)); };
  const StepFunction narrow = *tabulate(bump, {-100, 100}, Monotony::Unknown);
  const Steps table = Steps::make({-100, 100}, {narrow});
  EXPECT_EQ(Requantise(std::make_shared<const Steps>(table), 1, 1).method(), Requantise::Method::Table);
  for (const int ranks : {0, 1, 2, 3}) expect_exact(table, ranks);
  const StepFunction wide = *tabulate(bump, {-1500, 1500}, Monotony::Unknown);
  const Steps search = Steps::make({-1500, 1500}, {wide});
  EXPECT_EQ(Requantise(std::make_shared<const Steps>(search), 1, 1).method(), Requantise::Method::Search);
  for (const int ranks : {0, 1, 2, 3}) expect_exact(search, ranks);
}

}  // namespace
}  // namespace knap::hw
