// train: from data to the integer network -> model/, data/predictions.csv.
#include "app/flow/candidate_files.h"
#include "app/flow/project.h"
#include "app/flow/rehearsal.h"
#include "app/flow/stages.h"
#include "app/recipe/candidate.h"
#include "core/sys/files.h"
#include "data/set/trainable.h"
#include "net/build/layers.h"

namespace knap::app {

Result<Work> prepare_train_stage(Project& project, Watch& watch) {
  const CandidateSpec spec = project.candidate();
  KNAP_ASSIGN(const data::Dataset* dataset, project.load_data(watch));
  KNAP_TRY(data::check_trainable(*dataset, project.config.data));
  KNAP_TRY(positive_class(spec.decision, *dataset));
  KNAP_ASSIGN(net::Graph initial, build_candidate(spec, *dataset));
  if (project.becomes_hardware) {
    if (const Result<void> fits = rehearse(project, initial, *dataset, watch); !fits.ok())
      return net::at_layers(fits.error(), spec.network, initial.name);
  }
  return Work([&project, spec, dataset, initial = std::move(initial)](Watch& own) -> Result<StageResult> {
    KNAP_TRY(make_folders(project.file("model")));
    KNAP_ASSIGN(const Candidate candidate,
                train_candidate(spec, initial, *dataset, project.file("model/checkpoint"), own));
    KNAP_TRY(write_candidate(project, *dataset, candidate));
    StageResult result;
    KNAP_ASSIGN(result.sections, candidate_sections(spec, *dataset, candidate));
    return result;
  });
}

}  // namespace knap::app
