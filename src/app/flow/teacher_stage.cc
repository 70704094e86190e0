// teacher: from the project or folder that compress.teacher names to a trained network -> teacher/.
#include <fmt/format.h>

#include <cmath>

#include "app/config/locate.h"
#include "app/flow/inner_project.h"
#include "app/flow/model.h"
#include "app/flow/stages.h"
#include "app/flow/teacher.h"
#include "core/base/diagnostics.h"
#include "core/sys/files.h"
#include "net/ir/scale.h"

namespace knap::app {
namespace {

namespace fs = std::filesystem;
constexpr const char* kKey = "compress.teacher";

Error refused(const std::string& path, const std::string& why) {
  return Error(diag::kImpossible, kKey, fmt::format("{} {}", path, why));
}

std::string name_of(const data::DataOptions& data) { return data.name.empty() ? data.path : data.name; }

/// Size of a step of the scores' integers.
double score_step(const net::Graph& graph) {
  const net::NodeId output = graph.outputs().front().node;
  const bool is_class = std::holds_alternative<net::ArgMax>(graph[output].op);
  const net::NodeId scores = is_class ? graph[output].inputs[0] : output;
  const auto scale = net::scales(graph)[scores.index];
  KNAP_CHECK(scale && scale->divisor == 1, graph[scores].name);
  return std::ldexp(1.0, -scale->max_fraction_bits());
}

/// Does its network answer to this data's records with this data's classes?
Result<void> check_fits(const fs::path& folder, const data::Dataset& dataset) {
  KNAP_ASSIGN(const net::IntGraph network, load_integer(folder));
  const auto& input = network[network.inputs().front()];
  if (input.shape != dataset.shape)
    return refused(folder.string(), fmt::format("takes inputs of {}, the records have {}",
                                                to_string(input.shape), to_string(dataset.shape)));
  KNAP_ASSIGN(const std::vector<std::string> classes, load_classes(folder));
  if (classes != dataset.classes) return refused(folder.string(), "has other classes than this data");
  return {};
}

Result<void> check_source(const Project& project, const fs::path& folder, const data::Dataset& dataset) {
  KNAP_TRY(check_fits(folder, dataset));
  const Result<std::string> theirs = read_file(folder / "data/split.csv", diag::kBadArtefact),
                            ours = read_file(project.file("data/split.csv"), diag::kBadArtefact);
  if (!theirs.ok() || !ours.ok() || *theirs != *ours)
    return refused(folder.string(),
                   "has split its records otherwise: it may have learned from this project's test records");
  return {};
}

Result<void> adopt(const Project& project, const fs::path& folder) {
  const fs::path own = project.file(kTeacherFolder);
  KNAP_TRY(remove_path(own));
  for (const char* part : {"model", "data"}) {
    KNAP_TRY(make_folders(own / part));
    KNAP_ASSIGN(const std::vector<std::string> files, list_files(folder / part));
    for (const std::string& file : files) KNAP_TRY(copy_path(folder / part / file, own / part / file));
  }
  return {};
}

Project teacher_project(const Project& project, const Config& config) {
  Project teacher;
  teacher.config = config;
  teacher.out = project.file(kTeacherFolder);
  teacher.data_root = project.data_root;
  teacher.tools = project.tools;
  teacher.becomes_hardware = false;
  return teacher;
}

Result<std::vector<Diagnostic>> train_teacher(Project& project, const Config& config, Watch& watch) {
  Project teacher = teacher_project(project, config);
  const Lent lent(project, teacher);
  return located(run_in(teacher, {"data", "train"}, watch), teacher.config.places);
}

}  // namespace

Result<TeacherSource> find_teacher(const Project& project) {
  const std::string& path = project.config.compress->teacher;
  if (is_folder(path)) {
    if (!is_file(fs::path(path) / "model/integer.txt"))
      return refused(path, "is no output folder with a trained network");
    return TeacherSource{{}, path};
  }
  if (!is_file(path)) return refused(path, "is neither a project file nor an output folder");
  KNAP_ASSIGN(Config config, load_config(path, {}));
  const data::DataOptions &theirs = config.data, &ours = project.config.data;
  if (theirs.kind != ours.kind || name_of(theirs) != name_of(ours))
    return refused(path, fmt::format("learns from other data: {}, not {}", name_of(theirs), name_of(ours)));
  config.data = ours;
  config.compress.reset();
  config.goal.targets.clear();
  return TeacherSource{std::move(config), {}};
}

Result<Work> prepare_teacher_stage(Project& project, Watch& watch) {
  KNAP_ASSIGN(TeacherSource source, find_teacher(project));
  KNAP_ASSIGN(const data::Dataset* dataset, project.load_data(watch));
  if (source.config) {
    Project teacher = teacher_project(project, *source.config);
    const Lent lent(project, teacher);
    KNAP_TRY(located(prepare_train_stage(teacher, watch), teacher.config.places));
  } else {
    KNAP_TRY(check_source(project, source.folder, *dataset));
  }
  return Work([&project, source = std::move(source)](Watch& own) -> Result<StageResult> {
    StageResult result;
    if (source.config) {
      KNAP_ASSIGN(result.complaints, train_teacher(project, *source.config, own));
    } else {
      KNAP_TRY(adopt(project, source.folder));
    }
    return result;
  });
}
Result<std::shared_ptr<const learn::Teacher>> load_teacher(const Project& project,
                                                           const data::Dataset& dataset, const Watch& watch) {
  const fs::path folder = project.file(kTeacherFolder);
  KNAP_TRY(check_fits(folder, dataset));
  KNAP_ASSIGN(const net::IntGraph network, load_integer(folder));
  KNAP_ASSIGN(const net::Graph twin, load_graph(folder));
  const double step = score_step(twin);
  KNAP_ASSIGN(const std::vector<Prediction> answers,
              predict(network, dataset, dataset.split(data::Split::Train), watch));
  auto teacher = std::make_shared<learn::Teacher>();
  for (const Prediction& answer : answers)
    for (const std::int64_t logit : answer.logits)
      teacher->logits.push_back(static_cast<float>(static_cast<double>(logit) * step));
  teacher->temperature = project.config.compress->temperature;
  teacher->label_share = project.config.compress->label_share;
  return std::shared_ptr<const learn::Teacher>(std::move(teacher));
}

}  // namespace knap::app
