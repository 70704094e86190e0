#include "core/base/check.h"

#include <fmt/format.h>

#include <string_view>

namespace knap {

void fail_check(const char* file, int line, const char* condition, const std::string& detail) {
  std::string_view name = file;  // from "src/" on, so that messages do not depend on where the tree lies
  if (const auto at = name.rfind("src/"); at != std::string_view::npos) name.remove_prefix(at);
  throw InternalError(
      fmt::format("{}:{}: {} does not hold{}{}", name, line, condition, detail.empty() ? "" : ": ", detail));
}

}  // namespace knap
