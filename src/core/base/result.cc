#include "core/base/result.h"

#include <fmt/format.h>

namespace knap {

std::string to_string(const Diagnostic& diagnostic) {
  return fmt::format("{}: {} [{}]", diagnostic.where, diagnostic.message, diagnostic.kind->code);
}

std::string to_string(const Error& error) {
  std::string text;
  for (const Diagnostic& diagnostic : error.diagnostics()) {
    if (!text.empty()) text += '\n';
    text += to_string(diagnostic);
  }
  return text;
}

}  // namespace knap
