// Random graphs for property tests: small, valid, every operator reachable.
#pragma once

#include "core/base/rng.h"
#include "net/ir/integer.h"
#include "net/ir/real.h"

namespace knap::net {

/// conv3, or block1/conv3: nodes in the body of another are named by their path.
enum class RandomNames { Plain, Paths, Either };

/// Weights and activations of 2 to 8 bits, or of 15 to 18 (but where a function of many levels would have no
/// closed form: behind a batch norm, HardSwish, Sigmoid and HardSigmoid, and an average of 6 or 10).
enum class RandomWidths { Narrow, Wide };
/// As wide as the weights of a project may be.
inline constexpr int kWidestRandom = 18;

struct RandomOptions {
  int max_layers = 6;
  std::int64_t max_channels = 6, max_length = 12;
  bool allow_2d = true, allow_joins = true;
  RandomNames names = RandomNames::Either;  ///< changes nothing else in the graph
  RandomWidths widths = RandomWidths::Narrow;
};

/// A quantised real graph (weights set, fraction_bits set): to_integer accepts it.
Graph random_graph(Rng& rng, const RandomOptions& options = {});
/// to_integer of such a graph.
IntGraph random_int_graph(Rng& rng, const RandomOptions& options = {});
/// The same graph with weights pruned: of every layer with weights none, single ones, or those between some
/// inputs and some outputs, down to all of them.
IntGraph with_random_masks(const IntGraph& graph, Rng& rng);
/// Codes uniformly from the inputs' formats, corners included.
std::vector<IntTensor> random_inputs(const IntGraph& graph, Rng& rng);

}  // namespace knap::net
