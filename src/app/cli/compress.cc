// knap compress: the stages up to the compressed network.
#include "app/cli/verb.h"
#include "core/base/diagnostics.h"

namespace knap::app {

Result<Outcome> compress_verb(const Arguments& arguments, Watch& watch) {
  const auto work = [](Project& project, Watch& w) -> Result<Outcome> {
    if (!project.config.compress)
      return Error(
          diag::kUsage, "knap compress",
          "the project has no section [compress]: it says what is to become smaller (docs/toml/compress.md)");
    return run_some(project, {"data", "train", "teacher", "compress"}, w);
  };
  return run_project(arguments, work, watch);
}

}  // namespace knap::app
