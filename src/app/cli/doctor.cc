// knap doctor: external tools and devices.
#include <fmt/format.h>

#include "app/cli/verb.h"
#include "core/base/diagnostics.h"
#include "core/schema/listing.h"
#include "eda/tool/tool.h"
#include "hw/device/device.h"

namespace knap::app {

Result<Outcome> doctor_verb(const Arguments& arguments, Watch& watch) {
  if (!arguments.inputs.empty())
    return Error(diag::kUsage, "knap doctor", fmt::format("takes no '{}'", arguments.inputs.front()));
  Outcome outcome;
  eda::Toolbox tools;
  schema::Machine machine;
  for (const eda::ToolRow& row : eda::tool_table()) {
    const Result<eda::ToolInfo> found = tools.find(row.tool, watch);
    schema::ToolState& state = machine.tools.emplace_back();
    state.name = row.name;
    state.needed_for = row.needed_for;
    state.found = found.ok();
    if (found.ok()) {
      state.path = found->path.string();
      state.version = found->version;
      state.kind = to_string(found->kind);
      outcome.text += fmt::format("ok       {:<14} {:<10} {} ({})\n", row.name, found->version,
                                  found->path.string(), row.needed_for);
    } else {
      state.how_to_get = row.how_to_get;
      outcome.text += fmt::format("missing  {:<14} {}; {}\n", row.name, row.needed_for, row.how_to_get);
      outcome.answer = false;
    }
  }
  outcome.text += "\ndevices:\n";
  for (const hw::Device& device : hw::all_devices()) {
    outcome.text +=
        fmt::format("  {:<10} {:<24} {:>8} LUT {:>6} DSP {:>6} BRAM  {}\n", device.alias, device.part,
                    device.capacity.lut, device.capacity.dsp, device.capacity.bram, to_string(device.family));
    machine.devices.push_back(
        {std::string(device.alias), std::string(device.part), std::string(to_string(device.family))});
  }
  outcome.json = to_value(machine);
  return outcome;
}

}  // namespace knap::app
