#include "app/recipe/candidate.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

#include "app/recipe/threshold.h"
#include "core/base/diagnostics.h"
#include "learn/train/forward.h"
#include "net/build/build.h"
#include "net/build/layers.h"
#include "net/ir/scale.h"
#include "net/passes/to_integer.h"

namespace knap::app {
namespace {

using data::Split;

/// The graph with the threshold at which false alarms are as frequent as asked for. Of both splits that are
/// known: a rate of a few per cent, told from validation alone, hangs on a dozen records (docs/adr/0039).
Result<net::Graph> with_threshold(const net::Graph& graph, const data::Dataset& dataset, int positive,
                                  double false_alarms, const Watch& watch) {
  KNAP_ASSIGN(const net::IntGraph integer, net::to_integer(graph));
  std::vector<std::uint32_t> negatives;
  for (const Split split : {Split::Train, Split::Validation})
    for (const std::uint32_t record : dataset.split(split))
      if (dataset.records[record].label_index != positive) negatives.push_back(record);
  KNAP_ASSIGN(const std::vector<Prediction> predictions, predict(integer, dataset, negatives, watch));
  std::vector<std::int64_t> scores;
  scores.reserve(predictions.size());
  for (const Prediction& one : predictions)
    scores.push_back(one.logits[static_cast<std::size_t>(positive)] -
                     one.logits[static_cast<std::size_t>(1 - positive)]);
  return fold_threshold(graph, positive, choose_threshold(std::move(scores), false_alarms));
}

/// The trainer's float64 logits as integers in units of the accumulator's step.
IntTensor logits_as_codes(const net::Graph& graph, const RealTensor& logits) {
  const net::NodeId output = graph.outputs().front().node;
  const net::NodeId node =
      std::holds_alternative<net::ArgMax>(graph[output].op) ? graph[output].inputs[0] : output;
  const auto scale = net::scales(graph)[node.index];
  KNAP_CHECK(scale.has_value() && scale->divisor == 1, graph[node].name);
  IntTensor codes(logits.shape);
  for (std::int64_t i = 0; i < logits.size(); ++i) {
    const double code = std::ldexp(logits[i], scale->max_fraction_bits());
    KNAP_CHECK(code == std::floor(code), fmt::format("logit {} is no multiple of its step", logits[i]));
    codes[i] = static_cast<std::int64_t>(code);
  }
  return codes;
}

double accuracy_of(const std::vector<Prediction>& predictions, const std::vector<int>& labels) {
  std::size_t right = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) right += predictions[i].chosen == labels[i] ? 1 : 0;
  return static_cast<double>(right) / static_cast<double>(labels.size());
}

}  // namespace

Result<net::Graph> build_candidate(const CandidateSpec& spec, const data::Dataset& dataset) {
  KNAP_ASSIGN(net::Graph graph,
              net::build(spec.network, net::Input{dataset.shape, dataset.format}, spec.name));
  KNAP_TRY(net::check_scores(graph, spec.network, dataset.classes));
  if (spec.decision.false_alarms > 0) KNAP_TRY(check_threshold(graph));
  return graph;
}

Result<std::optional<int>> positive_class(const DecisionOptions& decision, const data::Dataset& dataset) {
  if (decision.positive.empty()) return std::optional<int>{};
  for (std::size_t i = 0; i < dataset.classes.size(); ++i) {
    if (dataset.classes[i] != decision.positive) continue;
    if (dataset.classes.size() != 2)
      return Error(diag::kWrongType, "decision.positive", "a positive class needs data of two classes");
    return std::optional<int>{static_cast<int>(i)};
  }
  return Error(diag::kUnknownName, "decision.positive",
               fmt::format("'{}' is none of the classes of this data: {}", decision.positive,
                           fmt::join(dataset.classes, ", ")));
}

Result<net::Graph> decided(const CandidateSpec& spec, const net::Graph& trained, const data::Dataset& dataset,
                           const Watch& watch) {
  KNAP_ASSIGN(const std::optional<int> positive, positive_class(spec.decision, dataset));
  if (!positive || spec.decision.false_alarms == 0) return trained;
  return with_threshold(trained, dataset, *positive, spec.decision.false_alarms, watch);
}

Result<Candidate> assess(const CandidateSpec& spec, learn::TrainResult trained, const data::Dataset& dataset,
                         Watch& watch) {
  KNAP_ASSIGN(const std::optional<int> positive, positive_class(spec.decision, dataset));
  Candidate candidate;
  candidate.trained = std::move(trained);
  KNAP_ASSIGN(candidate.graph, decided(spec, candidate.trained.graph, dataset, watch));
  KNAP_ASSIGN(candidate.integer, net::to_integer(candidate.graph));

  const auto& test = dataset.split(Split::Test);
  const learn::Samples samples = samples_of(dataset, test);
  KNAP_ASSIGN(candidate.predictions, predict(candidate.integer, dataset, test, watch));
  if (!(candidate.graph == candidate.trained.graph)) {
    KNAP_ASSIGN(const net::IntGraph plain, net::to_integer(candidate.trained.graph));
    KNAP_ASSIGN(const std::vector<Prediction> before, predict(plain, dataset, test, watch));
    candidate.scores.without_threshold = accuracy_of(before, samples.labels);
  }
  KNAP_ASSIGN(const RealTensor real, learn::float_logits(candidate.trained.float_graph, samples, watch));
  KNAP_ASSIGN(const RealTensor quantised, learn::quantised_logits(candidate.graph, samples, watch));
  candidate.trainer_codes = logits_as_codes(candidate.graph, quantised);
  Scores& scores = candidate.scores;
  Verdict of_integer = verdict(dataset, test, candidate.predictions, positive);
  scores.confusion = std::move(of_integer.confusion);
  scores.classes = of_integer.classes;
  scores.real = learn::accuracy(real, samples.labels);
  scores.quantised = learn::accuracy(quantised, samples.labels);
  scores.integer = scores.confusion.accuracy().value_or(0);
  return candidate;
}

Result<Candidate> train_candidate(const CandidateSpec& spec, const net::Graph& initial,
                                  const data::Dataset& dataset, const std::filesystem::path& checkpoint,
                                  Watch& watch) {
  KNAP_TRY(positive_class(spec.decision, dataset));
  KNAP_ASSIGN(learn::TrainResult trained,
              learn::train({initial, samples_of(dataset, dataset.split(Split::Train)),
                            samples_of(dataset, dataset.split(Split::Validation)), spec.train, spec.seed,
                            /*judges_layers=*/true, spec.teacher},
                           checkpoint, watch));
  return assess(spec, std::move(trained), dataset, watch);
}

}  // namespace knap::app
