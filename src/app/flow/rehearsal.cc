#include "app/flow/rehearsal.h"

#include <map>

#include "app/flow/device_plan.h"
#include "app/flow/estimate.h"
#include "app/flow/stages.h"
#include "core/sys/files.h"
#include "data/set/trainable.h"
#include "learn/train/train.h"
#include "map/lower/lower.h"
#include "net/passes/to_integer.h"

namespace knap::app {
namespace {

constexpr int kRecordsPerClass = 4;
constexpr double kMargin = 1.25;

/// The first few records of every class.
std::vector<std::uint32_t> few(const data::Dataset& dataset, data::Split split) {
  std::vector<std::uint32_t> chosen;
  std::map<int, int> counts;
  for (const std::uint32_t record : dataset.split(split))
    if (++counts[dataset.records[record].label_index] <= kRecordsPerClass) chosen.push_back(record);
  return chosen;
}

}  // namespace

Result<net::IntGraph> untrained_integer(const Project& project, const net::Graph& untrained,
                                        const data::Dataset& dataset, const Watch& watch) {
  learn::TrainOptions options = project.config.train;
  options.float_epochs = options.quantised_epochs = 0;
  Watch quiet;  // its progress would look like the training's
  KNAP_ASSIGN(const learn::TrainResult calibrated,
              learn::train({untrained, samples_of(dataset, few(dataset, data::Split::Train)),
                            samples_of(dataset, few(dataset, data::Split::Validation)), options,
                            static_cast<std::uint64_t>(project.config.project.seed)},
                           {}, quiet));
  KNAP_TRY(watch.check("train"));
  return net::to_integer(calibrated.graph);
}

Result<void> rehearse(const Project& project, const net::Graph& untrained, const data::Dataset& dataset,
                      const Watch& watch) {
  KNAP_ASSIGN(const net::IntGraph integer, untrained_integer(project, untrained, dataset, watch));
  if (has_given_plan(project)) {
    const std::filesystem::path file =
        project.edited_plan.empty() ? project.file("plan.toml") : project.edited_plan;
    if (!is_file(file)) return {};
    KNAP_ASSIGN(const std::string text, read_file(file));
    KNAP_TRY(map::parse_plan(text, file.string(), integer));
    return {};
  }
  map::PlanOptions plan = project.config.plan;
  plan.max_share *= kMargin;
  if (plan_for_devices(project, integer, plan, watch).ok()) return {};
  KNAP_TRY(plan_for_devices(project, integer, project.config.plan, watch));  // the words without the margin
  return {};
}

Result<schema::Report> estimate_untrained(Project& project, const Watch& watch) {
  KNAP_ASSIGN(const data::Dataset* dataset, project.load_data(watch));
  const CandidateSpec spec = project.candidate();
  KNAP_TRY(data::check_trainable(*dataset, project.config.data));
  KNAP_TRY(positive_class(spec.decision, *dataset));
  KNAP_ASSIGN(const net::Graph untrained, build_candidate(spec, *dataset));
  KNAP_ASSIGN(const net::IntGraph integer, untrained_integer(project, untrained, *dataset, watch));
  KNAP_ASSIGN(const map::Plan plan, plan_for_devices(project, integer, project.config.plan, watch));
  KNAP_ASSIGN(const map::Structure structure, map::make_structure(integer, plan.regions));
  const map::Lowered lowered =
      map::lower(structure, integer, project.module_prefix(), 1000.0 / plan.clock_mhz);
  schema::Report sections = plan_sections(plan);
  KNAP_ASSIGN(sections.devices, estimate_devices(lowered.design, integer, project.config.synth.devices));
  return sections;
}

}  // namespace knap::app
