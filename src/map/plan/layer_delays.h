// LayerDelays: the slowest path of each stage, for every decision that is asked about.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "hw/device/device.h"
#include "map/spec/structure.h"

namespace knap::map {

/// Worked out once for each decision, whatever clocks and foldings are compared.
class LayerDelays {
 public:
  explicit LayerDelays(const std::vector<hw::Family>& families) : families_(families) {}

  /// Not without any family.
  bool are_known() const { return !families_.empty(); }
  /// The slowest path, in nanoseconds, of a stage with other ranks; of the slowest family. Any thread may
  /// ask.
  double ns(const Stage& stage, const hw::Ranks& ranks);
  /// The family of which that is the slowest.
  hw::Family slowest(const Stage& stage, const hw::Ranks& ranks);

 private:
  struct Slowest {
    double ns = 0;
    hw::Family family = hw::Family::Ecp5;
  };
  Slowest of(const Stage& stage, const hw::Ranks& ranks);

  std::vector<hw::Family> families_;
  std::mutex guard_;
  std::map<std::string, Slowest> known_;  ///< by key_of
};

}  // namespace knap::map
