#include "app/flow/stages.h"

#include <algorithm>

#include "app/flow/dense.h"
#include "app/flow/project.h"
#include "app/flow/teacher.h"
#include "core/base/check.h"
#include "core/schema/folder.h"

namespace knap::app {
namespace {

/// What training leaves, and compression in its place.
const std::vector<std::string_view> kModelFiles = {
    "model/float.txt", "model/unrounded.txt",       "model/graph.txt",     "model/integer.txt",
    "model/weights",   "model/trainer_outputs.npy", "data/predictions.csv"};

StageRow data_row() {
  StageRow row{"data"};
  row.sections = {"data"};
  row.reads_data = true;
  row.outputs = {"data/split.csv"};
  row.sources = {"data/set", "app/flow/data_stage.cc"};
  row.prepare = prepare_data_stage;
  return row;
}

/// The rehearsal may refuse, but decides about no bit: it and what it includes are no sources.
StageRow train_row() {
  StageRow row{"train"};
  row.sections = {"project.name", "project.seed", "data", "network", "train", "decision"};
  row.reads_data = true;
  row.inputs = {"data/split.csv"};
  row.outputs = kModelFiles;
  row.sources = {"app/recipe", "app/flow/train_stage.cc", "app/flow/candidate_files.cc",
                 "app/flow/model_section.cc"};
  row.prepare = prepare_train_stage;
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
  row.prepare = prepare_plan_stage;
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
  row.prepare = prepare_generate_stage;
  return row;
}

StageRow synth_row() {
  StageRow row{"synth"};
  row.sections = {"synth"};
  row.inputs = {schema::kRtlFolder, "plan.toml"};
  row.outputs = {"synth"};
  row.sources = {"eda/yosys", "eda/nextpnr", "eda/vivado", "hw/device", "hw/prim", "app/flow/synth_stage.cc"};
  row.prepare = prepare_synth_stage;
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
  row.prepare = prepare_verify_stage;
  return row;
}

StageRow estimate_row() {
  StageRow row{"estimate"};
  row.sections = {"synth.devices"};
  row.inputs = {"model/integer.txt", "rtl/design.txt", "plan.toml"};
  row.sources = {"hw/cost", "hw/device", "net/ir", "app/flow/estimate_stage.cc", "app/flow/estimate.cc"};
  row.prepare = prepare_estimate_stage;
  return row;
}

/// What all of these rows read and are made by.
StageRow folder_row(std::string_view name, const std::vector<StageRow>& rows) {
  StageRow folder{name};
  folder.reads_data = true;
  const auto add = [](std::vector<std::string_view>& to, const std::vector<std::string_view>& from) {
    for (const std::string_view one : from)
      if (std::find(to.begin(), to.end(), one) == to.end()) to.push_back(one);
  };
  for (const StageRow& row : rows) {
    add(folder.sections, row.sections);
    add(folder.sources, row.sources);
  }
  add(folder.sources, {"app/compress", "app/flow/dense_stage.cc"});
  return folder;
}

StageRow dense_train_row() {
  StageRow row = folder_row("train", {data_row(), train_row(), plan_row()});
  row.outputs = {"dense/model", "dense/data", "dense/plan.toml"};
  row.prepare = prepare_dense_train_stage;
  return row;
}

StageRow teacher_row() {
  StageRow row{"teacher"};
  row.sections = {"data", "compress.teacher"};
  row.paths = {"compress.teacher"};
  row.reads_data = true;
  row.inputs = {"data/split.csv"};
  row.outputs = {"teacher/model", "teacher/data"};
  row.sources = train_row().sources;
  row.sources.push_back("app/flow/teacher_stage.cc");
  row.prepare = prepare_teacher_stage;
  return row;
}

StageRow compress_row() {
  StageRow row{"compress"};
  row.sections = {"project.name", "project.seed", "project.prefix", "data",          "network",    "train",
                  "decision",     "compress",     "plan",           "synth.devices", "synth.place"};
  row.reads_data = true;
  row.inputs = {"data/split.csv", "dense/model", "dense/plan.toml"};
  row.outputs = kModelFiles;
  row.outputs.push_back("compress");
  row.unfinished = {".knap/compress", "compress"};
  row.sources = {"app/compress",
                 "map/plan",
                 "map/lower",
                 "hw/cost",
                 "net/ir",
                 "app/flow/compress_stage.cc",
                 "app/flow/teacher_stage.cc",
                 "app/flow/candidate_files.cc",
                 "app/flow/model_section.cc",
                 "app/flow/device_plan.cc",
                 "app/flow/estimate.cc",
                 "app/flow/replan.cc",
                 "app/flow/folded_cells.cc"};
  row.prepare = prepare_compress_stage;
  return row;
}

StageRow dense_row() {
  StageRow row = folder_row("dense", {generate_row(), synth_row(), verify_row(), estimate_row()});
  row.inputs = {"dense/model", "dense/plan.toml", "synth"};
  row.outputs = {"dense/rtl", "dense/synth", "dense/verify", "dense/report.json", "dense/report.html"};
  row.prepare = without_refusals(run_dense_stage);
  return row;
}

}  // namespace

const std::vector<StageRow>& compress_stage_table() {
  StageRow plan = plan_row();
  plan.inputs.push_back("dense/plan.toml");
  static const std::vector<StageRow> table = {data_row(),   dense_train_row(), compress_row(),
                                              plan,         generate_row(),    synth_row(),
                                              verify_row(), estimate_row(),    dense_row()};
  return table;
}

const std::vector<StageRow>& taught_stage_table() {
  static const std::vector<StageRow> table = [] {
    std::vector<StageRow> rows = compress_stage_table();
    const auto compress =
        std::find_if(rows.begin(), rows.end(), [](const StageRow& row) { return row.name == "compress"; });
    compress->inputs.push_back("teacher/model");
    rows.insert(compress, teacher_row());
    return rows;
  }();
  return table;
}

const std::vector<StageRow>& stages_of(const Config& config) {
  if (!config.compress) return stage_table();
  return config.compress->teacher.empty() ? compress_stage_table() : taught_stage_table();
}

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
