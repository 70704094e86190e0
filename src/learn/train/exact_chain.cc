#include "learn/train/exact_chain.h"

#include <cmath>

#include "core/base/match.h"

namespace knap::learn {
namespace {

__extension__ typedef __float128 Quad;
__extension__ typedef __int128 Wide;

constexpr double kNear = 0x1p-20;

bool is_unary(const net::RealOp& op) {
  return std::holds_alternative<net::BatchNorm>(op) || std::holds_alternative<net::Relu>(op) ||
         std::holds_alternative<net::Relu6>(op) || std::holds_alternative<net::Clip>(op) ||
         std::holds_alternative<net::HardSwish>(op) || std::holds_alternative<net::HardSigmoid>(op) ||
         std::holds_alternative<net::Sigmoid>(op);
}

Quad clip(Quad x, Quad low, Quad high) { return x < low ? low : (x > high ? high : x); }

Quad apply(const net::RealOp& op, Quad x, std::int64_t channel) {
  if (std::holds_alternative<net::Relu>(op)) return x < 0 ? Quad{0} : x;
  if (std::holds_alternative<net::Relu6>(op)) return clip(x, 0, 6);
  if (const auto* c = std::get_if<net::Clip>(&op)) return clip(x, c->low, c->high);
  if (std::holds_alternative<net::HardSwish>(op)) return x * clip(x + 3, 0, 6) / 6;
  if (std::holds_alternative<net::HardSigmoid>(op)) return clip(x + 3, 0, 6) / 6;
  if (std::holds_alternative<net::Sigmoid>(op)) return 1 / (1 + std::exp(-static_cast<long double>(x)));
  const auto& norm = std::get<net::BatchNorm>(op);
  const net::BatchNormAffine affine = net::batch_norm_affine(norm, channel);
  return x * Quad{affine.scale} + Quad{affine.offset};
}

/// Floor of |v| < 2^62.
Wide floor_of(Quad v) {
  const auto whole = static_cast<Wide>(v);
  return Quad(whole) > v ? whole - 1 : whole;
}

Wide round_quad(Quad v, Rounding rounding) {
  const Wide floor = floor_of(v);
  const Quad fraction = v - Quad(floor);
  const Quad half = 0.5;
  switch (rounding) {
    case Rounding::Rnd:
      return floor + (fraction >= half);
    case Rounding::RndMinInf:
      return floor + (fraction > half);
    case Rounding::RndZero:
      return floor + (fraction > half || (fraction == half && v < 0));
    case Rounding::RndInf:
      return floor + (fraction > half || (fraction == half && v > 0));
    case Rounding::RndConv:
      return floor + (fraction > half || (fraction == half && floor % 2 != 0));
    case Rounding::Trn:
      return floor;
    case Rounding::TrnZero:
      return floor + (v < 0 && fraction > 0);
  }
  return floor;
}

}  // namespace

std::vector<ExactChain> ExactChain::find(const net::Graph& graph,
                                         const std::vector<std::optional<net::Scale>>& scales,
                                         net::NodeId id) {
  ExactChain chain;
  chain.quantize = &std::get<net::Quantize>(graph[id].op);
  net::NodeId at = graph[id].inputs[0];
  if (scales[at.index]) return {};
  while (!scales[at.index]) {
    if (!is_unary(graph[at].op)) return {};
    chain.ops.insert(chain.ops.begin(), &graph[at].op);
    at = graph[at].inputs[0];
  }
  chain.root = at;
  chain.scale = *scales[at.index];
  return {chain};
}

void ExactChain::correct(std::span<const double> roots, std::span<const double> before, std::int64_t channels,
                         std::span<double> values) const {
  const Fixed& format = quantize->format;
  const double up = std::ldexp(1.0, format.fraction_bits), limit = std::ldexp(1.0, 60);
  for (std::size_t i = 0; i < before.size(); ++i) {
    const double doubled = 2 * before[i] * up;
    if (std::abs(doubled - std::nearbyint(doubled)) > kNear || std::abs(doubled) > limit) continue;
    const auto channel = static_cast<std::int64_t>(i) % channels;
    const double unit = std::ldexp(1.0, scale.at(channel)) * static_cast<double>(scale.divisor);
    // The root is an integer number of these units, so that rounding recovers it.
    Quad x = Quad{std::nearbyint(roots[i] * unit)} / Quad{unit};
    for (const net::RealOp* op : ops) x = apply(*op, x, channel);
    const Wide code = round_quad(x * Quad{up}, quantize->rounding);
    values[i] =
        to_double(apply_overflow(code, format.width_bits, format.is_signed, quantize->overflow), format);
  }
}

}  // namespace knap::learn
