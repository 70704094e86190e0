// estimate: what the devices will need for the design that lies in rtl/.
#include "app/flow/estimate.h"
#include "app/flow/model.h"
#include "app/flow/project.h"
#include "app/flow/stages.h"
#include "core/base/diagnostics.h"
#include "core/schema/artefact.h"
#include "core/sys/files.h"
#include "hw/ir/text.h"

namespace knap::app {

Result<Work> prepare_estimate_stage(Project& project, Watch&) {
  const std::filesystem::path file = project.file("rtl/design.txt");
  if (!is_file(file))
    return Error(diag::kMissingStage, file.string(), "is missing; run 'knap generate' first");
  KNAP_ASSIGN(const std::string text, read_file(file));
  const Result<hw::Design> design = hw::parse(text, file.string());
  if (!design.ok()) return schema::as_bad_artefact(design.error());
  KNAP_ASSIGN(const net::IntGraph graph, load_integer(project.out));
  StageResult result;
  KNAP_ASSIGN(result.sections.devices, estimate_devices(*design, graph, project.config.synth.devices));
  return Work([result](Watch&) { return Result<StageResult>(result); });
}

}  // namespace knap::app
