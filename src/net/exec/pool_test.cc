#include <gtest/gtest.h>

#include "net/exec/testing.h"

namespace knap::net {
namespace {

TEST(PoolExec, EveryPoolOnBytesWordsAndLongs) {
  Rng rng(11, "pool");
  const Window window{{{3, 2, 1, 1, 1}, {2, 2, 0, 1, 1}}};
  for (const Fixed samples : {Fixed{true, 8, 0}, Fixed{false, 8, 0}, Fixed{true, 16, 0}, Fixed{true, 32, 0}})
    for (const std::int64_t channels : {1, 5, 16, 19})
      for (const IntOp& op : {IntOp{integer::MaxPool{window}}, IntOp{integer::SumPool{window}},
                              IntOp{integer::GlobalSumPool{}}}) {
        SCOPED_TRACE(testing::Message() << to_string(samples) << " " << channels << " " << op.index());
        IntGraph graph;
        const NodeId x = graph.add("x", integer::Input{{7, 6, channels}, samples});
        graph.add("y", op, {x});
        graph.add_output("y", NodeId{1});
        expect_equal_to_evaluator(graph, rng, 2);
        if (samples.width_bits == 32) continue;
        IntGraph fused;
        fused.add("x", integer::Input{{7, 6, channels}, samples});
        fused.add("y", op, {NodeId{0}});
        fused.add_output("z", fused.add("z", steps_to_byte(fused, true, Rounding::Rnd), {NodeId{1}}));
        expect_equal_to_evaluator(fused, rng, 2);
      }
}

}  // namespace
}  // namespace knap::net
