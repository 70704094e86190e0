// synthesise: RTL as it lies in an output folder -> synth/<device>/ with synth.ys, netlist.json,
// resources.json and log.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "core/base/result.h"
#include "core/base/watch.h"
#include "eda/tool/tool.h"
#include "eda/yosys/netlist.h"
#include "hw/device/device.h"

namespace knap::eda {

struct SynthOptions {
  std::string top;
  std::map<std::string, std::string> layer_of;  ///< instance under the top -> layer (count_resources)
  double time_limit_s = 3600;
  bool has_generic_leaves = false;  ///< the generic leaf bodies instead of the family's
};

struct Synthesis {
  schema::NetlistCells cells;  ///< as resources.json has them
  ToolInfo tool;
  double seconds = 0;
};

/// `folder`: the output folder; reads rtl/files.<family>.f (with generic leaves rtl/files.f) and what it
/// lists. kMissingStage without it, kBadArtefact at a source that is missing or that Yosys cannot read,
/// kToolFailed naming the log, with its last lines, for all else.
Result<Synthesis> synthesise(const std::filesystem::path& folder, const hw::Device& device,
                             const SynthOptions& options, Toolbox& tools, const Watch& watch);

}  // namespace knap::eda
