#include "net/eval/taps.h"

#include <gtest/gtest.h>

#include <tuple>

namespace knap::net {
namespace {

TEST(Taps, AreEnumeratedInRasterOrderWithPadding) {
  std::vector<std::tuple<std::int64_t, std::int64_t, std::int64_t>> seen;
  for_each_tap(Window{{{2, 2, 1, 0, 1}}}, Shape{3, 1},
               [&](std::int64_t position, std::int64_t tap, std::int64_t source) {
                 seen.emplace_back(position, tap, source);
               });
  using Taps = decltype(seen);
  EXPECT_EQ(seen, (Taps{{0, 0, -1}, {0, 1, 0}, {1, 0, 1}, {1, 1, 2}}));
}

}  // namespace
}  // namespace knap::net
