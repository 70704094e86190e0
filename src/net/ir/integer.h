// The operators of net::IntGraph: integers on every edge, each with an exact interval. map, prune, verify and
// the hardware see nothing else.
#pragma once

#include <variant>

#include "core/num/format.h"
#include "core/num/steps.h"
#include "core/num/tensor.h"
#include "net/ir/graph.h"
#include "net/ir/mask.h"
#include "net/ir/window.h"

namespace knap::net::integer {

/// Codes of the raw samples. `format` tells what they stand for; the interval is format.codes().
struct Input {
  Shape shape;
  Fixed format{true, 16, 0};
  bool operator==(const Input&) const = default;
};

/// y[o] = sum_i weights[o, i] x[i] + bias[o]; input rank 1.
struct MatVec {
  IntTensorPtr weights;       ///< [outputs, inputs]
  IntTensorPtr bias;          ///< [outputs]; never null
  int weight_width_bits = 8;  ///< declared width of the codes; all weights fit
  Mask mask = {};             ///< like the weights
  bool operator==(const MatVec&) const = default;
};

/// Convolution; taps outside the input read pad_code (the zero point, 0 for our own networks).
struct Conv {
  IntTensorPtr weights;  ///< [filters, taps..., input channels / groups]
  IntTensorPtr bias;     ///< [filters]; never null
  Window window;
  std::int64_t groups = 1;
  std::int64_t pad_code = 0;
  int weight_width_bits = 8;
  Mask mask = {};  ///< like the weights
  bool operator==(const Conv&) const = default;
};

/// Elementwise piecewise-constant function, one or one per channel.
struct Steps {
  std::shared_ptr<const knap::Steps> function;
  bool operator==(const Steps& other) const {
    return function == other.function || (function && other.function && *function == *other.function);
  }
};

/// (a << shift_a) + (b << shift_b): both operands on one integer scale.
struct Add {
  int shift_a = 0, shift_b = 0;
  bool operator==(const Add&) const = default;
};
/// Channels of all operands one after the other (all on one scale, made so by Steps before).
struct Concat {
  bool operator==(const Concat&) const = default;
};
/// Padding takes no part in the maximum.
struct MaxPool {
  Window window;
  bool operator==(const MaxPool&) const = default;
};
/// Sum over the window; padding adds 0. A divisor that depends on the position is refused by to_integer.
struct SumPool {
  Window window;
  bool operator==(const SumPool&) const = default;
};
/// Sum over all positions; (..., C) -> (C).
struct GlobalSumPool {
  bool operator==(const GlobalSumPool&) const = default;
};
/// Same elements in the same order. Also Flatten.
struct Reshape {
  Shape shape;
  bool operator==(const Reshape&) const = default;
};
/// Index of the greatest element of a rank-1 tensor; the lowest index of equals. Output shape (1).
struct ArgMax {
  bool operator==(const ArgMax&) const = default;
};

using IntOp =
    std::variant<Input, MatVec, Conv, Steps, Add, Concat, MaxPool, SumPool, GlobalSumPool, Reshape, ArgMax>;

}  // namespace knap::net::integer

namespace knap::net {
using IntOp = integer::IntOp;
using IntGraph = GraphOf<IntOp>;
}  // namespace knap::net
