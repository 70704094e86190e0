// The stage table: every stage of `knap run`, in order.
#pragma once

#include <vector>

#include "app/config/config.h"
#include "app/flow/stage.h"
#include "map/plan/plan.h"

namespace knap::app {

// Each in its own file, <name>_stage.cc.
Result<Work> prepare_data_stage(Project& project, Watch& watch);
Result<Work> prepare_train_stage(Project& project, Watch& watch);
Result<Work> prepare_compress_stage(Project& project, Watch& watch);
Result<Work> prepare_plan_stage(Project& project, Watch& watch);
Result<Work> prepare_generate_stage(Project& project, Watch& watch);
Result<Work> prepare_synth_stage(Project& project, Watch& watch);
Result<Work> prepare_verify_stage(Project& project, Watch& watch);
Result<Work> prepare_estimate_stage(Project& project, Watch& watch);

/// In the order of `knap run`. The report is made from their sections and is no stage: it is cheap and always
/// made.
const std::vector<StageRow>& stage_table();
/// The same of a project with [compress]: `train` makes dense/, `compress` the model of it, and what is left
/// of dense/ comes last.
const std::vector<StageRow>& compress_stage_table();
/// And with a teacher, whose network is made before the compression.
const std::vector<StageRow>& taught_stage_table();
const std::vector<StageRow>& stages_of(const Config& config);

/// Is plan.toml, or the file of plan --from, a person's?
bool has_given_plan(const Project& project);

/// What a plan says by itself: predicted cycles, and why it cannot deadlock.
schema::Report plan_sections(const map::Plan& plan);

}  // namespace knap::app
