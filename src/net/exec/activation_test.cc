#include <gtest/gtest.h>

#include "net/exec/testing.h"

namespace knap::net {
namespace {

TEST(ActivationExec, StepsThatStandAloneOnBytesAndWords) {
  Rng rng(15, "steps");
  for (const int width : {2, 8, 13, 16})
    for (const std::int64_t functions : {1, 3}) {
      IntGraph graph;
      const NodeId x = graph.add("x", integer::Input{{50, 3}, {true, width, 0}});
      const Interval domain = interval_of(width, true);
      std::vector<StepFunction> steps;
      for (std::int64_t f = 0; f < functions; ++f) {
        StepFunction step{{}, {rng.integer(-128, 127)}};
        for (std::int64_t t = domain.low + 1; t <= domain.high; t += rng.integer(1, domain.count() / 4)) {
          step.thresholds.push_back(t);
          step.values.push_back(step.values.back() > 0 ? rng.integer(-128, 0) : rng.integer(1, 127));
        }
        steps.push_back(std::move(step));
      }
      graph.add_output(
          "y", graph.add(
                   "y", integer::Steps{std::make_shared<const knap::Steps>(knap::Steps::make(domain, steps))},
                   {x}));
      expect_equal_to_evaluator(graph, rng, 3);
    }
}

TEST(ActivationExec, WideResultsStayWords) {
  Rng rng(16, "steps");
  for (const int width : {8, 16}) {
    IntGraph graph;
    const NodeId x = graph.add("x", integer::Input{{50, 3}, {true, width, 0}});
    ClosedForm form;
    form.multiply = 100;
    form.clamp = {-5000000, 5000000};
    const knap::Steps steps = *knap::Steps::from_closed(interval_of(width, true), {form});
    graph.add_output("y", graph.add("y", integer::Steps{std::make_shared<const knap::Steps>(steps)}, {x}));
    expect_equal_to_evaluator(graph, rng, 3);
  }
}

}  // namespace
}  // namespace knap::net
