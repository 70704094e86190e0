// plan: folding, memories and FIFO depths -> plan.toml.
#include "app/flow/dense.h"
#include "app/flow/device_plan.h"
#include "app/flow/model.h"
#include "app/flow/project.h"
#include "app/flow/stages.h"
#include "core/base/diagnostics.h"
#include "core/sys/files.h"
#include "map/plan/plan.h"

namespace knap::app {

Result<Work> prepare_plan_stage(Project& project, Watch& watch) {
  KNAP_ASSIGN(const net::IntGraph graph, load_integer(project.out));
  const std::filesystem::path file = project.file("plan.toml");
  map::Plan plan;
  if (has_given_plan(project)) {  // followed as long as it belongs to this network
    const std::filesystem::path given = project.edited_plan.empty() ? file : project.edited_plan;
    if (!is_file(given))
      return Error(diag::kUsage, given.string(), "is no file; --from takes an edited plan");
    KNAP_ASSIGN(const std::string text, read_file(given));
    KNAP_ASSIGN(plan, map::parse_plan(text, given.string(), graph));
  } else {
    KNAP_ASSIGN(const map::PlanOptions options, plan_options(project));
    KNAP_ASSIGN(plan, plan_for_devices(project, graph, options, watch));
  }
  for (const std::string& device : project.config.synth.devices)
    plan.device.emplace(device, hw::DeviceOverlay{});
  KNAP_ASSIGN(plan.expected_fmax_mhz, expected_fmax_mhz(project, graph, plan));
  KNAP_TRY(watch.check("plan"));
  return Work([file, plan = std::move(plan)](Watch&) -> Result<StageResult> {
    KNAP_TRY(write_file(file, map::print(plan)));
    return StageResult{plan_sections(plan), {}, {}};
  });
}

schema::Report plan_sections(const map::Plan& plan) {
  schema::Report sections;
  sections.cycles.emplace().predicted =
      schema::LatencyInterval{plan.predicted.latency_cycles, plan.predicted.interval_cycles};
  sections.deadlock_freedom = plan.deadlock_freedom;
  return sections;
}

}  // namespace knap::app
