// Sensitivity: what the loss says of one layer's weights.
#pragma once

#include <vector>

namespace knap::learn {

/// Of one layer's weights as they are used (batch norms folded, rounded where the network is quantised), each
/// over the batches that were looked at.
struct Sensitivity {
  std::vector<double> weights;
  std::vector<double> first;  ///< mean of |w dL/dw|: by how much the loss would change, to first order
  std::vector<double>
      second;  ///< mean of (w dL/dw)^2: the diagonal of the empirical Fisher matrix, times w^2
};

}  // namespace knap::learn
