#include "core/base/watch.h"

#include "core/base/diagnostics.h"

namespace knap {

Result<void> Watch::check(const std::string& where) const {
  if (!is_stopped()) return {};
  return Error(diag::kInterrupted, where,
               "stopped on request; what was finished is kept, run again to resume");
}

}  // namespace knap
