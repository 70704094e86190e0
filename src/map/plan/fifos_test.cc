#include "map/plan/fifos.h"

#include <gtest/gtest.h>

#include "core/base/rng.h"
#include "map/plan/fold.h"
#include "net/random/random.h"

namespace knap::map {
namespace {

TEST(Fifos, DepthsKeepTheIntervalAndNoneIsTooDeep) {
  int shrunk = 0;
  for (std::uint64_t seed = 1; seed <= 25; ++seed) {
    SCOPED_TRACE(seed);
    Rng rng(seed, "fifos");
    const net::IntGraph graph = net::random_int_graph(rng);
    if (graph.inputs().size() != 1 || graph.outputs().size() != 1) continue;
    FoldOptions options;
    const Outline outline = make_outline(graph).value();
    options.interval_cycles = outline.min_interval() * rng.integer(1, 4);
    const StreamPlan folded = fold(graph, outline, options).value();
    const StreamPlan enough = size_fifos(graph, folded, FifoDepths::Enough, Watch()).value();
    const StreamPlan decisions = size_fifos(graph, enough, FifoDepths::Least, Watch()).value();
    const std::int64_t interval = predict(make_structure(graph, decisions).value()).value().interval_cycles;
    EXPECT_EQ(predict(make_structure(graph, enough).value()).value().interval_cycles, interval);
    for (const auto& [edge, fifo] : decisions.fifos)
      EXPECT_LE(fifo.depth, enough.fifos.at(edge).depth) << edge;
    for (const auto& [edge, fifo] : decisions.fifos) {
      StreamPlan less = decisions;
      if (fifo.depth == 1) {
        less.fifos.erase(edge);
      } else {
        --less.fifos[edge].depth;
      }
      const Result<Prediction> worse = predict(make_structure(graph, less).value());
      EXPECT_TRUE(!worse.ok() || worse->interval_cycles > interval) << edge << " depth " << fifo.depth;
      ++shrunk;
    }
  }
  EXPECT_GT(shrunk, 0) << "no random network needed a FIFO: the test proved nothing";
}

}  // namespace
}  // namespace knap::map
