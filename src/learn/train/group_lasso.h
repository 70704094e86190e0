// GroupLasso: weights that the hardware drops together are made small together, while a network is trained.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/hash.h"
#include "learn/train/model.h"

namespace knap::learn {

/// Weights that mean nothing without each other, in one layer or several.
struct LassoGroup {
  struct Part {
    std::string layer;                  ///< the node's name
    std::vector<std::int64_t> weights;  ///< indices into its weights
  };
  std::vector<Part> parts;
  /// Of the learning rate: what each weight of a group whose weights are alike loses in a step.
  double rate = 0;
};

/// The penalty sum over groups of rate * sqrt(n) * ||w||, n weights each (Yuan and Lin 2006, J. R. Statist.
/// Soc. B 68), by its proximal step after each one of the optimiser, as decoupled decay is: a gradient of it
/// would drown in Adam's moments.
class GroupLasso {
 public:
  GroupLasso() = default;
  /// KNAP_CHECKs that the model has the layers and weights.
  GroupLasso(const std::vector<LassoGroup>& groups, const Model& model);

  /// Every group becomes shorter by learning_rate * rate * sqrt(n), or 0 where it is no longer than that.
  void shrink(std::vector<Parameter>& parameters, double learning_rate) const;

 private:
  struct Weight {
    std::size_t parameter = 0, index = 0;
  };
  struct Group {
    std::vector<Weight> weights;
    double rate = 0;
  };
  std::vector<Group> groups_;
};

/// What of the groups decides about a training.
void add_to(Sha256& key, const std::vector<LassoGroup>& groups);

}  // namespace knap::learn
