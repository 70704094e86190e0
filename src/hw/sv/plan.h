// plan_signals: which signals of a module are printed, under which names, and which stand inside other
// expressions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hw/ir/accumulator.h"
#include "hw/ir/order.h"
#include "hw/sv/expression.h"
#include "hw/sv/names.h"

namespace knap::hw {

struct ModulePlan {
  std::vector<SignalPlan> signals;
  std::vector<SignalId> order;     ///< each after what it reads
  std::vector<std::string> ports;  ///< legal names, per port
  std::vector<std::string> memories, multipliers, instances;
  std::vector<bool> live_registers, live_memories, live_multipliers;
  std::vector<std::optional<std::uint32_t>> output_registers;  ///< per memory: the register inside it
  std::vector<bool> is_inside;                                 ///< per register: it is one of those
  std::vector<Accumulator> accumulators;                       ///< live ones; `next` is declared
};

/// Names of ports are kept where they are legal; `scope` holds the clock and reset names already.
ModulePlan plan_signals(const Module& module, const ModuleOrder& order, NameScope& scope);

}  // namespace knap::hw
