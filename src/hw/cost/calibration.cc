// The weights of hw/cost: LUTs and flip-flops per unit of each feature, in the order of enum Feature. Made by
// bench/calibrate.
#include "hw/cost/estimate.h"

namespace knap::hw {
namespace {

constexpr Calibration kXc7{{1, 1, 1, 1, 1, 0, 0}, {0, 0, 0, 0, 0, 0, 1}};
constexpr Calibration kEcp5{{1, 1, 1, 1, 1, 0, 0}, {0, 0, 0, 0, 0, 0, 1}};

}  // namespace

const Calibration& calibration(Family family) {
  switch (family) {
    case Family::Xc7:
    case Family::Xcup:
      return kXc7;
    case Family::Ecp5:
    case Family::Ice40:
      return kEcp5;
  }
  return kXc7;
}

}  // namespace knap::hw
