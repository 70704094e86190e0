#include "hw/ir/derive.h"

#include <gtest/gtest.h>

#include "core/base/rng.h"
#include "hw/ir/builder.h"

namespace knap::hw {
namespace {

/// Exhaustive over small intervals: what an operation yields lies in the derived interval, and reaches both
/// its ends.
TEST(Derive, IntervalsAreTightForEveryOperation) {
  for (const BinaryOp op : {BinaryOp::Add, BinaryOp::Sub, BinaryOp::Mul}) {
    for (std::int64_t low = -3; low <= 2; ++low)
      for (std::int64_t other = -3; other <= 2; ++other) {
        Builder b("m");
        const Value x = b.input("x", {{low, low + 3}}), y = b.input("y", {{other, other + 2}});
        const Interval derived = derive(b.module(), Binary{op, x.id(), y.id()}).value().interval;
        Interval seen = make_constant(evaluate(op, low, other));
        for (std::int64_t p = low; p <= low + 3; ++p)
          for (std::int64_t q = other; q <= other + 2; ++q)
            seen = hull(seen, make_constant(evaluate(op, p, q)));
        EXPECT_EQ(derived, seen);
      }
  }
}

TEST(Derive, WrapKeepsTheLowBits) {
  for (int width = 1; width <= 8; ++width)
    for (const bool is_signed : {false, true}) {
      if (width == 1 && is_signed) continue;
      const Interval full = interval_of(width, is_signed);
      for (std::int64_t v = -300; v <= 300; ++v) {
        const std::int64_t wrapped = wrap(v, full);
        EXPECT_TRUE(full.contains(wrapped));
        EXPECT_EQ((wrapped - v) % (std::int64_t{1} << width), 0);
      }
    }
}

TEST(Derive, RefusesWhatHasNoMeaning) {
  Builder b("m");
  const Value x = b.input("x", {{0, 5}, 3});
  const Value huge = b.input("huge", {{0, std::int64_t{1} << 40}});
  EXPECT_FALSE(derive(b.module(), Slice{x.id(), 3}).ok());
  EXPECT_FALSE(derive(b.module(), ShiftLeft{x.id(), 62}).ok());
  EXPECT_FALSE(derive(b.module(), ShiftLeft{huge.id(), 22}).ok());
  EXPECT_FALSE(derive(b.module(), Binary{BinaryOp::Mul, huge.id(), huge.id()}).ok());
  EXPECT_FALSE(derive(b.module(), Binary{BinaryOp::And, x.id(), x.id()}).ok());
  EXPECT_FALSE(derive(b.module(), Not{x.id()}).ok());
  EXPECT_FALSE(derive(b.module(), Mux{x.id(), x.id(), x.id()}).ok());
  EXPECT_FALSE(derive(b.module(), Pack{}).ok());
  EXPECT_FALSE(derive(b.module(), Wire{}).ok());
  EXPECT_FALSE(derive(b.module(), RegisterValue{0}).ok());
}

}  // namespace
}  // namespace knap::hw
