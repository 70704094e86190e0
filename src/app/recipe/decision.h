// DecisionOptions: the section [decision] of a project's TOML - how two logits become a decision.
#pragma once

#include <string>

#include "core/text/described.h"

namespace knap::app {

/// How the classifier's two logits become a decision.
struct DecisionOptions {
  std::string positive;
  double false_alarms = 0;
  static void fields(auto& self, auto&& f) {
    f("positive", self.positive, "the class that is to be detected (two classes)");
    f("false_alarms", self.false_alarms,
      "threshold: this share of the training and validation records of the other class is taken for the "
      "positive one; it is folded into the last bias; 0 = no threshold",
      Bounds{0, 1});
  }
};

}  // namespace knap::app
