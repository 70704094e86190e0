// declared: a design as the formats of its network allow it to be, whatever a training makes of the values.
#pragma once

#include "map/spec/structure.h"

namespace knap::map {

/// The same stages with other values: weights and biases that fill their widths, sums and requantisers as
/// wide as these make them, streams that use all codes of their width. What is decided on it is decided for
/// every training that ends in the same formats: widths and points (a requantiser's shifts, an addition's).
/// Requantisers that are no shifts (tables, searches, multipliers) have no other form than that of their
/// values: a layer with one stays as it is. For what the planner asks about delay and cost, never for what is
/// built.
Structure with_declared_values(Structure structure);

}  // namespace knap::map
