// verify: the ladder over what lies in the folder -> verify/result.json.
#include "app/flow/project.h"
#include "app/flow/stages.h"
#include "core/schema/artefact.h"
#include "core/sys/files.h"
#include "verify/ladder/ladder.h"

namespace knap::app {

Result<Value> run_verify_stage(Project& project, Watch& watch) {
  eda::Toolbox tools;
  KNAP_ASSIGN(const verify::Verdict verdict,
              verify::verify_folder(project.out, {}, project.config.verify, tools, watch));
  const schema::Verify verify = verify::to_section(verdict);
  KNAP_TRY(write_file(project.file("verify/result.json"), schema::print_artefact(verify)));
  for (const Diagnostic& complaint : verify::complaints(verify, verdict.cycles))
    project.complaints.push_back(complaint);

  Value accuracy{ValueTable{}};
  if (verdict.rtl_accuracy) accuracy.set("rtl", Value(*verdict.rtl_accuracy));
  accuracy.set("rtl_inputs", Value(verdict.rtl_inputs));
  Value sections{ValueTable{}};
  sections.set("verify", to_value(verify));
  sections.set("cycles", to_value(verdict.cycles));
  sections.set("accuracy", std::move(accuracy));
  return sections;
}

}  // namespace knap::app
