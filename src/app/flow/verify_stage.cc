// verify: the ladder over what lies in the folder -> verify/result.json.
#include "app/flow/project.h"
#include "app/flow/stages.h"
#include "core/schema/artefact.h"
#include "core/sys/files.h"
#include "verify/ladder/ladder.h"

namespace knap::app {

Result<StageResult> run_verify_stage(Project& project, Watch& watch) {
  KNAP_ASSIGN(const verify::Verdict verdict,
              verify::verify_folder(project.out, project.config.verify, project.tools, watch));
  StageResult result;
  schema::Report& sections = result.sections;
  sections.verify = verify::to_section(verdict);
  KNAP_TRY(write_file(project.file("verify/result.json"), schema::print_artefact(*sections.verify)));
  result.complaints = verify::complaints(verdict);
  return result;
}

}  // namespace knap::app
