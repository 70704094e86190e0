#include "core/schema/artefact.h"

#include "core/base/diagnostics.h"

namespace knap::schema {

Error as_bad_artefact(const Error& error) {
  std::vector<Diagnostic> diagnostics = error.diagnostics();
  for (Diagnostic& diagnostic : diagnostics) diagnostic.kind = &diag::kBadArtefact;
  return Error(std::move(diagnostics));
}

}  // namespace knap::schema
