// The operators of net::Graph: real-valued, float or fake-quantised. Seen by net, learn and the importers
// only.
#pragma once

#include <optional>
#include <variant>

#include "core/num/format.h"
#include "core/num/tensor.h"
#include "net/ir/graph.h"
#include "net/ir/mask.h"
#include "net/ir/window.h"

namespace knap::net {

/// Samples as the sensor gives them; the value is code * 2^-fraction_bits. A recording shorter than the shape
/// is padded with code 0 at its end, a longer one is cut to its first samples: the rule is used alike by
/// training, predict, test vectors and accuracy.
struct Input {
  Shape shape;
  Fixed format{true, 16, 0};
  bool operator==(const Input&) const = default;
};

/// Rounds and saturates to a fixed format. In training the fraction bits may be calibrated or learned;
/// afterwards they are these. A gain of 2^-k with saturation is a format with negative fraction bits.
struct Quantize {
  Fixed format;
  Rounding rounding = Rounding::RndConv;
  Overflow overflow = Overflow::Sat;
  /// How learn chooses format.fraction_bits: kept as given, from observed ranges, or by gradient of the log2
  /// range.
  enum class Range { Given, Calibrated, Learned } range = Range::Given;
  bool operator==(const Quantize&) const = default;
};

/// How the weights of one layer are coded: symmetric codes, power-of-two steps, per tensor or per output
/// channel. fraction_bits is empty until calibrated: then one entry, or one per output channel.
struct WeightFormat {
  int width_bits = 8;  ///< 0 = float (not quantised)
  Granularity granularity = Granularity::Tensor;
  std::vector<int> fraction_bits;
  int bias_width_bits = 16;  ///< the bias has the accumulator's fraction bits and saturates at this width
  bool operator==(const WeightFormat&) const = default;
};

/// y[o] = sum_i weights[o, i] x[i] + bias[o] over a rank-1 input.
struct Dense {
  std::int64_t units = 1;
  bool has_bias = true;
  WeightFormat format;
  RealTensorPtr weights;  ///< [units, inputs]; null before initialisation
  RealTensorPtr bias;     ///< [units]; null without bias or before initialisation
  Mask mask = {};         ///< like the weights
  bool operator==(const Dense&) const = default;
};

/// 1-D or 2-D convolution (cross-correlation). Depthwise: groups = input channels; pointwise: one tap.
struct Conv {
  std::int64_t filters = 1;
  Window window;
  std::int64_t groups = 1;
  bool has_bias = true;
  WeightFormat format;
  RealTensorPtr weights;  ///< [filters, taps..., input channels / groups]
  RealTensorPtr bias;     ///< [filters]
  Mask mask = {};         ///< like the weights
  bool operator==(const Conv&) const = default;
};

/// y = gamma (x - mean) / sqrt(variance + epsilon) + beta, per channel.
struct BatchNorm {
  double epsilon = 1e-5;
  double momentum = 0.1;                      ///< of the running statistics, as torch defines it
  RealTensorPtr gamma, beta, mean, variance;  ///< [channels]; null before initialisation
  bool operator==(const BatchNorm&) const = default;
};

struct Relu {
  bool operator==(const Relu&) const = default;
};
struct Relu6 {
  bool operator==(const Relu6&) const = default;
};
struct Clip {
  double low = -1, high = 1;
  bool operator==(const Clip&) const = default;
};
/// x * min(max(x + 3, 0), 6) / 6 (Howard et al. 2019). Not monotone: minimum at x = -1.5.
struct HardSwish {
  bool operator==(const HardSwish&) const = default;
};
/// min(max(x + 3, 0), 6) / 6: PyTorch's Hardsigmoid. ONNX's HardSigmoid is this one where alpha = 1/6 and
/// beta = 1/2 (its default alpha is 1/5).
struct HardSigmoid {
  bool operator==(const HardSigmoid&) const = default;
};
struct Sigmoid {
  bool operator==(const Sigmoid&) const = default;
};

/// Elementwise sum of two tensors of one shape.
struct Add {
  bool operator==(const Add&) const = default;
};
/// Padding takes no part in the maximum.
struct MaxPool {
  Window window;
  bool operator==(const MaxPool&) const = default;
};
/// count_padding: divide by all taps; else by the taps inside the input.
struct AvgPool {
  Window window;
  bool count_padding = true;
  bool operator==(const AvgPool&) const = default;
};
/// Mean over all positions; (..., C) -> (C).
struct GlobalAvgPool {
  bool operator==(const GlobalAvgPool&) const = default;
};
/// (..., C) -> (size), channel fastest (the stream's order).
struct Flatten {
  bool operator==(const Flatten&) const = default;
};
struct Reshape {
  Shape shape;
  bool operator==(const Reshape&) const = default;
};
/// Along the channel axis; all other dimensions equal.
struct Concat {
  bool operator==(const Concat&) const = default;
};
/// Index of the greatest element of a rank-1 tensor; the lowest index of equals. Output shape (1).
struct ArgMax {
  bool operator==(const ArgMax&) const = default;
};

using RealOp =
    std::variant<Input, Quantize, Dense, Conv, BatchNorm, Relu, Relu6, Clip, HardSwish, HardSigmoid, Sigmoid,
                 Add, MaxPool, AvgPool, GlobalAvgPool, Flatten, Reshape, Concat, ArgMax>;
using Graph = GraphOf<RealOp>;

}  // namespace knap::net
