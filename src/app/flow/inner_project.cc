#include "app/flow/inner_project.h"

#include "app/flow/run.h"
#include "core/sys/files.h"

namespace knap::app {

Result<std::vector<Diagnostic>> run_in(Project& inner, const std::vector<std::string>& names, Watch& watch) {
  KNAP_TRY(make_folders(inner.out));
  KNAP_ASSIGN(Outcome outcome, names.empty() ? run_all(inner, watch) : run_some(inner, names, watch));
  return std::move(outcome.complaints);
}

}  // namespace knap::app
