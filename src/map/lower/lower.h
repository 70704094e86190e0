// lower: builds the hardware of a Structure; decides nothing.
#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"
#include "hw/ir/module.h"
#include "map/spec/structure.h"

namespace knap::map {

/// Where the value of a network node can be seen in the design: stream "out" of an instance under the top.
struct Tap {
  std::string layer;     ///< as reports name it
  std::string node;      ///< of the IntGraph, whose value the stream carries in raster order, channel fastest
  std::string instance;  ///< under the top
  StreamType type;
};

struct Lowered {
  hw::Design design;
  std::vector<Tap> taps;  ///< one per layer, in topological order; the last one feeds the output
};

/// Modules are called <prefix>_<instance>, the top <prefix>_top, so that two projects lie in one simulation.
/// period_ns: of the clock.
Lowered lower(const Structure& structure, const net::IntGraph& graph, const std::string& prefix,
              double period_ns);

/// One stage alone, as a module of this name.
hw::Module lower_stage(const Stage& stage, const std::string& name);

}  // namespace knap::map
