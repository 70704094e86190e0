// LayerDelays: the slowest path of each stage, for every decision that is asked about.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "hw/device/device.h"
#include "map/spec/structure.h"

namespace knap::map {

/// Worked out once for each decision, whatever clocks and foldings are compared.
class LayerDelays {
 public:
  /// Families whose delays nobody has measured (hw/cost/delay) are left out.
  explicit LayerDelays(const std::vector<hw::Family>& families);

  bool are_known() const { return !families_.empty(); }
  /// The slowest path, in nanoseconds, of a stage with other ranks; of the slowest family. `decision` is what
  /// a layer's stage was made of.
  double ns(const Stage& stage, const Decision& decision, const hw::Ranks& ranks);
  /// The family of which that is the slowest.
  hw::Family slowest(const Stage& stage, const Decision& decision, const hw::Ranks& ranks);

 private:
  struct Slowest {
    double ns = 0;
    hw::Family family = hw::Family::Ecp5;
  };
  const Slowest& of(const Stage& stage, Decision decision, const hw::Ranks& ranks);

  std::vector<hw::Family> families_;
  std::map<std::string, Slowest> known_;  ///< by name, comment (it tells a FIFO's depth) and decision
};

}  // namespace knap::map
