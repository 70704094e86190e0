// for_stream_networks: random networks for the tests of this room.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>

#include "core/base/rng.h"
#include "net/random/random.h"

namespace knap::map {

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

}  // namespace knap::map
