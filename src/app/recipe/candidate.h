// train_candidate: a description of a network and its data in, trained weights and their scores out; no
// folder is read or written but the checkpoint.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "app/recipe/decision.h"
#include "app/recipe/predict.h"
#include "core/goal/class_metrics.h"
#include "learn/train/train.h"
#include "net/build/spec.h"

namespace knap::app {

/// Everything that decides about the trained bits, beside the data.
struct CandidateSpec {
  std::string name;  ///< of the graph
  std::uint64_t seed = 1;
  net::NetworkSpec network;
  learn::TrainOptions train;
  DecisionOptions decision;
  std::shared_ptr<const learn::Teacher> teacher = {};  ///< of the training split; none: labels alone
};

/// Shares of the test split.
struct Scores {
  double real = 0, quantised = 0, integer = 0;
  std::optional<double> without_threshold;  ///< of the integer network, where a threshold is folded in
  Confusion confusion{2};                   ///< of the integer network
  ClassMetrics classes;                     ///< likewise
};

struct Candidate {
  learn::TrainResult trained;
  net::Graph graph;                     ///< as trained, with the decision's threshold in the last bias
  net::IntGraph integer;                ///< the same in integers
  std::vector<Prediction> predictions;  ///< of the integer network, test split in its order
  IntTensor trainer_codes;  ///< [test records, logits]: the trainer's float64 logits in accumulator steps
  Scores scores;
};

/// The network without weights on this data, with one score per class; errors are at the keys of the project.
Result<net::Graph> build_candidate(const CandidateSpec& spec, const data::Dataset& dataset);

/// Index of decision.positive in the dataset's classes; nothing when no class is to be detected.
Result<std::optional<int>> positive_class(const DecisionOptions& decision, const data::Dataset& dataset);

/// The trained graph with the threshold that the decision asks for.
Result<net::Graph> decided(const CandidateSpec& spec, const net::Graph& trained, const data::Dataset& dataset,
                           const Watch& watch);
/// What of a trained network follows without training: decided, made of integers, scored on the test split.
Result<Candidate> assess(const CandidateSpec& spec, learn::TrainResult trained, const data::Dataset& dataset,
                         Watch& watch);

/// Trains, folds the threshold, makes integers, and scores on the test split. `initial`: of build_candidate.
/// Errors are those of learn::train, to_integer and fold_threshold.
Result<Candidate> train_candidate(const CandidateSpec& spec, const net::Graph& initial,
                                  const data::Dataset& dataset, const std::filesystem::path& checkpoint,
                                  Watch& watch);

}  // namespace knap::app
