// knap train: that stage on an existing output folder.
#include "app/cli/verb.h"

namespace knap::app {

Result<Outcome> train_verb(const Arguments& arguments, Watch& watch) {
  return run_stages(arguments, {"data", "train"}, watch);
}

}  // namespace knap::app
