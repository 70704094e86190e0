// knap run: every stage in order.
#include "app/cli/verb.h"

namespace knap::app {

Result<Outcome> run_verb(const Arguments& arguments, Watch& watch) {
  return run_project(arguments, run_all, watch);
}

}  // namespace knap::app
