// A complete small output folder made without app: a residual network, planned, lowered, emitted, with
// vectors.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "hw/sv/emit.h"
#include "map/plan/plan.h"
#include "net/ir/integer.h"

namespace knap::ladder {

/// samples (16 x 1, s8) -> conv1 (3 taps, 4 filters, ReLU, u4) -> conv2 (3 taps) -> + conv1 -> sum -> dense
/// (2) -> arg-max.
net::IntGraph residual_graph();

/// Planned at the fastest interval, with the FIFOs that it needs.
map::Plan plan_of(const net::IntGraph& graph);

/// What the output folder of residual_graph was made of.
struct Made {
  net::IntGraph graph;
  map::Plan plan;
  hw::Emitted emitted;
};

/// Writes model/, rtl/ and verify/ for `records` random records. `change` may alter the decisions that the
/// RTL is built from; interface.json keeps what was predicted for the right ones.
Result<Made> write_folder(const std::filesystem::path& folder, std::size_t records,
                          const std::function<void(map::StreamPlan&)>& change = {});

}  // namespace knap::ladder
