// knap estimate: that stage on an existing output folder.
#include "app/cli/verb.h"

namespace knap::app {

Result<Outcome> estimate_verb(const Arguments& arguments, Watch& watch) {
  return run_stages(arguments, {"estimate"}, watch);
}

}  // namespace knap::app
