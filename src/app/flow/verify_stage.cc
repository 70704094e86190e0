// verify: the ladder over what lies in the folder -> verify/result.json.
#include "app/flow/project.h"
#include "app/flow/stages.h"
#include "core/sys/files.h"
#include "core/text/json.h"
#include "verify/ladder/ladder.h"

namespace knap::app {

Result<Value> run_verify_stage(Project& project, Watch& watch) {
  eda::Toolbox tools;
  KNAP_ASSIGN(const verify::Verdict verdict,
              verify::verify_folder(project.out, project.config.verify, tools, watch));
  Value section = verify::to_value(verdict);
  KNAP_TRY(write_file(project.file("verify/result.json"), print_json(section) + "\n"));
  for (const Diagnostic& complaint : verify::complaints(verdict)) project.complaints.push_back(complaint);

  Value measured{ValueTable{}};
  measured.set("latency", Value(verdict.measured_latency));
  measured.set("interval", Value(verdict.measured_interval));
  Value cycles{ValueTable{}};
  cycles.set("measured", std::move(measured));
  Value accuracy{ValueTable{}};
  if (verdict.mismatches == 0) accuracy.set("rtl", Value(verdict.rtl_accuracy));
  accuracy.set("rtl_inputs", Value(verdict.rtl_inputs));
  Value sections{ValueTable{}};
  sections.set("verify", std::move(section));
  sections.set("cycles", std::move(cycles));
  sections.set("accuracy", std::move(accuracy));
  return sections;
}

}  // namespace knap::app
