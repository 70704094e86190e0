// CompressOptions: the section [compress] of a project's TOML - what is to become smaller, and what it may
// cost.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "core/text/described.h"
#include "hw/device/device.h"

namespace knap::app {

/// What a weight is worth to the network (prune literature's criteria).
enum class Importance { L1, L2, Activation, Taylor, Fisher };
inline constexpr std::array<std::string_view, 5> kImportanceNames{"l1", "l2", "activation", "taylor",
                                                                  "fisher"};
constexpr const auto& enum_names(Importance) { return kImportanceNames; }

/// How the share that is pruned grows from step to step.
enum class Tightening { Constant, Cubic, Bisection };
inline constexpr std::array<std::string_view, 3> kTighteningNames{"constant", "cubic", "bisection"};
constexpr const auto& enum_names(Tightening) { return kTighteningNames; }

/// How pruning and training go together.
enum class Way { Steps, Gradual };
inline constexpr std::array<std::string_view, 2> kWayNames{"steps", "gradual"};
constexpr const auto& enum_names(Way) { return kWayNames; }

/// What is pruned as one.
enum class GroupChoice { Lanes, Channels, Weights };
inline constexpr std::array<std::string_view, 3> kGroupChoiceNames{"lanes", "channels", "weights"};
constexpr const auto& enum_names(GroupChoice) { return kGroupChoiceNames; }

struct CompressOptions {
  std::vector<hw::Resource> objective = {hw::Resource::Dsp};
  std::vector<std::string> budget;
  std::vector<std::string> tolerance = {"2.5 %"};
  std::vector<std::string> untouched;
  GroupChoice groups = GroupChoice::Lanes;
  Importance importance = Importance::Taylor;
  Way way = Way::Steps;
  Tightening tightening = Tightening::Cubic;
  double from = 0.2, until = 0.7;
  std::string teacher;
  double temperature = 4;
  double label_share = 0.5;
  double regulariser = 0;
  int steps = 8;
  int epochs = 2;
  int final_epochs = 6;

  static void fields(auto& self, auto&& f) {
    f("objective", self.objective, "resources that are to be saved");
    f("budget", self.budget,
      "such as \"dsp <= 50 %\" (of the dense design), \"lut <= 8000\" or \"ecp5-25f.bram <= 4\": pruning "
      "ends there; without one it goes on as far as the tolerance allows");
    f("tolerance", self.tolerance,
      "how much accuracy on validation may be lost: \"2.5 %\" of the dense network's, \"0.5 points\", or a "
      "goal such as \"balanced_accuracy >= 0.9\"; several must all hold");
    f("untouched", self.untouched, "layers that keep all their weights");
    f("groups", self.groups,
      "what is pruned as one: lanes of the plan (a multiplier with all that it serves), channels with all "
      "that reads them, where the plan is made anew for fewer products, or single weights, whatever hardware "
      "makes of it");
    f("importance", self.importance,
      "what a weight is worth: l1, l2 (its share of the size of its layer), activation (of its layer's sizes "
      "times what they multiply), taylor (what the loss would change by, to first order) or fisher (to "
      "second)");
    f("tightening", self.tightening,
      "how the share that is pruned grows: constant steps, cubic (fast first, slow at the end), or "
      "bisection");
    f("way", self.way,
      "steps: select, fine-tune, accept or take back, from the dense network on; gradual: one training that "
      "prunes on its way to the budget, which it needs");
    f("from", self.from, "way = \"gradual\": share of its epochs before the first selection", Bounds{0, 1});
    f("until", self.until, "way = \"gradual\": share of its epochs before the last selection", Bounds{0, 1});
    f("teacher", self.teacher,
      "a network whose answers are learned beside the labels: a project file, trained first on this "
      "project's data, or the output folder of a trained network; empty = none");
    f("temperature", self.temperature,
      "by which the scores of teacher and student are divided where they are compared: more shows more of "
      "what the teacher says of the other classes",
      Bounds{0.1, 1000});
    f("label_share", self.label_share, "of the labels in what is learned; the rest is the teacher's",
      Bounds{0, 1});
    f("regulariser", self.regulariser,
      "group lasso while the steps are fine-tuned, by what a group costs: 0.1 takes a tenth of the learning "
      "rate from each weight of an average group in every step",
      Bounds{0, 1000});
    f("steps", self.steps, "selections from the dense network to the goal, each with a fine-tuning",
      Bounds{1, 1000});
    f("epochs", self.epochs, "quantised epochs of fine-tuning after each step", Bounds{0, 100000});
    f("final_epochs", self.final_epochs, "quantised epochs after the last one", Bounds{0, 100000});
  }
};

}  // namespace knap::app
