// compress: the dense network of dense/ pruned as far as the project's wish and tolerance go -> model/,
// compress/.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "app/compress/compress.h"
#include "app/flow/candidate_files.h"
#include "app/flow/dense.h"
#include "app/flow/estimate.h"
#include "app/flow/model.h"
#include "app/flow/model_section.h"
#include "app/flow/replan.h"
#include "app/flow/stages.h"
#include "app/flow/teacher.h"
#include "core/base/diagnostics.h"
#include "core/schema/artefact.h"
#include "core/sys/files.h"
#include "net/ir/text.h"
#include "prune/knapsack/instance_file.h"

namespace knap::app {
namespace {

namespace fs = std::filesystem;

/// What dense/ holds.
struct Dense {
  net::Graph unrounded;
  net::IntGraph integer;
  map::Plan plan;
};

Result<Dense> load_dense(Project& project) {
  Project of_dense = dense_project(project);
  Dense dense;
  KNAP_ASSIGN(dense.integer, load_integer(of_dense.out));
  KNAP_ASSIGN(dense.unrounded, load_unrounded(of_dense.out));
  KNAP_ASSIGN(const std::string text, read_file(of_dense.file("plan.toml"), diag::kBadArtefact));
  KNAP_ASSIGN(dense.plan, map::parse_plan(text, of_dense.file("plan.toml").string(), dense.integer));
  return dense;
}

std::string csv_number(const std::optional<double>& number) {
  return number ? fmt::format("{}", *number) : std::string();
}

std::vector<schema::CompressStep> curve_of(const std::vector<CompressStep>& steps) {
  std::vector<schema::CompressStep> curve;
  for (const CompressStep& step : steps) {
    schema::CompressStep row;
    row.step = static_cast<std::int64_t>(curve.size()) + 1;
    row.target = step.share;
    row.accuracy = step.accuracy;
    row.accepted = step.is_accepted;
    if (!step.predicted.empty()) {
      const schema::Cells cells = to_cells(step.predicted.front());
      row.lut = static_cast<double>(cells.lut);
      row.ff = static_cast<double>(cells.ff);
      row.dsp = static_cast<double>(cells.dsp);
      row.bram = cells.bram;
    }
    curve.push_back(row);
  }
  return curve;
}

/// compress/history.csv and the instance of the last step. Steps that a killed run had finished come again,
/// as they were; the file never holds fewer than it did.
Result<void> write_steps(const Project& project, const std::vector<CompressStep>& steps,
                         std::size_t& written) {
  KNAP_TRY(make_folders(project.file("compress")));
  KNAP_TRY(write_file(project.file(fmt::format("compress/step_{}.json", steps.size())),
                      prune::print_instance(steps.back().instance)));
  if (steps.size() < written) return {};
  written = steps.size();
  std::string text = "step,target,accuracy,accepted,lut,ff,dsp,bram\n";
  for (const schema::CompressStep& row : curve_of(steps))
    text += fmt::format("{},{},{},{},{},{},{},{}\n", row.step, row.target, row.accuracy, row.accepted ? 1 : 0,
                        csv_number(row.lut), csv_number(row.ff), csv_number(row.dsp), csv_number(row.bram));
  return write_file(project.file("compress/history.csv"), text);
}

std::size_t rows_of(const fs::path& file) {
  const Result<std::string> text = read_file(file);
  if (!text.ok()) return 0;
  const auto lines = std::count(text->begin(), text->end(), '\n');
  return lines > 0 ? static_cast<std::size_t>(lines - 1) : 0;
}

std::vector<schema::CompressGroups> groups_section(const Compressed& found) {
  std::vector<schema::CompressGroups> rows;
  const auto row_of = [&](const prune::Group& group) -> schema::CompressGroups& {
    static constexpr std::array<const char*, 3> kKinds{"weight", "lane", "channel"};
    const std::string kind = kKinds[static_cast<std::size_t>(group.kind)];
    for (schema::CompressGroups& row : rows)
      if (row.layer == group.layer) return row;
    return rows.emplace_back(schema::CompressGroups{group.layer, kind});
  };
  for (const prune::Group& group : found.groups) ++row_of(group).count;
  for (const int kept : found.kept) ++row_of(found.groups[static_cast<std::size_t>(kept)]).kept;
  return rows;
}

/// Figures of one end of the way, of the test split.
Result<schema::CompressEnd> end_of(const net::IntGraph& network, const map::Plan& plan,
                                   const data::Dataset& dataset, const Watch& watch) {
  const auto& test = dataset.split(data::Split::Test);
  KNAP_ASSIGN(const std::vector<Prediction> answers, predict(network, dataset, test, watch));
  KNAP_ASSIGN(const schema::Model model, model_section(network));
  return schema::CompressEnd{verdict(dataset, test, answers, {}).confusion.accuracy().value_or(0),
                             model.weights, model.nonzero_weights, plan.predicted.interval_cycles,
                             plan.predicted.latency_cycles};
}

/// The dense shape with zeros in place, which computes the same.
Result<void> write_masked(const Project& project, const net::IntGraph& integer) {
  net::WeightStore store;
  const std::string text = net::print(integer, store);
  KNAP_TRY(make_folders(project.file("compress/masked")));
  KNAP_TRY(write_file(project.file("compress/masked/integer.txt"), text));
  return write_file(project.file("compress/masked/weights"), store.to_bytes());
}

Result<CompressSpec> spec_of(Project& project, const Dense& dense, const Watch& watch) {
  CompressSpec spec;
  spec.candidate = project.candidate();
  spec.options = *project.config.compress;
  spec.dense = dense.unrounded;
  spec.integer = dense.integer;
  spec.regions = dense.plan.regions;
  KNAP_ASSIGN(spec.devices, hw::find_devices(project.config.synth.devices));
  KNAP_ASSIGN(const map::PlanOptions options, plan_options(project));
  KNAP_ASSIGN(spec.planned, planned_cells_of(project, options, watch));
  return spec;
}

/// What the teacher says by itself, and compress/teacher/.
Result<schema::CompressTeacher> tell_teacher(const Project& project, const data::Dataset& dataset,
                                             const Watch& watch) {
  KNAP_ASSIGN(const net::IntGraph network, load_integer(project.file(kTeacherFolder)));
  const auto& test = dataset.split(data::Split::Test);
  KNAP_ASSIGN(const std::vector<Prediction> answers, predict(network, dataset, test, watch));
  KNAP_TRY(make_folders(project.file("compress/teacher")));
  KNAP_TRY(write_predictions(project.file("compress/teacher/predictions.csv"), dataset, answers));
  KNAP_ASSIGN(const schema::Model model, model_section(network));
  const Verdict judged = verdict(dataset, test, answers, std::nullopt);
  return schema::CompressTeacher{judged.confusion.accuracy().value_or(0), model.weights};
}

/// The same steps from the dense network of dense/, without the teacher: compress/student_alone/.
Result<schema::CompressAlone> student_alone(const Project& project, const CompressSpec& spec,
                                            const data::Dataset& dataset, const fs::path& state,
                                            Watch& watch) {
  KNAP_TRY(make_folders(state));
  const StepDone done = [](const std::vector<CompressStep>&) { return Result<void>{}; };
  KNAP_ASSIGN(const Compressed alone, compress(spec, dataset, state, done, watch));
  KNAP_TRY(make_folders(project.file("compress/student_alone")));
  KNAP_TRY(write_predictions(project.file("compress/student_alone/predictions.csv"), dataset,
                             alone.candidate.predictions));
  return schema::CompressAlone{alone.candidate.scores.integer};
}

Result<StageResult> run(Project& project, const Dense& dense, CompressSpec spec, const data::Dataset* dataset,
                        Watch& watch) {
  const fs::path state = project.file(".knap/compress");
  KNAP_TRY(make_folders(state));
  const CompressSpec untaught = spec;
  if (!spec.options.teacher.empty()) {
    KNAP_ASSIGN(spec.candidate.teacher, load_teacher(project, *dataset, watch));
    if (spec.options.way == Way::Steps) KNAP_TRY(teach_dense(spec, *dataset, state / "taught", watch));
  }
  std::size_t written = rows_of(project.file("compress/history.csv"));
  const StepDone done = [&](const std::vector<CompressStep>& steps) {
    return write_steps(project, steps, written);
  };
  KNAP_ASSIGN(Compressed found, compress(spec, *dataset, state, done, watch));
  KNAP_TRY(write_masked(project, found.candidate.integer));
  KNAP_ASSIGN(const map::PlanOptions options, plan_options(project));
  KNAP_ASSIGN(const Form form, better_form(project, options, found.candidate.integer, watch));
  found.candidate.integer = form.graph;
  KNAP_TRY(write_candidate(project, *dataset, found.candidate));
  StageResult result;
  KNAP_ASSIGN(result.sections, candidate_sections(spec.candidate, *dataset, found.candidate));
  schema::Compress& section = result.sections.compress.emplace();
  section.objective.emplace();
  for (const hw::Resource resource : spec.options.objective)
    section.objective->emplace_back(hw::kResourceNames[static_cast<std::size_t>(resource)]);
  section.tolerance =
      schema::CompressTolerance{found.tolerance.metric, found.tolerance.wanted, found.tolerance.dense,
                                found.tolerance.got, found.tolerance.met};
  KNAP_ASSIGN(section.dense, end_of(dense.integer, dense.plan, *dataset, watch));
  KNAP_ASSIGN(section.result, end_of(form.graph, form.plan, *dataset, watch));
  section.predicted = form.cells;
  section.groups = groups_section(found);
  section.curve = curve_of(found.steps);
  if (spec.candidate.teacher) {
    KNAP_ASSIGN(section.teacher, tell_teacher(project, *dataset, watch));
    KNAP_ASSIGN(section.student_alone, student_alone(project, untaught, *dataset, state / "alone", watch));
  }
  if (!found.reaches_budget)
    result.complaints.push_back(
        {&diag::kTargetMissed, "compress.budget",
         fmt::format("is not reached: {} binds; the nearest network is in model/", found.binding)});
  if (!found.tolerance.met)
    result.complaints.push_back(
        {&diag::kTargetMissed, "compress.tolerance",
         fmt::format("{} is {:.4f} on validation, {} is asked for", found.tolerance.metric,
                     found.tolerance.got.value_or(0), found.tolerance.wanted)});
  KNAP_TRY(remove_path(state));
  return result;
}

}  // namespace

Result<Work> prepare_compress_stage(Project& project, Watch& watch) {
  KNAP_ASSIGN(Dense dense, load_dense(project));
  KNAP_ASSIGN(const data::Dataset* dataset, project.load_data(watch));
  KNAP_ASSIGN(CompressSpec spec, spec_of(project, dense, watch));
  KNAP_TRY(check_spec(spec, *dataset, watch));
  return Work([&project, dense = std::move(dense), spec = std::move(spec), dataset](Watch& own) {
    return run(project, dense, spec, dataset, own);
  });
}

}  // namespace knap::app
