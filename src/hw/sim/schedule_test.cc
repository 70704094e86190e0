#include "hw/sim/schedule.h"

#include <gtest/gtest.h>

#include "hw/ir/builder.h"
#include "hw/ir/random.h"

namespace knap::hw::sim {
namespace {

TEST(Schedule, OperationsReadOnlyWhatWasComputedBefore) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    SCOPED_TRACE(seed);
    Rng rng(seed, "schedule_test");
    RandomOptions options;
    options.operations = 80;  // large enough for units of their own
    const Program program = compile(random_design(rng, options), 1);
    std::vector<std::uint32_t> writer(program.initial.size(), kNone);
    for (std::uint32_t i = 0; i < program.ops.size(); ++i)
      for (std::uint32_t k = 0; k < program.ops[i].lanes; ++k) {
        ASSERT_EQ(writer[program.ops[i].dst + k], kNone);  // written once
        writer[program.ops[i].dst + k] = i;
      }
    for (std::uint32_t i = 0; i < program.ops.size(); ++i)
      for_each_read(program.ops[i], [&](std::uint32_t slot, std::uint32_t lanes) {
        for (std::uint32_t k = 0; k < lanes; ++k)
          ASSERT_TRUE(writer[slot + k] == kNone || writer[slot + k] < i);
      });
    std::uint32_t next = 0;
    for (const Task& task : program.tasks) {
      ASSERT_EQ(task.begin, next);
      next = task.end;
    }
    ASSERT_EQ(next, program.ops.size());
  }
}

TEST(Schedule, WhatNothingNeedsIsDroppedAndClaimsAreFused) {
  Builder b("m");
  const Value x = b.input("x", {{0, 7}});
  const Value unused = x * 3;
  const Reg forgotten = b.reg("forgotten", {{0, 30}}, 0);
  (void)unused;
  forgotten.set(x);
  b.output("y", (x + 1).narrow({0, 7}));
  Design design;
  design.modules.push_back(b.finish());
  const Program program = compile(design, 1);
  ASSERT_EQ(program.ops.size(), 1u);
  EXPECT_EQ(program.ops[0].code, Code::Add);
  EXPECT_NE(program.ops[0].limits, kNone);
}

}  // namespace
}  // namespace knap::hw::sim
