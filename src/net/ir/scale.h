// Scales and codes: which real number one integer of a value stands for, and the integer codes of weights and
// biases. The evaluator, the trainer and to_integer share this one definition.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "net/ir/real.h"

namespace knap::net {

/// value = code * 2^-fraction_bits[channel] / divisor.
struct Scale {
  std::vector<int> fraction_bits{0};  ///< one, or one per channel
  std::int64_t divisor = 1;  ///< odd; other than 1 only after an average over a count that is no power of two
  bool operator==(const Scale&) const = default;
  int max_fraction_bits() const;
  int at(std::int64_t channel) const;
};

/// Of every node; nothing where the value is no integer multiple of a known step: after float weights, batch
/// norms and activations until the next Quantize, after joins of unlike divisors. A linear op needs an
/// operand of divisor 1.
std::vector<std::optional<Scale>> scales(const Graph& graph);

/// Weights [outputs, ...] as codes: rounded half to even, saturated to the symmetric range of width_bits (w
/// <= 32). KNAP_CHECKs that the format has fraction_bits.
IntTensor weight_codes(const RealTensor& weights, const WeightFormat& format);
/// Biases as codes at the accumulator's scale, max fraction bits of the operand + those of the weights;
/// rounded half to even, saturated at bias_width_bits. Zeros when `bias` is null.
IntTensor bias_codes(const RealTensorPtr& bias, std::int64_t outputs, const WeightFormat& format,
                     const Scale& operand);
/// The scale of the sums of a linear op.
Scale accumulator_scale(const WeightFormat& format, const Scale& operand);

/// 1 / (1 + e^-x), computed in 64-bit precision and rounded to double: what a Sigmoid means, to the evaluator
/// and in every integer graph. (Exact thresholds would differ only where double precision itself saturates,
/// beyond x = 36.)
double sigmoid(double x);

/// The scale of an average over `count` values whose sum has the scale `sum`.
Scale divided(Scale sum, std::int64_t count);

/// A batch norm of one channel as y = x scale + offset: scale = gamma / sqrt(variance + epsilon), offset =
/// beta - mean scale, each operation rounded to double. These two numbers, taken exactly, are what the batch
/// norm means after training.
struct BatchNormAffine {
  double scale, offset;
};
BatchNormAffine batch_norm_affine(const BatchNorm& op, std::int64_t channel);
BatchNormAffine batch_norm_affine(double gamma, double beta, double mean, double variance, double epsilon);

/// Takes a batch norm of one affine function per output into the weights [outputs, ...] and the bias
/// [outputs] before it, each product and sum rounded to double.
void fold_affine(std::span<const BatchNormAffine> affine, std::span<double> weights, std::span<double> bias);

}  // namespace knap::net
