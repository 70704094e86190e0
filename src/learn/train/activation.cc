// Quantize with its straight-through gradient, and the activations, on tensors.
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "learn/train/kernels.h"
#include "learn/train/tensors.h"

namespace knap::learn {
namespace {

__extension__ typedef __int128 Wide;

/// What one Quantize does to a number, in plain data.
struct Rule {
  Rounding rounding = Rounding::RndConv;
  Overflow overflow = Overflow::Sat;
  double low = 0, high = 0;  ///< codes
  double up = 1, down = 1;   ///< 2^fraction_bits and its inverse
  double span = 1;           ///< 2^width_bits, for wrapping
  /// The kernels below do it: the common case.
  bool is_simple() const {
    return rounding == Rounding::RndConv && (overflow == Overflow::Sat || overflow == Overflow::SatSym) &&
           -kMagicLimit < low && high < kMagicLimit;
  }
  static constexpr double kMagicLimit = 4194304;  // 2^22
};

Rule rule_of(const net::Quantize& op) {
  const Interval codes = op.overflow == Overflow::SatSym || op.overflow == Overflow::WrapSm
                             ? op.format.symmetric_codes()
                             : op.format.codes();
  Rule rule;
  rule.rounding = op.rounding;
  rule.overflow = op.overflow;
  rule.low = static_cast<double>(codes.low);
  rule.high = static_cast<double>(codes.high);
  rule.up = std::ldexp(1.0, op.format.fraction_bits);
  rule.down = std::ldexp(1.0, -op.format.fraction_bits);
  rule.span = std::ldexp(1.0, op.format.width_bits);
  return rule;
}

/// The same bytes order as `like`, so that both can be walked as plain arrays.
at::Tensor in_order_of(const at::Tensor& x, const at::Tensor& like) {
  if (x.strides() == like.strides() && x.is_non_overlapping_and_dense()) return x;
  return at::empty_like(like).copy_(x);
}

at::Tensor round_codes(const at::Tensor& v, Rounding rounding) {
  const at::Tensor floor = v.floor(), fraction = v - floor;
  switch (rounding) {
    case Rounding::RndConv:
      return v.round();
    case Rounding::Rnd:
      return floor + fraction.ge(0.5);
    case Rounding::RndMinInf:
      return floor + fraction.gt(0.5);
    case Rounding::RndZero:
      return floor + fraction.gt(0.5).logical_or(fraction.eq(0.5).logical_and(v.lt(0)));
    case Rounding::RndInf:
      return floor + fraction.gt(0.5).logical_or(fraction.eq(0.5).logical_and(v.gt(0)));
    case Rounding::Trn:
      return floor;
    case Rounding::TrnZero:
      return v.trunc();
  }
  return v;
}

at::Tensor bring_into_range(const at::Tensor& codes, const Rule& rule) {
  switch (rule.overflow) {
    case Overflow::Sat:
    case Overflow::SatSym:
      return codes.clamp(rule.low, rule.high);
    case Overflow::SatZero:
      return codes * codes.ge(rule.low).logical_and(codes.le(rule.high));
    case Overflow::Wrap:
      return codes - ((codes - rule.low) / rule.span).floor() * rule.span;
    case Overflow::WrapSm:
      return codes;
  }
  return codes;
}

/// Sign-magnitude wrap has no tensor form: element by element, through the one definition.
at::Tensor wrap_sign_magnitude(const at::Tensor& codes, const net::Quantize& op) {
  const at::Tensor plain = codes.to(at::kDouble).cpu().contiguous();
  double* data = plain.data_ptr<double>();
  for (std::int64_t i = 0; i < plain.numel(); ++i)
    data[i] = static_cast<double>(
        apply_overflow(static_cast<Wide>(data[i]), op.format.width_bits, op.format.is_signed, op.overflow));
  return plain.to(codes.options());
}

at::Tensor quantize_values(const net::Quantize& op, const at::Tensor& x) {
  const Rule rule = rule_of(op);
  const bool is_float = x.scalar_type() == at::kFloat, is_double = x.scalar_type() == at::kDouble;
  if (rule.is_simple() && x.is_cpu() && (is_float || is_double)) {
    const at::Tensor dense = x.is_non_overlapping_and_dense() ? x : x.contiguous();
    at::Tensor y = at::empty_like(dense);
    if (is_double)
      quantize_doubles(dense.data_ptr<double>(), y.data_ptr<double>(), dense.numel(), rule.low, rule.high,
                       rule.up, rule.down);
    else
      quantize_floats(dense.data_ptr<float>(), y.data_ptr<float>(), dense.numel(),
                      static_cast<float>(rule.low), static_cast<float>(rule.high),
                      static_cast<float>(rule.up), static_cast<float>(rule.down));
    return y;
  }
  const at::Tensor codes = round_codes(x * rule.up, op.rounding);
  if (op.overflow == Overflow::WrapSm) return wrap_sign_magnitude(codes, op) * rule.down;
  return bring_into_range(codes, rule) * rule.down;
}

/// d y / d log2(step), summed with the gradient: (round(v) - v) step ln 2 inside the range, bound * step * ln
/// 2 outside.
double range_gradient(const net::Quantize& op, const at::Tensor& x, const at::Tensor& y,
                      const at::Tensor& gradient) {
  const Rule rule = rule_of(op);
  const at::Tensor v = x * rule.up;
  const at::Tensor inside = v.ge(rule.low).logical_and(v.le(rule.high));
  const at::Tensor slope = at::where(inside, y - x, v.clamp(rule.low, rule.high) * rule.down);
  return (slope * gradient).sum(at::kDouble).item<double>() * std::numbers::ln2;
}

std::int64_t address_of(const net::Quantize& op) {
  return static_cast<std::int64_t>(reinterpret_cast<std::intptr_t>(&op));
}

const net::Quantize& op_at(const c10::IValue& address) {
  return *reinterpret_cast<const net::Quantize*>(static_cast<std::intptr_t>(address.toInt()));
}

/// The gradient where x lies inside the range, else 0.
at::Tensor inside_gradient(const net::Quantize& op, const at::Tensor& x, const at::Tensor& gradient) {
  const Rule rule = rule_of(op);
  const double least = rule.low * rule.down, greatest = rule.high * rule.down;
  if (!x.is_cpu() || x.scalar_type() != at::kFloat || !x.is_non_overlapping_and_dense())
    return gradient * x.ge(least).logical_and(x.le(greatest));
  const at::Tensor g = in_order_of(gradient, x);
  at::Tensor result = at::empty_like(x);
  pass_inside(x.data_ptr<float>(), g.data_ptr<float>(), result.data_ptr<float>(), x.numel(),
              static_cast<float>(least), static_cast<float>(greatest));
  return result;
}

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

struct FakeQuantize : torch::autograd::Function<FakeQuantize> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& x, std::int64_t op) {
    context->save_for_backward({x});
    context->saved_data["op"] = op;
    return quantize_values(op_at(op), x);
  }
  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const at::Tensor x = context->get_saved_variables()[0];
    return {inside_gradient(op_at(context->saved_data["op"]), x, gradients[0]), at::Tensor()};
  }
};

