#include "app/flow/candidate_files.h"

#include <fmt/format.h>

#include "app/flow/model_section.h"
#include "core/sys/files.h"
#include "core/table/csv.h"
#include "core/table/npy.h"
#include "net/ir/text.h"

namespace knap::app {
namespace {

std::string predictions_csv(const data::Dataset& dataset, const std::vector<Prediction>& predictions) {
  std::string text = "record,label,class";
  for (const std::string& name : dataset.classes) text += "," + csv_field("logit_" + name);
  text += "\n";
  const auto& records = dataset.split(data::Split::Test);
  for (std::size_t i = 0; i < records.size(); ++i) {
    const data::Record& record = dataset.records[records[i]];
    const std::string& chosen = dataset.classes[static_cast<std::size_t>(predictions[i].chosen)];
    text += fmt::format("{},{},{}", csv_field(record.name), csv_field(record.label), csv_field(chosen));
    for (const std::int64_t logit : predictions[i].logits) text += fmt::format(",{}", logit);
    text += "\n";
  }
  return text;
}

schema::Training training_section(const learn::TrainResult& result) {
  schema::Training training{result.seconds, result.samples_per_second, {}};
  for (const learn::Curve& point : result.curves)
    training.curve.push_back(
        {point.phase, point.epoch, point.loss, point.validation_loss, point.validation_accuracy});
  return training;
}

schema::Detection detection_section(const DecisionOptions& decision, const Confusion& confusion,
                                    int positive) {
  return {decision.positive, confusion.sensitivity(positive), confusion.false_alarm_rate(positive)};
}

schema::Classification classification_section(const ClassMetrics& metrics) {
  return {metrics.balanced_accuracy, metrics.f1, metrics.recall, metrics.precision, metrics.auc};
}

}  // namespace

Result<void> write_candidate(const Project& project, const data::Dataset& dataset,
                             const Candidate& candidate) {
  net::WeightStore store;
  const std::string float_text = net::print(candidate.trained.float_graph, store);
  const std::string unrounded_text = net::print(candidate.trained.unrounded, store);
  const std::string graph_text = net::print(candidate.graph, store);
  const std::string integer_text = net::print(candidate.integer, store);
  KNAP_TRY(make_folders(project.file("model")));
  KNAP_TRY(write_file(project.file("model/weights"), store.to_bytes()));
  KNAP_TRY(write_file(project.file("model/float.txt"), float_text));
  KNAP_TRY(write_file(project.file("model/unrounded.txt"), unrounded_text));
  KNAP_TRY(write_file(project.file("model/graph.txt"), graph_text));
  KNAP_TRY(write_file(project.file("model/integer.txt"), integer_text));
  KNAP_TRY(write_file(project.file("model/trainer_outputs.npy"),
                      to_npy({candidate.trainer_codes.shape, candidate.trainer_codes.data})));
  return write_predictions(project.file("data/predictions.csv"), dataset, candidate.predictions);
}

Result<void> write_predictions(const std::filesystem::path& file, const data::Dataset& dataset,
                               const std::vector<Prediction>& predictions) {
  return write_file(file, predictions_csv(dataset, predictions));
}

Result<schema::Report> candidate_sections(const CandidateSpec& spec, const data::Dataset& dataset,
                                          const Candidate& candidate) {
  schema::Report sections;
  KNAP_ASSIGN(const std::optional<int> positive, positive_class(spec.decision, dataset));
  KNAP_ASSIGN(sections.model, model_section(candidate.integer));
  schema::Accuracy& accuracy = sections.accuracy.emplace();
  accuracy.real = candidate.scores.real;
  accuracy.quantised = candidate.scores.quantised;
  accuracy.integer = candidate.scores.integer;
  accuracy.without_threshold = candidate.scores.without_threshold;
  for (const learn::LayerLoss& loss : candidate.trained.lost_by_layer) {
    if (!accuracy.lost_by_layer) accuracy.lost_by_layer.emplace();
    accuracy.lost_by_layer->push_back({loss.layer, loss.points});
  }
  if (positive) sections.detection = detection_section(spec.decision, candidate.scores.confusion, *positive);
  sections.classification = classification_section(candidate.scores.classes);
  sections.confusion = candidate.scores.confusion.rows();
  sections.training = training_section(candidate.trained);
  return sections;
}

}  // namespace knap::app
