#include "app/flow/estimate.h"

#include <algorithm>
#include <cmath>

#include "hw/cost/delay.h"
#include "hw/cost/energy.h"
#include "hw/cost/estimate.h"
#include "net/ir/verify.h"

namespace knap::app {

hw::Resources greatest_shares(const std::vector<hw::Resources>& used, const std::vector<hw::Family>& families,
                              const std::vector<hw::Device>& devices) {
  hw::Resources most;
  for (const hw::Device& device : devices) {
    const auto family = std::find(families.begin(), families.end(), device.family) - families.begin();
    const hw::Resources share = hw::share(used.at(static_cast<std::size_t>(family)), device);
    most.lut = std::max(most.lut, share.lut);
    most.ff = std::max(most.ff, share.ff);
    most.dsp = std::max(most.dsp, share.dsp);
    most.bram = std::max(most.bram, share.bram);
    most.cells = std::max(most.cells, share.cells);
    most.pins = std::max(most.pins, share.pins);
  }
  return most;
}

schema::Cells to_cells(const hw::Resources& resources) {
  return {std::llround(resources.lut),  std::llround(resources.ff),
          std::llround(resources.dsp),  resources.bram,
          std::llround(resources.uram), std::nullopt};
}

schema::Shares to_shares(const hw::Resources& used, const hw::Device& device) {
  const hw::Resources share = hw::share(used, device);
  schema::Shares shares;
  shares.lut = share.lut;
  shares.ff = share.ff;
  if (device.capacity.dsp > 0) shares.dsp = share.dsp;
  if (device.capacity.bram > 0) shares.bram = share.bram;
  if (device.capacity.uram > 0) shares.uram = share.uram;
  return shares;
}

schema::Device device_entry(const hw::Device& device) {
  schema::Device entry;
  entry.name = device.alias;
  entry.part = device.part;
  entry.family = to_string(device.family);
  return entry;
}

namespace {

/// The same for every device: the model knows operations, not cells.
Result<schema::EnergyEstimate> energy_of(const net::IntGraph& graph) {
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
  return schema::EnergyEstimate{hw::dynamic_energy_uj(operations),
                                "multiply-accumulates and memory reads at published energies per operation; "
                                "dynamic energy alone, an order of magnitude"};
}

schema::Estimate to_estimate(const hw::Estimate& estimate) {
  schema::Estimate told;
  static_cast<schema::Cells&>(told) = to_cells(estimate.total);
  for (const hw::ModuleEstimate& layer : estimate.layers) {
    schema::LayerCells& row = told.layers.emplace_back();
    static_cast<schema::Cells&>(row) = to_cells(layer.resources);
    row.name = layer.layer.empty() ? "glue" : layer.layer;
  }
  return told;
}

}  // namespace

Result<std::vector<schema::Device>> estimate_devices(const hw::Design& design, const net::IntGraph& graph,
                                                     const std::vector<std::string>& devices) {
  KNAP_ASSIGN(const schema::EnergyEstimate energy, energy_of(graph));
  std::vector<schema::Device> entries;
  for (const std::string& name : devices) {
    KNAP_ASSIGN(const hw::Device device, hw::find_device(name));
    schema::Device entry = device_entry(device);
    entry.estimate = to_estimate(hw::estimate(design, device.family));
    entry.estimate->fmax_mhz = hw::worst_path(design, device.family).mhz();
    entry.energy_estimate = energy;
    entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace knap::app
