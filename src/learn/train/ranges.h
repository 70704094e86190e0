// ranges: the power-of-two step of weights and activations that just holds them, or has the least square
// error.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/num/format.h"
#include "net/ir/real.h"

namespace knap::learn {

/// The fraction bits with which `values` lose least when they are rounded to `format` and saturate (mean
/// square error over the step that just holds the greatest value and the three finer ones; the coarser of
/// equals). 0 for no or only zeros.
int choose_fraction_bits(std::span<const float> values, const Fixed& format, bool is_symmetric);

/// The finest step at which none of `values` saturates. 0 for no or only zeros.
int widest_fraction_bits(std::span<const float> values, const Fixed& format, bool is_symmetric);

/// Whether codes of this Quantize saturate at the same magnitude on both sides.
inline bool is_symmetric(const net::Quantize& quantize) { return quantize.overflow == Overflow::SatSym; }

/// Fraction bits of the weights of one layer, one per tensor or per output channel as the format says. `bias`
/// (may be empty) has operand_bits + weight bits fraction bits: where it would saturate at bias_width_bits,
/// up to three bits of the weights are given up for it.
std::vector<int> choose_weight_bits(std::span<const double> weights, std::span<const double> bias,
                                    const net::WeightFormat& format, int operand_bits);

/// Keeps a bounded, evenly spread part of all values that one Quantize sees during calibration, and of each
/// call the least and the greatest.
class Observer {
 public:
  void add(std::span<const float> values);
  std::span<const float> values() const { return values_; }
  bool has_values() const { return !values_.empty(); }

 private:
  std::vector<float> values_;
};

}  // namespace knap::learn
