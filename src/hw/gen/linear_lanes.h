// linear_lanes: which products of a LinearStream share a block, and vectors put together of lanes of others
// (private to hw/gen).
#pragma once

#include <vector>

#include "hw/gen/linear.h"

namespace knap::hw {

/// One lane of a vector.
struct Part {
  Value all;
  int lane = 0;
};
/// A vector of these lanes; neighbours are taken as one slice. Not empty.
Value gather(const std::vector<Part>& parts);

/// Indices into Lanes::live().
struct Pairs {
  std::vector<int> low, high;  ///< two outputs' products with one input, pair by pair
  std::vector<int> single;     ///< products with a block of their own
  std::vector<int> shifted;    ///< products that need none
};
/// Who shares a block, in the order of the lanes: with products_per_dsp = 2 for each input the outputs that
/// multiply it two by two.
Pairs pairs_of(const LinearSpec& spec, const Lanes& lanes, const IntTensor& weights);

}  // namespace knap::hw
