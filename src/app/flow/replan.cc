#include "app/flow/replan.h"

#include <algorithm>

#include "app/flow/device_plan.h"
#include "app/flow/estimate.h"
#include "app/flow/folded_cells.h"
#include "map/lower/lower.h"
#include "net/passes/table.h"

namespace knap::app {
namespace {

/// Cells of the network under a plan of its own, before synthesis.
Result<std::vector<schema::CompressCells>> predict_cells(const Project& project, const net::IntGraph& graph,
                                                         const map::Plan& plan) {
  KNAP_ASSIGN(const map::Structure structure, map::make_structure(graph, plan.regions));
  const map::Lowered lowered = map::lower(structure, graph, project.module_prefix(), 1000 / plan.clock_mhz);
  KNAP_ASSIGN(const std::vector<schema::Device> devices,
              estimate_devices(lowered.design, graph, project.config.synth.devices));
  std::vector<schema::CompressCells> cells;
  for (const schema::Device& device : devices)
    if (device.estimate)
      cells.push_back({device.name, static_cast<double>(device.estimate->lut),
                       static_cast<double>(device.estimate->ff), static_cast<double>(device.estimate->dsp),
                       device.estimate->bram});
  return cells;
}

Result<Form> planned(const Project& project, const map::PlanOptions& options, net::IntGraph graph,
                     const Watch& watch) {
  Form form;
  KNAP_ASSIGN(form.plan, plan_for_devices(project, graph, options, watch));
  KNAP_ASSIGN(form.cells, predict_cells(project, graph, form.plan));
  form.graph = std::move(graph);
  return form;
}

hw::Resources resources_of(const schema::CompressCells& cells) {
  return {cells.lut.value_or(0), 0, cells.ff.value_or(0), cells.dsp.value_or(0), cells.bram.value_or(0)};
}

/// Of the resources that were to be saved, added up as shares of what one form has of them.
double cost_of(const CompressOptions& options, const std::vector<schema::CompressCells>& cells,
               const std::vector<schema::CompressCells>& unit) {
  double cost = 0;
  for (std::size_t d = 0; d < cells.size(); ++d)
    for (const hw::Resource resource : options.objective)
      cost +=
          amount(resources_of(cells[d]), resource) / std::max(1.0, amount(resources_of(unit[d]), resource));
  return cost;
}

}  // namespace

Result<Form> better_form(const Project& project, const map::PlanOptions& options, const net::IntGraph& masked,
                         const Watch& watch) {
  const CompressOptions& wish = *project.config.compress;
  KNAP_ASSIGN(Form as_it_is, planned(project, options, masked, watch));
  KNAP_ASSIGN(net::IntGraph narrow, net::run_passes(net::pruned_passes(), masked));
  if (narrow == masked) return as_it_is;
  Result<Form> narrowed = planned(project, options, std::move(narrow), watch);
  if (!narrowed.ok()) return as_it_is;  // a wish of the plan that fewer channels cannot have
  const bool is_faster = narrowed->plan.predicted.interval_cycles <= as_it_is.plan.predicted.interval_cycles;
  const bool is_smaller =
      cost_of(wish, narrowed->cells, as_it_is.cells) <= cost_of(wish, as_it_is.cells, as_it_is.cells);
  return is_faster && is_smaller ? *std::move(narrowed) : std::move(as_it_is);
}

Result<PlannedCells> planned_cells_of(const Project& project, const map::PlanOptions& options,
                                      const Watch& watch) {
  PlannedCells cells;
  KNAP_ASSIGN(cells.folded, folded_cells_of(project, options, watch));
  cells.replan = [&project, options,
                  &watch](const net::IntGraph& masked) -> Result<std::vector<hw::Resources>> {
    KNAP_ASSIGN(const Form form, better_form(project, options, masked, watch));
    std::vector<hw::Resources> by_device;
    by_device.reserve(form.cells.size());
    for (const schema::CompressCells& one : form.cells) by_device.push_back(resources_of(one));
    return by_device;
  };
  return cells;
}

}  // namespace knap::app
