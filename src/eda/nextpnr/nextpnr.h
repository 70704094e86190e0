// place_and_route: a netlist through nextpnr with several seeds, to Fmax and a bitstream.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/base/watch.h"
#include "core/schema/device.h"
#include "core/schema/timing.h"
#include "eda/tool/tool.h"
#include "hw/device/device.h"

namespace knap::eda {

struct PlaceOptions {
  std::string top;
  int seeds = 3;          ///< placements that must succeed; failing seeds are replaced, up to as many again
  double clock_mhz = 50;  ///< what the router is asked for
  double time_limit_s = 1800;  ///< per seed
};

/// The bitstream holds the fastest placement: the clock is met when any seed meets it.
struct Placement {
  ToolInfo tool, packer;
  schema::Timing timing;                        ///< as timing.json has it; at least one seed, in their order
  std::filesystem::path bitstream;              ///< of timing.bitstream_seed
  std::vector<schema::PathStep> critical_path;  ///< of that seed; layers are instances (parse_critical_path)
  double seconds = 0;
  double min_mhz() const;
  double max_mhz() const;
  double median_mhz() const;
  double bitstream_fmax_mhz() const { return max_mhz(); }
  bool is_clock_met() const { return bitstream_fmax_mhz() >= timing.clock_mhz; }
};

/// The seed of the highest Fmax, of equal ones the first.
std::int64_t fastest_seed(const std::vector<schema::SeedTiming>& seeds);

/// `folder`: synth/<device>/ with netlist.json; writes timing.json, <top>.bit (or .bin for iCE40) and logs
/// there. Pins are unconstrained. kImpossible when the device is too small; kToolFailed naming the log, with
/// its last lines, when fewer than `seeds` placements succeed or the packer gives nothing.
Result<Placement> place_and_route(const std::filesystem::path& folder, const hw::Device& device,
                                  const PlaceOptions& options, Toolbox& tools, const Watch& watch);

/// "5654 of 5280 ICESTORM_LC": what the table of utilisation in nextpnr's log says is too much; empty when
/// everything fits.
std::string over_capacity(const std::string& log);

/// Fmax of the slowest clock in nextpnr's --report JSON; nothing when it names no clock.
Result<double> parse_fmax(const std::string& report, const std::string& where);

}  // namespace knap::eda
