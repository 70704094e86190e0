#include "app/flow/stages.h"

#include <algorithm>

#include "app/flow/project.h"
#include "core/base/check.h"
#include "core/schema/folder.h"

namespace knap::app {
namespace {

StageRow data_row() {
  StageRow row{"data"};
  row.sections = {"data"};
  row.reads_data = true;
  row.outputs = {"data/split.csv"};
  row.sources = {"data/set", "app/flow/data_stage.cc"};
  row.run = run_data_stage;
  return row;
}

/// The rehearsal may refuse, but decides about no bit: it and what it includes are no sources.
StageRow train_row() {
  StageRow row{"train"};
  row.sections = {"project.name", "project.seed", "data", "network", "train", "decision"};
  row.reads_data = true;
  row.inputs = {"data/split.csv"};
  row.outputs = {"model/float.txt", "model/graph.txt",           "model/integer.txt",
                 "model/weights",   "model/trainer_outputs.npy", "data/predictions.csv"};
  row.sources = {"app/recipe", "app/flow/train_stage.cc", "app/flow/model_section.cc"};
  row.run = run_train_stage;
  return row;
}

StageRow plan_row() {
  StageRow row{"plan"};
  row.sections = {"plan", "synth.devices", "synth.place"};
  row.inputs = {"model/integer.txt"};
  row.outputs = {"plan.toml"};
  row.sources = {"map/plan",
                 "map/lower",
                 "hw/cost",
                 "net/ir",
                 "app/flow/plan_stage.cc",
                 "app/flow/device_plan.cc",
                 "app/flow/estimate.cc"};
  row.on_edit = OnEdit::Keep;
  row.run = run_plan_stage;
  return row;
}

StageRow generate_row() {
  StageRow row{"generate"};
  row.sections = {"project.name", "project.prefix", "verify.records"};
  row.reads_data = true;
  row.inputs = {"model/integer.txt", "model/weights", "plan.toml", "data/split.csv"};
  row.outputs = {schema::kRtlFolder, "verify/input.hex", "verify/expected.hex", "verify/labels.csv"};
  row.sources = {
      "map/plan", "map/lower", "hw/sv", "hw/prim", "net/exec", "data/set", "app/flow/generate_stage.cc"};
  row.on_edit = OnEdit::Refuse;
  row.run = run_generate_stage;
  return row;
}

StageRow synth_row() {
  StageRow row{"synth"};
  row.sections = {"synth"};
  row.inputs = {schema::kRtlFolder, "plan.toml"};
  row.outputs = {"synth"};
  row.sources = {"eda/yosys", "eda/nextpnr", "eda/vivado", "hw/device", "hw/prim", "app/flow/synth_stage.cc"};
  row.run = run_synth_stage;
  return row;
}

StageRow verify_row() {
  StageRow row{"verify"};
  row.sections = {"verify"};
  row.inputs = {"model/integer.txt", "model/weights",       "model/trainer_outputs.npy",
                schema::kRtlFolder,  "verify/input.hex",    "verify/expected.hex",
                "verify/labels.csv", "data/predictions.csv"};
  row.examined = {"synth"};
  row.outputs = {"verify/result.json"};
  row.sources = {"verify/ladder", "app/flow/verify_stage.cc"};
  row.run = run_verify_stage;
  return row;
}

StageRow estimate_row() {
  StageRow row{"estimate"};
  row.sections = {"synth.devices"};
  row.inputs = {"model/integer.txt", "rtl/design.txt", "plan.toml"};
  row.sources = {"hw/cost", "hw/device", "net/ir", "app/flow/estimate_stage.cc", "app/flow/estimate.cc"};
  row.run = run_estimate_stage;
  return row;
}

}  // namespace

const std::vector<StageRow>& stage_table() {
  static const std::vector<StageRow> table = {data_row(),  train_row(),  plan_row(),    generate_row(),
                                              synth_row(), verify_row(), estimate_row()};
  return table;
}

bool has_given_plan(const Project& project) {
  const auto& table = stage_table();
  const auto row =
      std::find_if(table.begin(), table.end(), [](const StageRow& r) { return r.on_edit == OnEdit::Keep; });
  KNAP_CHECK(row != table.end());
  return is_given(*row, project);
}

}  // namespace knap::app
