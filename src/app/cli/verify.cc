// knap verify: proves what lies in a folder, as it lies there.
#include "app/cli/verb.h"

namespace knap::app {

Result<Outcome> verify_verb(const Arguments& arguments, Watch& watch) {
  return run_stages(arguments, {"verify"}, watch);
}

}  // namespace knap::app
