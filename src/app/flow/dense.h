// dense: the network as it was before compression, a whole output folder of its own in dense/.
#pragma once

#include "app/flow/project.h"
#include "app/flow/stage.h"

namespace knap::app {

inline constexpr std::string_view kDenseFolder = "dense";

/// The project of that folder: the same without [compress] and goals; nothing of it is placed.
Project dense_project(Project& project);

/// [plan] of the project's network. Of a compressed one that asks for no speed: no slower than the dense one,
/// for a faster plan would spend again what pruning has saved. kMissingStage.
Result<map::PlanOptions> plan_options(const Project& project);

/// train of a project with [compress]: the dense network, trained and planned.
Result<Work> prepare_dense_train_stage(Project& project, Watch& watch);
/// The rest of the folder, once the compressed design has its netlists: fills compress.saving.
Result<StageResult> run_dense_stage(Project& project, Watch& watch);

}  // namespace knap::app
