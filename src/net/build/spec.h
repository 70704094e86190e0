// NetworkSpec: a network as a person writes it in the project's TOML - a compact list of layers.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/text/described.h"
#include "core/text/value.h"
#include "net/ir/real.h"

namespace knap::net {

/// The widest weights: the second factor of a hard multiplier of ECP5, the 7 series and UltraScale+, and half
/// a word of a block memory of Xilinx.
inline constexpr int kMaxWeightBits = 18;

enum class LayerKind {
  Quantize,
  Conv,
  Depthwise,
  Pointwise,
  Dense,
  BatchNorm,
  Relu,
  Relu6,
  Clip,
  HardSwish,
  HardSigmoid,
  Sigmoid,
  MaxPool,
  AvgPool,
  GlobalAvgPool,
  Flatten,
  Add,
  Concat,
  ArgMax,
};
inline constexpr std::array<std::string_view, 19> kLayerKindNames = {
    "quantize",        "conv",    "depthwise",  "pointwise",    "dense",   "batch_norm", "relu",
    "relu6",           "clip",    "hard_swish", "hard_sigmoid", "sigmoid", "max_pool",   "avg_pool",
    "global_avg_pool", "flatten", "add",        "concat",       "arg_max"};
inline const auto& enum_names(LayerKind) { return kLayerKindNames; }

enum class Activation { None, Relu, Relu6, HardSwish, HardSigmoid, Sigmoid };
inline constexpr std::array<std::string_view, 6> kActivationNames = {"none",       "relu",         "relu6",
                                                                     "hard_swish", "hard_sigmoid", "sigmoid"};
inline const auto& enum_names(Activation) { return kActivationNames; }

inline constexpr std::array<std::string_view, 3> kRangeNames = {"given", "calibrated", "learned"};
inline const auto& enum_names(Quantize::Range) { return kRangeNames; }

/// One [[network.layer]]. What is not set follows from the network's defaults and from the operand.
struct LayerSpec {
  std::string name;
  LayerKind kind = LayerKind::Conv;
  Value from;
  std::optional<std::int64_t> filters, units;
  std::int64_t multiplier = 1, groups = 1;
  Value kernel, stride, dilation, padding;
  std::optional<Activation> activation;
  std::optional<bool> batch_norm, per_channel, bias;
  std::optional<int> weight_bits, activation_bits, fraction_bits;
  std::optional<bool> is_signed;
  bool count_padding = true;
  double low = -1, high = 1;

  static void fields(auto& self, auto&& f) {
    f("name", self.name,
      "the layer's name in plan, RTL and report; default: its kind and a number, such as conv1");
    f("kind", self.kind, "what the layer does");
    f("from", self.from,
      "the layer, or list of layers, that it reads; default: the one before ('input' = the samples)");
    f("filters", self.filters, "output channels of conv and pointwise", Bounds{1, 65536});
    f("units", self.units, "outputs of dense", Bounds{1, 65536});
    f("multiplier", self.multiplier, "output channels per input channel of depthwise", Bounds{1, 256});
    f("groups", self.groups, "groups of conv", Bounds{1, 65536});
    f("kernel", self.kernel, "window length, or one per axis (height, width); pools and convolutions");
    f("stride", self.stride, "window stride, or one per axis; default 1, for pools the kernel");
    f("dilation", self.dilation, "distance of the window's taps, or one per axis; default 1");
    f("padding", self.padding,
      "\"same\" (convolutions' default), \"valid\" (pools' default), or [low, high] zeros, or one such pair "
      "per axis");
    f("activation", self.activation, "activation after conv, depthwise, pointwise, dense or add");
    f("batch_norm", self.batch_norm, "batch norm after conv, depthwise, pointwise or dense");
    f("per_channel", self.per_channel, "one weight scale per output channel");
    f("bias", self.bias, "whether a layer without batch norm adds a bias; default true");
    f("weight_bits", self.weight_bits, "width of the weights; default: the network's",
      Bounds{2, kMaxWeightBits});
    f("activation_bits", self.activation_bits, "width of the layer's output; default: the network's",
      Bounds{1, 24});
    f("fraction_bits", self.fraction_bits,
      "binary point of a quantize layer; default: calibrated in training", Bounds{-32, 32});
    f("signed", self.is_signed, "whether a quantize layer's codes are signed; default: as its operand needs");
    f("count_padding", self.count_padding, "whether avg_pool divides by all taps, padded ones too");
    f("low", self.low, "lower bound of clip", Bounds{-1e6, 1e6});
    f("high", self.high, "upper bound of clip", Bounds{-1e6, 1e6});
  }
};

/// The [network] section.
struct NetworkSpec {
  int weight_bits = 8, activation_bits = 8;
  std::optional<int> bias_bits;
  bool per_channel = false, batch_norm = false;
  Activation activation = Activation::None;
  Quantize::Range ranges = Quantize::Range::Calibrated;
  std::vector<LayerSpec> layers;

  static void fields(auto& self, auto&& f) {
    f("weight_bits", self.weight_bits, "width of the weights of every layer", Bounds{2, kMaxWeightBits});
    f("activation_bits", self.activation_bits, "width of every layer's output", Bounds{1, 24});
    f("bias_bits", self.bias_bits,
      "width at which biases saturate; default: 16, or 8 more than weights and activations have together "
      "where "
      "these have more than 16",
      Bounds{2, 50});
    f("per_channel", self.per_channel, "one weight scale per output channel");
    f("batch_norm", self.batch_norm, "batch norm after every convolution (folded during training)");
    f("activation", self.activation, "activation after every convolution and every dense layer but the last");
    f("ranges", self.ranges, "how the binary points of weights and activations are found");
    f("layer", self.layers, "the layers in order");
  }
};

}  // namespace knap::net
