#include "app/flow/estimate.h"

#include <algorithm>

#include "app/flow/model.h"
#include "app/flow/project.h"
#include "app/flow/stages.h"
#include "core/base/diagnostics.h"
#include "core/sys/files.h"
#include "hw/cost/energy.h"
#include "hw/cost/estimate.h"
#include "hw/ir/text.h"
#include "net/ir/verify.h"

namespace knap::app {

Result<hw::Resources> greatest_shares(const hw::Design& design, const std::vector<std::string>& devices) {
  hw::Resources most;
  for (const std::string& name : devices) {
    KNAP_ASSIGN(const hw::Device device, hw::find_device(name));
    const hw::Resources share = hw::share(hw::estimate(design, device.family).total, device);
    most.lut = std::max(most.lut, share.lut);
    most.ff = std::max(most.ff, share.ff);
    most.dsp = std::max(most.dsp, share.dsp);
    most.bram = std::max(most.bram, share.bram);
    most.cells = std::max(most.cells, share.cells);
    most.pins = std::max(most.pins, share.pins);
  }
  return most;
}

Value resources_table(const hw::Resources& resources) {
  Value table{ValueTable{}};
  const auto add = [&](const char* key, double value) {
    if (value == static_cast<double>(static_cast<std::int64_t>(value))) {
      table.set(key, Value(static_cast<std::int64_t>(value)));
    } else {
      table.set(key, Value(value));
    }
  };
  add("lut", resources.lut);
  add("ff", resources.ff);
  add("dsp", resources.dsp);
  add("bram", resources.bram);
  add("uram", resources.uram);
  add("carry", resources.carry);
  return table;
}

Value share_table(const hw::Resources& used, const hw::Device& device) {
  const hw::Resources share = hw::share(used, device);
  Value table{ValueTable{}};
  table.set("lut", Value(share.lut));
  table.set("ff", Value(share.ff));
  if (device.capacity.dsp > 0) table.set("dsp", Value(share.dsp));
  if (device.capacity.bram > 0) table.set("bram", Value(share.bram));
  if (device.capacity.uram > 0) table.set("uram", Value(share.uram));
  return table;
}

/// The same for every device: the model knows operations, not cells.
Result<Value> energy_table(const net::IntGraph& graph) {
  KNAP_ASSIGN(const std::vector<Interval> ranges, net::intervals(graph));
  const std::vector<net::NodeCost> costs = net::node_costs(graph);
  hw::Operations operations;
  for (std::uint32_t i = 0; i < graph.size(); ++i) {
    const auto& node = graph.nodes()[i];
    const auto* dense = std::get_if<net::integer::MatVec>(&node.op);
    const auto* conv = std::get_if<net::integer::Conv>(&node.op);
    if (dense == nullptr && conv == nullptr) continue;
    operations.add(costs[i].macs, dense != nullptr ? dense->weight_width_bits : conv->weight_width_bits,
                   width_bits(ranges[node.inputs[0].index]), width_bits(ranges[i]));
  }
  Value table{ValueTable{}};
  table.set("per_inference_uj", Value(hw::dynamic_energy_uj(operations)));
  table.set("method", Value("multiply-accumulates and memory reads at published energies per operation; "
                            "dynamic energy alone, an order of magnitude"));
  return table;
}

Result<Value> run_estimate_stage(Project& project, Watch&) {
  const std::filesystem::path file = project.file("rtl/design.txt");
  if (!is_file(file))
    return Error(diag::kMissingStage, file.string(), "is missing; run 'knap generate' first");
  KNAP_ASSIGN(const std::string text, read_file(file));
  KNAP_ASSIGN(const hw::Design design, hw::parse(text, file.string()));
  KNAP_ASSIGN(const net::IntGraph graph, load_integer(project.out));
  KNAP_ASSIGN(const Value energy, energy_table(graph));
  ValueArray devices;
  for (const std::string& name : project.config.synth.devices) {
    KNAP_ASSIGN(const hw::Device device, hw::find_device(name));
    const hw::Estimate estimate = hw::estimate(design, device.family);
    Value entry{ValueTable{}};
    entry.set("name", Value(std::string(device.alias)));
    entry.set("part", Value(std::string(device.part)));
    entry.set("family", Value(std::string(to_string(device.family))));
    Value table = resources_table(estimate.total);
    ValueArray layers;
    for (const hw::ModuleEstimate& layer : estimate.layers) {
      Value row{ValueTable{}};
      row.set("name", Value(layer.layer.empty() ? "glue" : layer.layer));
      const Value cells = resources_table(layer.resources);
      for (const TableEntry& cell : std::get<ValueTable>(cells.data)) row.set(cell.key, cell.value);
      layers.emplace_back(std::move(row));
    }
    table.set("layers", Value(std::move(layers)));
    entry.set("estimate", std::move(table));
    entry.set("energy_estimate", energy);
    devices.emplace_back(std::move(entry));
  }
  Value sections{ValueTable{}};
  sections.set("devices", Value(std::move(devices)));
  return sections;
}

}  // namespace knap::app
