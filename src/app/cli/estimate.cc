// knap estimate: resources of a network before it is trained, or of the design in an output folder.
#include "app/cli/verb.h"
#include "core/sys/files.h"

namespace knap::app {

Result<Outcome> estimate_verb(const Arguments& arguments, Watch& watch) {
  KNAP_ASSIGN(const Request request, to_request(arguments));
  KNAP_ASSIGN(OpenProject open, open_project(request));
  if (is_file(open.project.file("rtl/design.txt"))) return run_some(open.project, {"estimate"}, watch);
  return estimate_before_training(open.project, watch);
}

}  // namespace knap::app
