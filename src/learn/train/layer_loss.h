// layer_loss: what quantising each layer alone costs.
#pragma once

#include <string>
#include <vector>

#include "learn/train/inputs.h"
#include "learn/train/model.h"

namespace knap::learn {

/// A layer of the float network whose weights and output became codes.
struct LayerLoss {
  std::string layer;  ///< the node's name, which is the layer's in the project file
  double points = 0;  ///< percentage points of accuracy lost, below 0 where it gained
  bool operator==(const LayerLoss&) const = default;
};

/// For every node whose weights or output are quantised, in graph order: how much accuracy falls when this
/// layer alone has its present formats and all others compute with reals (the front acts always). The points
/// of all layers need not add up to what they lose together. `samples` with these labels are evaluated once
/// per layer and once more.
std::vector<LayerLoss> lost_by_layer(const Model& model, const Inputs& samples,
                                     const std::vector<int>& labels);

}  // namespace knap::learn
