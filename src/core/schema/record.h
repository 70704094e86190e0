// StageRecord: .knap/<stage>.json, what a finished stage was made of and what it said.
#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/schema/report.h"

namespace knap::schema {

/// A diagnostic as text; its kind is found by its code.
struct Complaint {
  std::string code, where, message;

  static void fields(auto& self, auto&& f) {
    f("code", self.code, "");
    f("where", self.where, "");
    f("message", self.message, "");
  }
};

struct StageRecord {
  std::string key;               ///< hash of everything that the stage read
  std::string outputs;           ///< hash of the files that it wrote
  bool is_given = false;         ///< the output is a person's (plan --from, an edited plan)
  std::string data_fingerprint;  ///< names, sizes and times of the data files, whose contents are in the key
  std::string data_sha256;
  std::vector<ToolUse> tools;         ///< that were called
  std::vector<Complaint> complaints;  ///< why its answer was no
  double seconds = 0;
  Report sections;

  static void fields(auto& self, auto&& f) {
    f("key", self.key, "");
    f("outputs", self.outputs, "");
    f("is_given", self.is_given, "");
    f("data_fingerprint", self.data_fingerprint, "");
    f("data_sha256", self.data_sha256, "");
    f("tools", self.tools, "");
    f("complaints", self.complaints, "");
    f("seconds", self.seconds, "");
    f("sections", self.sections, "");
  }
};

std::vector<Complaint> to_complaints(const std::vector<Diagnostic>& diagnostics);
/// Complaints of kinds that the catalogue no longer has become bad-artefact.
std::vector<Diagnostic> to_diagnostics(const std::vector<Complaint>& complaints);

}  // namespace knap::schema
