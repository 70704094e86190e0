// plan: folding, memories and FIFO depths -> plan.toml.
#include <fmt/format.h>

#include "app/flow/model.h"
#include "app/flow/rehearsal.h"
#include "app/flow/stages.h"
#include "core/base/diagnostics.h"
#include "core/sys/files.h"
#include "core/text/described.h"
#include "map/plan/plan.h"

namespace knap::app {
namespace {

Value sections_of(const map::Plan& plan) {
  Value predicted{ValueTable{}};
  predicted.set("latency", Value(plan.predicted.latency_cycles));
  predicted.set("interval", Value(plan.predicted.interval_cycles));
  Value cycles{ValueTable{}};
  cycles.set("predicted", std::move(predicted));
  Value sections{ValueTable{}};
  sections.set("cycles", std::move(cycles));
  sections.set("deadlock_freedom", Value(plan.deadlock_freedom));
  return sections;
}

}  // namespace

Result<Value> run_plan_stage(Project& project, Watch& watch) {
  KNAP_ASSIGN(const net::IntGraph graph, load_integer(project.out));
  const std::filesystem::path file = project.file("plan.toml");
  // A person's plan is followed as long as it belongs to this network.
  std::filesystem::path given = project.edited_plan;
  if (given.empty() && is_file(file)) {
    const Result<std::string> text = read_file(file);
    if (text.ok() && project.keeps_plan) given = file;
  }
  map::Plan plan;
  if (!given.empty()) {
    KNAP_ASSIGN(const std::string text, read_file(given));
    KNAP_ASSIGN(plan, map::parse_plan(text, given.string(), graph));
  } else {
    KNAP_ASSIGN(plan, plan_for_devices(project, graph, project.config.plan, watch));
  }
  for (const std::string& device : project.config.synth.devices)
    plan.device.emplace(device, map::DeviceOverlay{});
  KNAP_TRY(watch.check("plan"));
  KNAP_TRY(write_file(file, map::print(plan)));
  return sections_of(plan);
}

}  // namespace knap::app
