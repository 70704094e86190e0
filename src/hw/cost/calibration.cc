// The weights of hw/cost: LUTs and flip-flops per unit of each feature, in the order of enum Feature. Made by
// bench/calibrate.
#include "hw/cost/estimate.h"

namespace knap::hw {
namespace {

constexpr Calibration kXc7{{1, 0.7, 0.6, 0.4, 0.4, 0.5, 0.3, 1.1, 1, 0.02, 0.3, 0.016, 0, 0.02, 0.1, 0, 0},
                           {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0}};
constexpr Calibration kEcp5{{1.1, 1, 1, 0.5, 0.6, 0.8, 0.5, 1.6, 1.2, 0.06, 0.5, 0.06, 0, 0.08, 0.1, 0, 0},
                            {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0}};

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
