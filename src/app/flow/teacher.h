// teacher: the network that compression learns from, an output folder of its own in teacher/.
#pragma once

#include <memory>
#include <optional>

#include "app/flow/project.h"
#include "app/flow/stage.h"

namespace knap::app {

inline constexpr std::string_view kTeacherFolder = "teacher";

/// What compress.teacher names: a project to be trained, or the output folder of a trained network.
struct TeacherSource {
  std::optional<Config> config;
  std::filesystem::path folder;
};
/// kImpossible at compress.teacher: it is neither, or learns from other data; the errors of load_config.
Result<TeacherSource> find_teacher(const Project& project);

/// The folder's network, by training or by copying: model/ and data/. kImpossible at compress.teacher where
/// it has other classes or inputs, or another split: it may then have learned from this project's test
/// records.
Result<Work> prepare_teacher_stage(Project& project, Watch& watch);

/// What the teacher of this folder says of the training records.
Result<std::shared_ptr<const learn::Teacher>> load_teacher(const Project& project,
                                                           const data::Dataset& dataset, const Watch& watch);

}  // namespace knap::app
