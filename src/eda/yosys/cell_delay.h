// worst_cell_delay: what the cells of a netlist's slowest path take, where no open place-and-route exists.
#pragma once

#include <filesystem>
#include <string>

#include "core/base/result.h"
#include "core/base/watch.h"
#include "eda/tool/tool.h"
#include "hw/device/device.h"

namespace knap::eda {

/// Whether Yosys knows the delays of the family's cells: xc7 (its own library of -1 parts). Those of xcup are
/// the same figures, which is not what its cells take.
bool has_cell_delays(hw::Family family);

struct CellDelay {
  double worst_ns = 0;
  std::string method;  ///< in words: what the figure holds and what it does not
};

/// Yosys' sta over <place>/netlist.json as one flat module, from register to register and over all ports; no
/// wires. A clock can be no faster than this, whoever places the design. Keeps <place>/sta.ys, to be run
/// again. kToolFailed naming <place>/sta.log.
Result<CellDelay> worst_cell_delay(const std::filesystem::path& place, const std::string& top, Toolbox& tools,
                                   const Watch& watch);

/// The script; run in synth/<device>/.
std::string cell_delay_script(const std::string& top);

}  // namespace knap::eda
