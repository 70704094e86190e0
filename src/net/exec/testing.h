// For the room's tests: every instruction set of this machine against net/eval.
#pragma once

#include <gtest/gtest.h>

#include "net/eval/eval.h"
#include "net/exec/executor.h"
#include "net/ir/verify.h"
#include "net/random/random.h"

namespace knap::net {

inline void expect_equal_to_evaluator(const IntGraph& graph, Rng& rng, int samples) {
  for (const Isa isa : {Isa::Portable, Isa::Avx2, Isa::Avx512Vnni}) {
    if (!is_available(isa)) continue;
    const Result<Executor> executor = Executor::make(graph, isa);
    ASSERT_TRUE(executor.ok()) << to_string(executor.error());
    for (int i = 0; i < samples; ++i) {
      const std::vector<IntTensor> inputs = random_inputs(graph, rng);
      const std::vector<std::int32_t> codes(inputs[0].data.begin(), inputs[0].data.end());
      const std::vector<IntTensor> values = *evaluate_all(graph, inputs);
      const std::vector<IntTensor> results = executor->run(codes);
      for (std::size_t o = 0; o < graph.outputs().size(); ++o) {
        const NodeId node = graph.outputs()[o].node;
        ASSERT_EQ(results[o].data, values[node.index].data)
            << kernels_of(isa).name << " " << graph[node].name;
        ASSERT_EQ(results[o].shape, graph[node].shape);
      }
    }
  }
}

/// All nodes become outputs, so that none is fused and each is compared.
inline IntGraph with_all_outputs(const IntGraph& graph) {
  IntGraph shown = graph;
  for (std::uint32_t i = 0; i < graph.size(); ++i)
    shown.add_output("tap." + graph.nodes()[i].name, NodeId{i});
  return shown;
}

inline IntTensorPtr random_codes(Shape shape, std::int64_t low, std::int64_t high, Rng& rng) {
  IntTensor tensor(std::move(shape));
  for (std::int64_t& code : tensor.data) code = rng.integer(low, high);
  return std::make_shared<const IntTensor>(std::move(tensor));
}

/// A requantisation to bytes by the middle bits of `sums`.
inline integer::Steps steps_to_byte(const IntGraph& graph, bool is_signed, Rounding rounding) {
  const Interval domain = intervals(graph)->back();
  ClosedForm form;
  form.shift = std::max(width_bits(domain) - 9, 0);
  form.rounding = rounding;
  form.clamp = interval_of(8, is_signed);
  return {std::make_shared<const knap::Steps>(*knap::Steps::from_closed(domain, {form}))};
}

}  // namespace knap::net
