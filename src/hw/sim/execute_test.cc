#include "hw/sim/execute.h"

#include <gtest/gtest.h>

#include "core/base/rng.h"

namespace knap::hw::sim {
namespace {

/// Every binary operation in every shape and many lane counts (vector loops have tails) against one lane at a
/// time.
TEST(Execute, VectorsEqualTheirLanes) {
  Rng rng(3, "execute_test");
  const Program program;
  for (const Code code : {Code::Add, Code::Sub, Code::Mul, Code::Mul32, Code::And, Code::Or, Code::Xor,
                          Code::Equal, Code::Less}) {
    for (std::uint32_t lanes = 2; lanes <= 19; ++lanes) {
      for (const Shape shape :
           {Shape::VectorVector, Shape::VectorScalar, Shape::ScalarVector, Shape::ScalarScalar}) {
        std::vector<std::int64_t> slots(3 * lanes);
        for (std::int64_t& slot : slots) slot = rng.integer(INT32_MIN, INT32_MAX) >> rng.integer(0, 31);
        std::vector<std::int64_t> expected = slots;
        const bool first = shape == Shape::VectorVector || shape == Shape::VectorScalar;
        const bool second = shape == Shape::VectorVector || shape == Shape::ScalarVector;
        const Op op{code, shape, lanes, 0, lanes, 2 * lanes, 0, kNone};
        if (shape == Shape::ScalarScalar) continue;  // one result lane
        ASSERT_FALSE(execute(program, &op, &op + 1, slots.data()).failed);
        for (std::uint32_t k = 0; k < lanes; ++k) {
          const Op one{code, Shape::One, 1, k, lanes + (first ? k : 0), 2 * lanes + (second ? k : 0),
                       0,    kNone};
          execute(program, &one, &one + 1, expected.data());
        }
        ASSERT_EQ(slots, expected) << static_cast<int>(code) << " " << lanes;
      }
    }
  }
}

TEST(Execute, StopsAfterTheOperationWhoseClaimFails) {
  Program program;
  program.limits.push_back({{0, 9}, 9});
  std::vector<std::int64_t> slots{4, 5, 0, 7};
  const Op ops[] = {{Code::Add, Shape::One, 1, 2, 0, 1, 0, 0},
                    {Code::Add, Shape::One, 1, 2, 2, 1, 0, 0},
                    {Code::Copy, Shape::One, 1, 3, 0, 0, 0, kNone}};
  const Stop stop = execute(program, ops, ops + 3, slots.data());
  EXPECT_TRUE(stop.failed);
  EXPECT_EQ(stop.next, ops + 2);
  EXPECT_EQ(slots, (std::vector<std::int64_t>{4, 5, 14, 7}));
}

TEST(Execute, CopySaysWhetherAnythingChanged) {
  std::vector<std::int64_t> a{1, 2, 3}, b{1, 2, 4};
  EXPECT_TRUE(copy_changed(a.data(), b.data(), 3));
  EXPECT_FALSE(copy_changed(a.data(), b.data(), 3));
  EXPECT_EQ(a, b);
}

}  // namespace
}  // namespace knap::hw::sim
