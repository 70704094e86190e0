// knap generate: that stage on an existing output folder.
#include "app/cli/verb.h"

namespace knap::app {

Result<Outcome> generate_verb(const Arguments& arguments, Watch& watch) {
  return run_stages(arguments, {"generate"}, watch);
}

}  // namespace knap::app
