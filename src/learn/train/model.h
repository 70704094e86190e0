// Model: what is learned about a graph - parameters, statistics, formats - and the weights that the layers
// really use.
#pragma once

#include <optional>

#include "core/base/result.h"
#include "learn/train/optimiser.h"
#include "net/ir/prune.h"
#include "net/ir/real.h"

namespace knap::learn {

/// How the graph is evaluated while it is trained.
enum class Mode {
  Float,      ///< batch norms live; only Quantize nodes before the first parameter act
  Folded,     ///< float, batch norms folded with their running statistics (calibration)
  Quantised,  ///< folded, weights and biases as codes, all Quantize nodes act
};

/// A batch norm. Folded into a linear layer where that is its only operand's only use.
struct NormLayer {
  net::NodeId node;
  std::size_t gamma = 0, beta = 0;  ///< parameters
  std::vector<double> mean, variance;
  double epsilon = 1e-5, momentum = 0.1;
  bool is_folded = false;
};

/// A Dense or Conv.
struct LinearLayer {
  net::NodeId node;
  std::size_t outputs = 1, per_output = 1;
  std::size_t weights = 0;          ///< parameter
  std::optional<std::size_t> bias;  ///< parameter
  std::optional<std::size_t> norm;  ///< the folded batch norm
  net::WeightFormat format;
  int finer_bits = 0;  ///< fraction bits beyond those of least square error, as calibration found them
  std::optional<int> operand_bits;  ///< fraction bits of what it reads, once known
  net::Mask mask = {};              ///< pruned weights are 0 and have no gradient
};

/// A Quantize.
struct RangeLayer {
  net::NodeId node;
  net::Quantize op;
  bool is_front = false;                 ///< no parameter before it: acts in every mode
  std::optional<std::size_t> log2_step;  ///< parameter of a learned range
};

/// Weights and bias that a linear layer multiplies and adds, and what its gradient needs.
struct Effective {
  std::vector<float> weights, bias;  ///< bias has `outputs` entries, zeros where there is none
  std::vector<float> folded;         ///< Quantised: weights before rounding
};

/// Gradients with respect to what the layers use, as the network returns them.
struct LeafGradients {
  std::vector<std::vector<float>> weights, bias;  ///< by linear layer
  std::vector<std::vector<float>> gamma, beta;    ///< by norm layer; empty where folded
  std::vector<double> log2_step;                  ///< by range layer
  /// Adds another of the same form.
  void add(const LeafGradients& other);
};

/// All that training changes besides the optimiser's state.
struct ModelState {
  std::vector<std::vector<float>> parameters;
  std::vector<std::vector<double>> means, variances;
  std::vector<std::vector<int>> weight_bits;
  std::vector<int> finer_bits, range_bits;
  std::vector<IntTensor> masks;  ///< by linear layer; empty where all is kept
  bool operator==(const ModelState&) const = default;
};

class Model {
 public:
  /// Weights that the graph does not have yet are drawn: normal, variance 2 / fan-in before a rectifier or
  /// batch norm, else 1 / fan-in (He et al. 2015). Refuses (kBadModel) graphs with several inputs or without
  /// weights.
  static Result<Model> make(const net::Graph& graph, std::uint64_t seed);

  const net::Graph& graph() const { return graph_; }
  std::vector<Parameter> parameters;
  std::vector<NormLayer> norms;
  std::vector<LinearLayer> linears;
  std::vector<RangeLayer> ranges;

  /// Index in linears, norms or ranges of a node.
  std::size_t index_of(net::NodeId node) const { return index_.at(node.index); }
  /// Nodes that no parameter precedes (they compute the same for a sample in every step).
  const std::vector<bool>& front() const { return front_; }
  /// The node whose scores are the classes' logits: an output, or what its ArgMax reads.
  net::NodeId logits() const { return logits_; }

  /// The weights that every linear layer uses in this mode; of one of them.
  std::vector<Effective> effective(Mode mode) const;
  Effective effective(const LinearLayer& layer, Mode mode) const;
  /// Gradients of the parameters; straight through the rounding of weights, so that a saturated weight only
  /// moves inwards.
  Gradients backward(Mode mode, const std::vector<Effective>& effective, const LeafGradients& leaves) const;

  /// Chooses the fraction bits of all weights from their present folded values: those of least square error
  /// and `finer_bits` more. Of one layer, when what it reads has its format.
  void choose_weight_formats();
  void choose_weight_format(LinearLayer& layer) const;
  /// Takes the formats of learned ranges from their parameters; true when one changed.
  bool update_learned_ranges();
  /// Derives the operands' fraction bits anew; to be called after a range's format changed.
  void refresh_scales();
  /// Learned ranges start from the present formats.
  void start_learned_ranges();

  /// The graph with present weights and statistics, batch norms as nodes.
  net::Graph to_float_graph() const;
  /// The graph that to_integer takes: batch norms folded, weights and biases rounded to their codes, formats
  /// set.
  net::Graph to_quantised_graph() const;

  /// Drops weights beside those that were: they are 0 from now on. KNAP_CHECKs that every mask is a layer's.
  void prune(const net::Masks& masks);
  net::Masks masks() const;

  ModelState save() const;
  void restore(const ModelState& state);

 private:
  struct FoldedLayer {
    std::vector<double> weights, bias;
  };
  FoldedLayer fold(const LinearLayer& layer) const;
  FoldedLayer quantise(const LinearLayer& layer, const FoldedLayer& folded) const;
  net::Graph rebuild(Mode mode) const;
  /// The op of a node with present parameters, statistics and formats, nothing folded.
  net::RealOp with_values(net::NodeId id) const;
  void add_layers(std::uint64_t seed);

  net::Graph graph_;
  std::vector<std::size_t> index_;
  std::vector<bool> front_;
  net::NodeId logits_;
};

}  // namespace knap::learn
