// knap doctor: external tools and devices.
#include <fmt/format.h>

#include "app/cli/verb.h"
#include "core/base/diagnostics.h"
#include "eda/tool/tool.h"
#include "hw/device/device.h"

namespace knap::app {

Result<Outcome> doctor_verb(const Arguments& arguments, Watch& watch) {
  if (!arguments.inputs.empty())
    return Error(diag::kUsage, "knap doctor", fmt::format("takes no '{}'", arguments.inputs.front()));
  Outcome outcome;
  eda::Toolbox tools;
  ValueArray list;
  for (const eda::ToolRow& row : eda::tool_table()) {
    const Result<eda::ToolInfo> found = tools.find(row.tool, watch);
    Value entry{ValueTable{}};
    entry.set("name", Value(std::string(row.name)));
    entry.set("needed_for", Value(std::string(row.needed_for)));
    entry.set("found", Value(found.ok()));
    if (found.ok()) {
      entry.set("path", Value(found->path.string()));
      entry.set("version", Value(found->version));
      entry.set("kind", Value(std::string(to_string(found->kind))));
      outcome.text += fmt::format("ok       {:<14} {:<10} {} ({})\n", row.name, found->version,
                                  found->path.string(), row.needed_for);
    } else {
      entry.set("how_to_get", Value(std::string(row.how_to_get)));
      outcome.text += fmt::format("missing  {:<14} {}; {}\n", row.name, row.needed_for, row.how_to_get);
      outcome.answer = false;
    }
    list.emplace_back(std::move(entry));
  }
  outcome.json.set("tools", Value(std::move(list)));
  ValueArray devices;
  outcome.text += "\ndevices:\n";
  for (const hw::Device& device : hw::all_devices()) {
    outcome.text +=
        fmt::format("  {:<10} {:<24} {:>8} LUT {:>6} DSP {:>6} BRAM  {}\n", device.alias, device.part,
                    device.capacity.lut, device.capacity.dsp, device.capacity.bram, to_string(device.family));
    Value entry{ValueTable{}};
    entry.set("name", Value(std::string(device.alias)));
    entry.set("part", Value(std::string(device.part)));
    entry.set("family", Value(std::string(to_string(device.family))));
    devices.emplace_back(std::move(entry));
  }
  outcome.json.set("devices", Value(std::move(devices)));
  return outcome;
}

}  // namespace knap::app
