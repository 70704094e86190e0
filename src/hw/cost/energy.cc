#include "hw/cost/energy.h"

namespace knap::hw {
namespace {

constexpr double kProductPj = 0.2 / (8 * 8), kSumPj = 0.1 / 32,
                 kReadPj = 10.0 / 64;  // per bit (of product: bit^2)
constexpr double kFpgaLogic = 14;

}  // namespace

void Operations::add(std::int64_t macs, int weight_bits, int activation_bits, int accumulator_bits) {
  const auto n = static_cast<double>(macs);
  product_bits += n * weight_bits * activation_bits;
  sum_bits += n * accumulator_bits;
  read_bits += n * (weight_bits + activation_bits);
}

double dynamic_energy_uj(const Operations& operations) {
  const double logic = operations.product_bits * kProductPj + operations.sum_bits * kSumPj;
  return (kFpgaLogic * logic + operations.read_bits * kReadPj) * 1e-6;
}

}  // namespace knap::hw
