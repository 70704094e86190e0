// knap run: every stage in order.
#include "app/cli/verb.h"

namespace knap::app {

Result<Outcome> run_verb(const Arguments& arguments, Watch& watch) {
  KNAP_ASSIGN(const Request request, to_request(arguments));
  KNAP_ASSIGN(OpenProject open, open_project(request));
  return run_all(open.project, watch);
}

}  // namespace knap::app
