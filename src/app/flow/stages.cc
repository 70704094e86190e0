#include "app/flow/stages.h"

#include "app/flow/project.h"

namespace knap::app {

const std::vector<StageRow>& stage_table() {
  static const std::vector<StageRow> table = {
      {"data", 1, {"data"}, {}, {"data/split.csv"}, OnEdit::Redo, run_data_stage},
      {"train",
       2,
       {"project", "data", "network", "train", "decision", "verify"},
       {"data/split.csv"},
       {"model/graph.txt", "model/integer.txt", "model/weights", "model/trainer_outputs.npy",
        "data/predictions.csv"},
       OnEdit::Redo,
       run_train_stage},
      {"plan", 5, {"plan", "synth"}, {"model/integer.txt"}, {"plan.toml"}, OnEdit::Keep, run_plan_stage},
      {"generate",
       3,
       {"project", "verify"},
       {"model/integer.txt", "model/weights", "plan.toml", "data/split.csv"},
       {"rtl", "verify/input.hex", "verify/expected.hex", "verify/labels.csv"},
       OnEdit::Refuse,
       run_generate_stage},
      {"synth", 3, {"synth", "plan"}, {"rtl", "plan.toml"}, {"synth"}, OnEdit::Redo, run_synth_stage},
      {"verify",
       4,
       {"verify"},
       {"model/integer.txt", "model/weights", "model/trainer_outputs.npy", "rtl", "verify/input.hex",
        "verify/expected.hex", "verify/labels.csv", "synth"},
       {"verify/result.json"},
       OnEdit::Redo,
       run_verify_stage},
      {"estimate",
       4,
       {"synth", "plan"},
       {"model/integer.txt", "rtl/design.txt", "plan.toml"},
       {},
       OnEdit::Redo,
       run_estimate_stage},
  };
  return table;
}

}  // namespace knap::app
