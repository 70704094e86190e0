// The stage table: every stage of `knap run`, in order.
#pragma once

#include <vector>

#include "app/flow/stage.h"

namespace knap::app {

// Each in its own file, <name>_stage.cc.
Result<Value> run_data_stage(Project& project, Watch& watch);
Result<Value> run_train_stage(Project& project, Watch& watch);
Result<Value> run_plan_stage(Project& project, Watch& watch);
Result<Value> run_generate_stage(Project& project, Watch& watch);
Result<Value> run_synth_stage(Project& project, Watch& watch);
Result<Value> run_verify_stage(Project& project, Watch& watch);
Result<Value> run_estimate_stage(Project& project, Watch& watch);

/// In the order of `knap run`. The report is made from their sections and is no stage: it is cheap and always
/// made.
const std::vector<StageRow>& stage_table();

}  // namespace knap::app
