// verify: the ladder over what lies in the folder -> verify/result.json.
#include "app/flow/model.h"
#include "app/flow/project.h"
#include "app/flow/stages.h"
#include "core/schema/artefact.h"
#include "core/sys/files.h"
#include "verify/ladder/ladder.h"

namespace knap::app {

namespace {

Result<StageResult> prove(Project& project, const std::vector<std::string>& classes, Watch& watch) {
  KNAP_TRY(remove_path(project.file("verify/result.json")));  // a verdict of before is none of now
  KNAP_ASSIGN(const verify::Verdict verdict,
              verify::verify_folder(project.out, classes, project.config.verify, project.tools, watch));
  StageResult result;
  schema::Report& sections = result.sections;
  sections.verify = verify::to_section(verdict);
  sections.cycles.emplace().measured = verdict.cycles.measured;
  schema::Accuracy& accuracy = sections.accuracy.emplace();
  accuracy.rtl = verdict.rtl_accuracy;
  accuracy.integer_on_rtl_inputs = verdict.integer_accuracy;
  accuracy.rtl_inputs = verdict.rtl_inputs;
  KNAP_TRY(write_file(project.file("verify/result.json"), schema::print_artefact(*sections.verify)));
  result.complaints = verify::complaints(*sections.verify, verdict.cycles);
  for (const eda::ToolInfo& tool : verdict.tools) result.tools.push_back(to_use(tool));
  return result;
}

}  // namespace

Result<Work> prepare_verify_stage(Project& project, Watch&) {
  const Result<std::vector<std::string>> classes = load_classes(project.out);
  if (!classes.ok()) {
    KNAP_TRY(remove_path(project.file("verify/result.json")));  // of files that can be judged no more
    return classes.error();
  }
  return Work([&project, classes = *classes](Watch& watch) { return prove(project, classes, watch); });
}

}  // namespace knap::app
