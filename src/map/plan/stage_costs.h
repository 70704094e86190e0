// StageCosts: the estimated resources of a structure, each stage worked out once for every decision.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "hw/device/device.h"
#include "map/spec/structure.h"

namespace knap::map {

/// Of one network. A plan that differs from one that was asked about before in a single layer costs the
/// lowering of that layer.
class StageCosts {
 public:
  explicit StageCosts(std::vector<hw::Family> families) : families_(std::move(families)) {}

  /// What hw::estimate says of the whole design, per family, pins included.
  std::vector<hw::Resources> of(const Structure& structure);
  /// Of each of its stages, per family; they live as long as this.
  std::vector<const std::vector<hw::Resources>*> of_stages(const Structure& structure);

 private:
  std::vector<hw::Family> families_;
  std::map<std::string, std::vector<hw::Resources>> known_;  ///< by key_of, per family
};

}  // namespace knap::map
