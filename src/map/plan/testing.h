// Random networks for the tests of this room.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>

#include "core/base/rng.h"
#include "map/spec/decision.h"
#include "net/random/random.h"

namespace knap::map {

/// Whether a layer multiplies by weights; only such a one has a choice of multipliers.
inline bool has_weights(const net::IntGraph& graph, const std::string& layer) {
  const std::optional<net::NodeId> node = graph.find(layer);
  return node && (std::holds_alternative<net::integer::MatVec>(graph[*node].op) ||
                  std::holds_alternative<net::integer::Conv>(graph[*node].op));
}

/// Calls f(graph, rng) with random networks that the stream style takes, until f has returned true `count`
/// times. `stream` names the random numbers.
template <class F>
void for_stream_networks(int count, const char* stream, F&& f) {
  for (std::uint64_t seed = 1; count > 0; ++seed) {
    SCOPED_TRACE(seed);
    Rng rng(seed, stream);
    const net::IntGraph graph = net::random_int_graph(rng);
    if (graph.inputs().size() == 1 && graph.outputs().size() == 1 && f(graph, rng)) --count;
  }
}

/// The first random network of one input and one output, which the stream style takes.
inline net::IntGraph some_graph() {
  for (std::uint64_t seed = 5;; ++seed) {
    Rng rng(seed, "plan");
    net::IntGraph graph = net::random_int_graph(rng);
    if (graph.inputs().size() == 1 && graph.outputs().size() == 1) return graph;
  }
}

}  // namespace knap::map
