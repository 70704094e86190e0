// knap plan: that stage on an existing output folder.
#include "app/cli/verb.h"

namespace knap::app {

Result<Outcome> plan_verb(const Arguments& arguments, Watch& watch) {
  return run_stages(arguments, {"plan"}, watch);
}

}  // namespace knap::app
