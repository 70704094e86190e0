// Inner projects: whole output folders inside the one of a project (dense/, teacher/), made by the same
// stages.
#pragma once

#include <string>
#include <vector>

#include "app/flow/project.h"

namespace knap::app {

/// Runs these stages of the folder, or all; what they complain about is the caller's complaint.
Result<std::vector<Diagnostic>> run_in(Project& inner, const std::vector<std::string>& names, Watch& watch);

/// Moves the data from one project to the other and back, so that they are read once.
class Lent {
 public:
  Lent(Project& from, Project& to) : from_(from), to_(to) {
    to_.dataset = std::move(from_.dataset);
    from_.dataset.reset();  // who asks it meanwhile reads them again
  }
  ~Lent() { from_.dataset = std::move(to_.dataset); }
  Lent(const Lent&) = delete;
  Lent& operator=(const Lent&) = delete;

 private:
  Project &from_, &to_;
};

}  // namespace knap::app
