// knap estimate: resources of a network before it is trained, or of the design in an output folder.
#include "app/cli/verb.h"
#include "app/config/locate.h"
#include "core/sys/files.h"

namespace knap::app {

Result<Outcome> estimate_verb(const Arguments& arguments, Watch& watch) {
  KNAP_ASSIGN(const Request request, to_request(arguments));
  if (is_folder(request.target)) return run_stages(arguments, {"estimate"}, watch);
  KNAP_ASSIGN(Project project, load_project(request));
  return located(estimate_before_training(project, watch), project.config.places);
}

}  // namespace knap::app
