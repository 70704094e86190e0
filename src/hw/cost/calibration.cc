// The weights of hw/cost: LUTs and flip-flops per unit of each feature, in the order of enum Feature. Made by
// bench/calibrate.
#include "hw/cost/estimate.h"

namespace knap::hw {
namespace {

// 22 designs each (xcup 21): bench_calibrate measure FOLDER 22 1 xc7 xcup ecp5 ice40, Yosys 0.23.
constexpr Calibration kXc7{{1.041, 1, 0.99, 0.778, 0.212, 0}, {0, 0, 0, 0, 0, 1.003}};
constexpr Calibration kXcup{{1.036, 1, 0.981, 0.894, 0.218, 0}, {0, 0, 0, 0, 0, 1.003}};
// The fit for ECP5 is no better than plain counts: 1.4 for adders against 0.4 for memories, which trade
// against each other in the samples and not elsewhere.
constexpr Calibration kEcp5{{1, 1, 1, 1, 0, 0}, {0, 0, 0, 0, 0, 1}};
// Products: no map of our own (prim/ice40), and Yosys takes twice as many tables.
constexpr Calibration kIce40{{1.027, 1.151, 2.157, 1.016, 0.689, 0}, {0, 0, 0, 0, 0, 0.969}};

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
