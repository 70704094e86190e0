#include "hw/gen/shell.h"

#include "hw/gen/testing.h"

namespace knap::hw {
namespace {

TEST(AxisWalk, RowsNeededAndDoneAreMonotoneAndEndWithTheFrame) {
  for (const AxisWalk& axis : {AxisWalk{9, 3, 2, 1, 0, 1}, AxisWalk{7, 3, 1, 1, 1, 1},
                               AxisWalk{10, 2, 3, 0, 0, 1}, AxisWalk{11, 3, 1, 2, 2, 2}}) {
    std::int64_t needed = 0, done = 0;
    for (std::int64_t o = 0; o < axis.outputs(); ++o) {
      EXPECT_GE(axis.rows_needed(o), needed);
      EXPECT_GE(axis.rows_done(o), done);
      needed = axis.rows_needed(o);
      done = axis.rows_done(o);
      EXPECT_LE(done, needed);
      // No later window looks at a row that was given back.
      for (std::int64_t later = o + 1; later < axis.outputs(); ++later)
        EXPECT_GE(std::max<std::int64_t>(later * axis.stride - axis.pad_low, 0), std::min(done, axis.length));
    }
    EXPECT_EQ(needed, axis.length);
    EXPECT_EQ(done, axis.length);
  }
}

TEST(RowRuns, GivesTheFunctionBackAsHardware) {
  const auto f = [](std::int64_t i) {
    return i == 0 ? std::int64_t{3} : i < 6 ? std::int64_t{2} : std::int64_t{0};
  };
  const RowRuns runs = RowRuns::of(8, f);
  ASSERT_EQ(runs.runs.size(), 3U);
  Builder b("runs");
  const Stream in = b.input_stream("in", {{0, 7}}, 8);
  ElasticOutput out(b, "out", {{0, 3}}, 8);
  b.drive(in.ready, out.advance());
  out.push(in.valid & out.advance(), runs.at(b, in.data));
  testing::Drive drive;
  testing::Beats expected;
  drive.beats.resize(1);
  for (std::int64_t i = 0; i < 8; ++i) {
    drive.beats[0].push_back({i});
    expected.push_back({f(i)});
  }
  drive.expected_beats = {8};
  EXPECT_EQ(testing::run(b.finish(), drive).beats[0], expected);
}

}  // namespace
}  // namespace knap::hw