/// The same with a gradient for the range.
struct LearnedQuantize : torch::autograd::Function<LearnedQuantize> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& x, const at::Tensor& /*log2_step*/,
                            std::int64_t op) {
    const at::Tensor y = quantize_values(op_at(op), x);
    context->save_for_backward({x, y});
    context->saved_data["op"] = op;
    return y;
  }
  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const variable_list saved = context->get_saved_variables();
    const net::Quantize& op = op_at(context->saved_data["op"]);
    const double range = range_gradient(op, saved[0], saved[1], gradients[0]);
    return {inside_gradient(op, saved[0], gradients[0]), at::full({1}, range, saved[0].options()),
            at::Tensor()};
  }
};

}  // namespace

at::Tensor apply_quantize(const net::Quantize& op, const at::Tensor& x, const at::Tensor& log2_step) {
  if (op.format.width_bits == 0) return at::zeros_like(x);
  if (!at::GradMode::is_enabled() || !(x.requires_grad() || log2_step.defined()))
    return quantize_values(op, x);
  // The backward pass reads the op again: it belongs to the model, which outlives it.
  if (log2_step.defined()) return LearnedQuantize::apply(x, log2_step, address_of(op));
  return FakeQuantize::apply(x, address_of(op));
}

at::Tensor apply_activation(const net::RealOp& op, const at::Tensor& x, bool in_place) {
  if (std::holds_alternative<net::Relu>(op)) {
    at::Tensor y = x;
    return in_place ? y.relu_() : x.relu();
  }
  if (std::holds_alternative<net::Relu6>(op)) return at::hardtanh(x, 0, 6);
  if (const auto* clip = std::get_if<net::Clip>(&op)) return at::hardtanh(x, clip->low, clip->high);
  if (std::holds_alternative<net::HardSwish>(op)) return at::hardswish(x);
  if (std::holds_alternative<net::HardSigmoid>(op)) return at::hardsigmoid(x);
  KNAP_CHECK(std::holds_alternative<net::Sigmoid>(op));
  return at::sigmoid(x);
}

}  // namespace knap::learn
