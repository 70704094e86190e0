// fields: every attribute of every operator, named once; text printing and parsing both follow from it.
// where_any: a tensor that most nodes lack; one that is null is not written.
#pragma once

#include <string_view>
#include <type_traits>

#include "net/ir/integer.h"
#include "net/ir/real.h"

namespace knap::net {

template <class T, class Op>
concept Is = std::is_same_v<std::remove_const_t<T>, Op>;

void fields(Is<WindowAxis> auto& axis, auto&& f) {
  f("kernel", axis.kernel);
  f("stride", axis.stride);
  f("pad_low", axis.pad_low);
  f("pad_high", axis.pad_high);
  f("dilation", axis.dilation);
}
void fields(Is<WeightFormat> auto& format, auto&& f) {
  f("width_bits", format.width_bits);
  f("granularity", format.granularity);
  f("fraction_bits", format.fraction_bits);
  f("bias_width_bits", format.bias_width_bits);
}
void fields(Is<Interval> auto& interval, auto&& f) {
  f("low", interval.low);
  f("high", interval.high);
}
void fields(Is<ClosedForm> auto& form, auto&& f) {
  f("multiply", form.multiply);
  f("add", form.add);
  f("shift", form.shift);
  f("rounding", form.rounding);
  f("clamp", form.clamp);
}

void fields(Is<Input> auto& op, auto&& f) {
  f("shape", op.shape);
  f("format", op.format);
}
void fields(Is<Quantize> auto& op, auto&& f) {
  f("format", op.format);
  f("rounding", op.rounding);
  f("overflow", op.overflow);
  f("range", op.range);
}
void fields(Is<Dense> auto& op, auto&& f) {
  f("units", op.units);
  f("has_bias", op.has_bias);
  f("format", op.format);
  f("weights", op.weights);
  f("bias", op.bias);
  f.where_any("mask", op.mask);
}
void fields(Is<Conv> auto& op, auto&& f) {
  f("filters", op.filters);
  f("window", op.window);
  f("groups", op.groups);
  f("has_bias", op.has_bias);
  f("format", op.format);
  f("weights", op.weights);
  f("bias", op.bias);
  f.where_any("mask", op.mask);
}
void fields(Is<BatchNorm> auto& op, auto&& f) {
  f("epsilon", op.epsilon);
  f("momentum", op.momentum);
  f("gamma", op.gamma);
  f("beta", op.beta);
  f("mean", op.mean);
  f("variance", op.variance);
}
void fields(Is<Relu> auto&, auto&&) {}
void fields(Is<Relu6> auto&, auto&&) {}
void fields(Is<Clip> auto& op, auto&& f) {
  f("low", op.low);
  f("high", op.high);
}
void fields(Is<HardSwish> auto&, auto&&) {}
void fields(Is<HardSigmoid> auto&, auto&&) {}
void fields(Is<Sigmoid> auto&, auto&&) {}
void fields(Is<Add> auto&, auto&&) {}
void fields(Is<MaxPool> auto& op, auto&& f) { f("window", op.window); }
void fields(Is<AvgPool> auto& op, auto&& f) {
  f("window", op.window);
  f("count_padding", op.count_padding);
}
void fields(Is<GlobalAvgPool> auto&, auto&&) {}
void fields(Is<Flatten> auto&, auto&&) {}
void fields(Is<Reshape> auto& op, auto&& f) { f("shape", op.shape); }
void fields(Is<Concat> auto&, auto&&) {}
void fields(Is<ArgMax> auto&, auto&&) {}

namespace integer {
using net::Is;

void fields(Is<Input> auto& op, auto&& f) {
  f("shape", op.shape);
  f("format", op.format);
}
void fields(Is<MatVec> auto& op, auto&& f) {
  f("weights", op.weights);
  f("bias", op.bias);
  f("weight_width_bits", op.weight_width_bits);
  f.where_any("mask", op.mask);
}
void fields(Is<Conv> auto& op, auto&& f) {
  f("weights", op.weights);
  f("bias", op.bias);
  f("window", op.window);
  f("groups", op.groups);
  f("pad_code", op.pad_code);
  f("weight_width_bits", op.weight_width_bits);
  f.where_any("mask", op.mask);
}
void fields(Is<Steps> auto& op, auto&& f) { f("function", op.function); }
void fields(Is<Add> auto& op, auto&& f) {
  f("shift_a", op.shift_a);
  f("shift_b", op.shift_b);
}
void fields(Is<Concat> auto&, auto&&) {}
void fields(Is<MaxPool> auto& op, auto&& f) { f("window", op.window); }
void fields(Is<SumPool> auto& op, auto&& f) { f("window", op.window); }
void fields(Is<GlobalSumPool> auto&, auto&&) {}
void fields(Is<Reshape> auto& op, auto&& f) { f("shape", op.shape); }
void fields(Is<ArgMax> auto&, auto&&) {}
}  // namespace integer

/// "conv", "mat_vec", ...: the word of the text form.
std::string_view kind_name(const RealOp& op);
std::string_view kind_name(const IntOp& op);

}  // namespace knap::net
