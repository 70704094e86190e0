// Layout: the tree of instances, how it is cut into units, and the slot of every signal.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "hw/sim/program.h"

namespace knap::hw::sim {

/// One instance of the flattened hierarchy; node 0 is the top.
struct Node {
  const Module* module = nullptr;
  std::uint32_t parent = kNone;  ///< node
  std::uint32_t instance = 0;    ///< index into the parent's instances
  std::uint32_t unit = 0;
  std::string path;                      ///< "" for the top, "conv1.window"
  std::vector<std::uint32_t> children;   ///< node per instance of the module
  std::vector<std::uint32_t> slots;      ///< per signal
  std::vector<std::uint32_t> registers;  ///< per register: slot of its value, or kNone where nothing reads it
  std::vector<std::uint32_t> memories;   ///< per memory: slot of its read data, or kNone
  std::vector<std::uint32_t> multipliers;  ///< per multiplier: slot of its product, or kNone
};

/// Wires, slices, ports and instance outputs share the slots of what drives them; parts of a pack lie in the
/// pack where they can, so that packing costs nothing.
struct Layout {
  std::vector<Node> nodes;
  std::vector<std::uint32_t> unit_begin, unit_end;  ///< slot range per unit
  std::vector<std::uint32_t> inputs;                ///< slot of each of the top's ports (kNone for outputs)
  std::uint32_t slots = 0;

  std::uint32_t slot(const Node& node, SignalId id) const { return node.slots[id.index]; }
};

Layout lay_out(const Design& design);

}  // namespace knap::hw::sim
