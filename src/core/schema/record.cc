#include "core/schema/record.h"

#include <algorithm>

#include "core/base/diagnostics.h"

namespace knap::schema {

std::vector<Complaint> to_complaints(const std::vector<Diagnostic>& diagnostics) {
  std::vector<Complaint> complaints;
  complaints.reserve(diagnostics.size());
  for (const Diagnostic& diagnostic : diagnostics)
    complaints.push_back({std::string(diagnostic.kind->code), diagnostic.where, diagnostic.message});
  return complaints;
}

std::vector<Diagnostic> to_diagnostics(const std::vector<Complaint>& complaints) {
  std::vector<Diagnostic> diagnostics;
  diagnostics.reserve(complaints.size());
  for (const Complaint& complaint : complaints) {
    const auto* const kind =
        std::find_if(diag::kAll.begin(), diag::kAll.end(),
                     [&](const DiagnosticKind* known) { return known->code == complaint.code; });
    diagnostics.push_back(
        {kind == diag::kAll.end() ? &diag::kBadArtefact : *kind, complaint.where, complaint.message});
  }
  return diagnostics;
}

}  // namespace knap::schema
