// train: from a graph and labelled samples to trained weights - float epochs, then quantised ones.
#pragma once

#include <filesystem>
#include <memory>

#include "core/base/watch.h"
#include "learn/train/checkpoint.h"
#include "learn/train/group_lasso.h"
#include "learn/train/layer_loss.h"
#include "learn/train/loss.h"
#include "learn/train/pruning.h"
#include "learn/train/samples.h"

namespace knap::learn {

/// Everything that decides the result of a training.
struct Candidate {
  net::Graph graph;  ///< weights that it has are the start, others are drawn from the seed
  Samples training, validation;
  TrainOptions options;
  std::uint64_t seed = 0;
  bool judges_layers = true;                    ///< whether lost_by_layer is worked out
  std::shared_ptr<const Teacher> teacher = {};  ///< from whom all phases learn, too; none: labels alone
  std::vector<LassoGroup> lasso = {};           ///< of all phases
  std::shared_ptr<const Pruning> pruning = {};  ///< none: what the graph keeps is kept
};

/// Weights and scores.
struct TrainResult {
  net::Graph float_graph;  ///< after the float epochs, batch norms as nodes
  /// After all epochs, before weights are rounded, batch norms as nodes: what a training that goes on starts
  /// from.
  net::Graph unrounded;
  net::Graph graph;  ///< batch norms folded, weights rounded to codes, all formats set: what to_integer takes
  Measure float_validation, quantised_validation;
  /// On at most 2000 of the validation samples, of the float network with the formats of `graph`: where
  /// quantising costs something. Quantised epochs win part of it back.
  std::vector<LayerLoss> lost_by_layer;
  std::vector<Curve> curves;  ///< one per epoch; its times are the only part that differs between equal runs
  double seconds = 0;         ///< of work, over all resumed parts
  double samples_per_second = 0;  ///< of the quickest epoch
};

/// Trains a candidate in the phases of phase.h. Touches no file but `checkpoint_file`, and none when that is
/// empty.
///
/// Same candidate, same machine => same bits, whatever the number of threads, whatever the nodes are called,
/// and however often the run was killed and called again with the same `checkpoint_file` (written after every
/// epoch and every `checkpoint_seconds`; a file of another candidate is ignored and replaced). Errors:
/// kWrongType (options), kBadModel (graph), kBadData (samples and labels do not fit the graph, a class
/// without samples), kDiverged (the loss is no number), kInterrupted (`watch` was stopped; the checkpoint is
/// kept), kFile.
Result<TrainResult> train(const Candidate& candidate, const std::filesystem::path& checkpoint_file,
                          Watch& watch);

/// Shapes, counts and labels fit the graph; every class of the graph has a sample.
Result<void> check_samples(const net::Graph& graph, const Samples& samples, const std::string& where);

}  // namespace knap::learn
