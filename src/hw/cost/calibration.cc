// The weights of hw/cost: LUTs and flip-flops per unit of each feature, in the order of enum Feature. Made by
// bench/calibrate.
#include "hw/cost/estimate.h"

namespace knap::hw {
namespace {

// 22 designs each: bench_calibrate measure FOLDER 22 1 xc7 xcup ecp5 ice40, Yosys 0.23.
constexpr Calibration kXc7{{1.051, 1, 0.96, 0.982, 0.084, 0}, {0, 0, 0, 0, 0, 1.001}};
constexpr Calibration kXcup{{1.049, 1, 0.963, 0.991, 0.115, 0}, {0, 0, 0, 0, 0, 1.001}};
// The fit for ECP5 is no better than plain counts: 1.4 for adders against 0.6 for memories, which trade
// against each other in the samples and not elsewhere.
constexpr Calibration kEcp5{{1, 1, 1, 1, 0, 0}, {0, 0, 0, 0, 0, 1}};
// Those and five of 18-bit weights and activations, whole designs rather than layers; between their fit and
// that of 19 products alone (0.93; no map of our own, prim/ice40).
constexpr Calibration kIce40{{1.15, 0.87, 0.92, 1, 0.5, 0}, {0, 0, 0, 0, 0, 0.962}};

}  // namespace

const Calibration& calibration(Family family) {
  switch (family) {
    case Family::Xc7:
      return kXc7;
    case Family::Xcup:
      return kXcup;
    case Family::Ecp5:
      return kEcp5;
    case Family::Ice40:
      return kIce40;
  }
  return kXc7;
}

}  // namespace knap::hw
