// What a trained network leaves in an output folder: model/, data/predictions.csv, its sections of the
// report.
#pragma once

#include "app/flow/project.h"
#include "app/recipe/candidate.h"
#include "core/schema/report.h"

namespace knap::app {

/// Everything that later stages and people read.
Result<void> write_candidate(const Project& project, const data::Dataset& dataset,
                             const Candidate& candidate);

/// A row for each record of the test split.
Result<void> write_predictions(const std::filesystem::path& file, const data::Dataset& dataset,
                               const std::vector<Prediction>& predictions);

/// model, accuracy, detection, confusion and training.
Result<schema::Report> candidate_sections(const CandidateSpec& spec, const data::Dataset& dataset,
                                          const Candidate& candidate);

}  // namespace knap::app
