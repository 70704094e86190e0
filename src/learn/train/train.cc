#include "learn/train/train.h"

#include <fmt/format.h>

#include <cmath>

#include "core/base/diagnostics.h"
#include "learn/train/trainer.h"

namespace knap::learn {

Result<void> check_samples(const net::Graph& graph, const Samples& samples, const std::string& where) {
  const auto bad = [&](std::string message) { return Error(diag::kBadData, where, std::move(message)); };
  const net::Graph::Node& input = graph[graph.inputs().at(0)];
  if (samples.shape != input.shape)
    return bad(fmt::format("samples have shape {}, the network takes {}", to_string(samples.shape),
                           to_string(input.shape)));
  if (samples.count <= 0) return bad("there are no samples");
  if (static_cast<std::int64_t>(samples.labels.size()) != samples.count)
    return bad(fmt::format("{} samples have {} labels", samples.count, samples.labels.size()));
  KNAP_ASSIGN(const Model model, Model::make(graph, 0));
  const std::int64_t classes = std::max<std::int64_t>(2, graph[model.logits()].shape.size());
  std::vector<std::int64_t> counts(static_cast<std::size_t>(classes));
  for (const int label : samples.labels) {
    if (label < 0 || label >= classes)
      return bad(fmt::format("label {} lies outside the network's {} classes", label, classes));
    ++counts[static_cast<std::size_t>(label)];
  }
  for (std::size_t c = 0; c < counts.size(); ++c)
    if (counts[c] == 0) return bad(fmt::format("class {} has no sample", c));
  return {};
}

namespace {

Result<void> check_teacher(const Teacher& teacher, const Samples& samples, const Model& model) {
  const std::int64_t logits = model.graph()[model.logits()].shape.size();
  if (static_cast<std::int64_t>(teacher.logits.size()) != samples.count * logits)
    return Error(diag::kBadData, "teacher",
                 fmt::format("has {} logits for {} samples; the network has {} each", teacher.logits.size(),
                             samples.count, logits));
  KNAP_CHECK(teacher.temperature > 0 && teacher.label_share >= 0 && teacher.label_share <= 1);
  for (const float logit : teacher.logits)
    if (!std::isfinite(logit)) return Error(diag::kBadData, "teacher", "has a logit that is no number");
  return {};
}

}  // namespace

Result<TrainResult> train(const Candidate& candidate, const std::filesystem::path& checkpoint_file,
                          Watch& watch) {
  KNAP_TRY(check(candidate.options, "train"));
  KNAP_ASSIGN(Model model, Model::make(candidate.graph, candidate.seed));
  KNAP_TRY(check_samples(candidate.graph, candidate.training, "training samples"));
  KNAP_TRY(check_samples(candidate.graph, candidate.validation, "validation samples"));
  if (candidate.pruning) {
    const auto& [first, last, select, key] = *candidate.pruning;
    KNAP_CHECK(select && 1 <= first && first <= last);
    if (candidate.options.patience > 0)
      return Error(diag::kWrongType, "train", "patience may end the training before its last selection");
    if (last >= candidate.options.float_epochs + candidate.options.quantised_epochs)
      return Error(diag::kWrongType, "train",
                   fmt::format("pruning ends at epoch {}, the training has {}", last + 1,
                               candidate.options.float_epochs + candidate.options.quantised_epochs));
  }
  if (candidate.teacher) KNAP_TRY(check_teacher(*candidate.teacher, candidate.training, model));
  Trainer trainer(std::move(model), candidate, checkpoint_file, watch);
  return trainer.run();
}

}  // namespace knap::learn
