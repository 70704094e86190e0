// knap synth: that stage on an existing output folder.
#include "app/cli/verb.h"

namespace knap::app {

Result<Outcome> synth_verb(const Arguments& arguments, Watch& watch) {
  return run_stages(arguments, {"synth"}, watch);
}

}  // namespace knap::app
