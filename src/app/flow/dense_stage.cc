// dense: the output folder of the network before compression, and what was saved of it.
#include <algorithm>

#include "app/compress/compress.h"
#include "app/flow/dense.h"
#include "app/flow/device_plan.h"
#include "app/flow/inner_project.h"
#include "app/flow/model.h"
#include "app/flow/rehearsal.h"
#include "app/flow/replan.h"
#include "app/flow/stages.h"
#include "app/flow/teacher.h"
#include "core/base/diagnostics.h"
#include "core/schema/artefact.h"
#include "core/sys/files.h"

namespace knap::app {
namespace {

const schema::Cells* cells_of(const schema::Report& report, const std::string& device) {
  if (!report.devices) return nullptr;
  for (const schema::Device& one : *report.devices)
    if (one.name == device && one.resources) return &*one.resources;
  return nullptr;
}

/// A resource that the dense design lacks is saved by nothing.
std::optional<double> saved(double dense, double left) {
  if (dense == 0) return {};
  return 1 - left / dense;
}

std::vector<schema::CompressCells> savings(const schema::Report& result, const schema::Report& dense) {
  std::vector<schema::CompressCells> all;
  for (const schema::Device& device : result.devices.value_or(std::vector<schema::Device>{})) {
    const schema::Cells* after = cells_of(result, device.name);
    const schema::Cells* before = cells_of(dense, device.name);
    if (after == nullptr || before == nullptr) continue;
    const auto of = [&](auto field) {
      return saved(static_cast<double>(before->*field), static_cast<double>(after->*field));
    };
    all.push_back({device.name, of(&schema::Cells::lut), of(&schema::Cells::ff), of(&schema::Cells::dsp),
                   of(&schema::Cells::bram)});
  }
  return all;
}

/// What pruning saves is not to be spent on speed again, where none is asked for.
map::PlanOptions no_faster(map::PlanOptions options, const map::Plan& dense) {
  if (options.interval_cycles > 0 || options.reuse_factor > 0) return options;
  options.interval_cycles = dense.predicted.interval_cycles;
  if (options.clock_mhz == 0) options.clock_mhz = dense.clock_mhz;
  return options;
}

/// A wish that cannot be had is refused before hours of training.
Result<void> rehearse_wish(Project& project, Watch& watch) {
  if (!project.config.compress->teacher.empty()) KNAP_TRY(prepare_teacher_stage(project, watch));
  Project dense = dense_project(project);
  const Lent lent(project, dense);
  KNAP_TRY(prepare_train_stage(dense, watch));
  KNAP_ASSIGN(const data::Dataset* dataset, dense.load_data(watch));
  KNAP_ASSIGN(const net::Graph initial, build_candidate(dense.candidate(), *dataset));
  KNAP_ASSIGN(const net::IntGraph untrained, untrained_integer(dense, initial, *dataset, watch));
  KNAP_ASSIGN(const map::Plan plan, plan_for_devices(dense, untrained, dense.config.plan, watch));
  KNAP_ASSIGN(const std::vector<hw::Device> devices, hw::find_devices(project.config.synth.devices));
  KNAP_ASSIGN(const PlannedCells planned,
              planned_cells_of(project, no_faster(dense.config.plan, plan), watch));
  return check_wish(*project.config.compress, project.config.train, untrained,
                    !project.config.decision.positive.empty(), plan.regions, devices, planned);
}

}  // namespace

Result<map::PlanOptions> plan_options(const Project& project) {
  map::PlanOptions options = project.config.plan;
  if (!project.config.compress || options.interval_cycles > 0 || options.reuse_factor > 0) return options;
  const std::filesystem::path folder = project.file(kDenseFolder);
  KNAP_ASSIGN(const net::IntGraph graph, load_integer(folder));
  KNAP_ASSIGN(const std::string text, read_file(folder / "plan.toml", diag::kBadArtefact));
  KNAP_ASSIGN(const map::Plan plan, map::parse_plan(text, (folder / "plan.toml").string(), graph));
  return no_faster(options, plan);
}

namespace {
/// The dense network is what the other one is held against: a large one is counted only.
constexpr std::int64_t kMostDenseLuts = 50000;
}  // namespace

Project dense_project(Project& project) {
  Project dense;
  dense.config = project.config;
  dense.config.compress.reset();
  dense.config.goal.targets.clear();
  dense.config.synth.place = false;
  std::int64_t& most = dense.config.verify.most_netlist_luts;
  if (most == 0) most = kMostDenseLuts;
  dense.out = project.file(kDenseFolder);
  dense.data_root = project.data_root;
  dense.tools = project.tools;
  return dense;
}

Result<Work> prepare_dense_train_stage(Project& project, Watch& watch) {
  KNAP_TRY(rehearse_wish(project, watch));
  return Work([&project](Watch& own) -> Result<StageResult> {
    Project dense = dense_project(project);
    const Lent lent(project, dense);
    StageResult result;
    KNAP_ASSIGN(result.complaints, run_in(dense, {"data", "train", "plan"}, own));
    return result;
  });
}

Result<StageResult> run_dense_stage(Project& project, Watch& watch) {
  Project dense = dense_project(project);
  const Lent lent(project, dense);
  StageResult result;
  KNAP_ASSIGN(result.complaints, run_in(dense, {}, watch));
  KNAP_ASSIGN(const std::string text, read_file(dense.file("report.json"), diag::kBadArtefact));
  KNAP_ASSIGN(const schema::Report before,
              schema::parse_artefact<schema::Report>(text, dense.file("report.json").string()));
  const std::optional<schema::StageRecord> synth = load_record(project, "synth");
  schema::Compress& compress = result.sections.compress.emplace();
  if (synth) compress.saving = savings(synth->sections, before);
  return result;
}

}  // namespace knap::app
