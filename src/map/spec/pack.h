// pack_samples: the same network with several samples of its input in one position.
#pragma once

#include <cstdint>

#include "core/base/result.h"
#include "net/ir/integer.h"

namespace knap::map {

/// Where its errors say that they are.
inline constexpr const char* kSamplesPerBeat = "plan.input.samples_per_beat";

/// (..., L, C) and (..., L / p, p C) are the same elements in the same order. So that a beat holds `samples`
/// = p C elements, the input is seen in the second way, and with it what works on elements alone; the first
/// convolution or sum over windows whose stride is a multiple of p takes the p positions as channels (its
/// kernel widened with zero weights where it does not begin or end with a position), and gives what it gave.
/// Node for node the graph that was given, with its ids and names; itself where C is a multiple of `samples`.
/// kImpossible at plan.input.samples_per_beat names the legal values, or the layer that needs its positions
/// one by one.
Result<net::IntGraph> pack_samples(const net::IntGraph& graph, std::int64_t samples);

}  // namespace knap::map
