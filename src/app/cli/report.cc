// knap report: that stage on an existing output folder.
#include "app/cli/verb.h"

namespace knap::app {

Result<Outcome> report_verb(const Arguments& arguments, Watch& watch) {
  return run_stages(arguments, {}, watch);
}

}  // namespace knap::app
