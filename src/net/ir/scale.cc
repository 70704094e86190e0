#include "net/ir/scale.h"

#include <algorithm>
#include <cmath>

#include "core/base/match.h"

namespace knap::net {

namespace {

using MaybeScale = std::optional<Scale>;

MaybeScale join(const std::vector<MaybeScale>& operands) {
  Scale common;
  for (std::size_t i = 0; i < operands.size(); ++i) {
    if (!operands[i]) return {};
    const int bits = operands[i]->max_fraction_bits();
    if (i == 0) common = {{bits}, operands[0]->divisor};
    if (operands[i]->divisor != common.divisor) return {};
    common.fraction_bits[0] = std::max(common.fraction_bits[0], bits);
  }
  return common;
}

MaybeScale linear(const WeightFormat& format, const MaybeScale& operand) {
  if (!operand || operand->divisor != 1 || format.width_bits == 0 || format.fraction_bits.empty()) return {};
  return accumulator_scale(format, *operand);
}

MaybeScale reshaped(const MaybeScale& operand) {
  if (!operand) return {};
  return Scale{{operand->max_fraction_bits()}, operand->divisor};
}

MaybeScale average(const MaybeScale& operand, std::int64_t count) {
  if (!operand) return {};
  return divided(*operand, count);
}

bool has_padding(const Window& window) {
  return std::any_of(window.axes.begin(), window.axes.end(),
                     [](const WindowAxis& axis) { return axis.pad_low > 0 || axis.pad_high > 0; });
}

}  // namespace

int Scale::max_fraction_bits() const { return *std::max_element(fraction_bits.begin(), fraction_bits.end()); }

int Scale::at(std::int64_t channel) const {
  return fraction_bits.size() == 1 ? fraction_bits[0] : fraction_bits.at(static_cast<std::size_t>(channel));
}

std::vector<std::optional<Scale>> scales(const Graph& graph) {
  std::vector<MaybeScale> found;
  for (const Graph::Node& node : graph.nodes()) {
    std::vector<MaybeScale> x;
    for (const NodeId input : node.inputs) x.push_back(found.at(input.index));
    const auto positions = [&] {
      const Shape& shape = graph[node.inputs[0]].shape;
      return shape.size() / shape.channels();
    };
    found.push_back(match(
        node.op,
        [](const Input& op) -> MaybeScale {
          return Scale{{op.format.fraction_bits}, 1};
        },
        [](const Quantize& op) -> MaybeScale {
          return Scale{{op.format.fraction_bits}, 1};
        },
        [&](const Dense& op) { return linear(op.format, x[0]); },
        [&](const Conv& op) { return linear(op.format, x[0]); },
        [](const BatchNorm&) -> MaybeScale { return {}; }, [](const Relu&) -> MaybeScale { return {}; },
        [](const Relu6&) -> MaybeScale { return {}; }, [](const Clip&) -> MaybeScale { return {}; },
        [](const HardSwish&) -> MaybeScale { return {}; },
        [](const HardSigmoid&) -> MaybeScale { return {}; }, [](const Sigmoid&) -> MaybeScale { return {}; },
        [&](const Add&) { return join(x); }, [&](const MaxPool&) { return x[0]; },
        [&](const AvgPool& op) {
          return !op.count_padding && has_padding(op.window) ? MaybeScale{} : average(x[0], op.window.taps());
        },
        [&](const GlobalAvgPool&) { return average(x[0], positions()); },
        [&](const Flatten&) { return reshaped(x[0]); }, [&](const Reshape&) { return reshaped(x[0]); },
        [&](const Concat&) { return join(x); }, [](const ArgMax&) -> MaybeScale { return Scale{}; }));
  }
  return found;
}

Scale accumulator_scale(const WeightFormat& format, const Scale& operand) {
  Scale sum{format.fraction_bits, 1};
  for (int& bits : sum.fraction_bits) bits += operand.max_fraction_bits();
  return sum;
}

IntTensor weight_codes(const RealTensor& weights, const WeightFormat& format) {
  KNAP_CHECK(format.width_bits > 0 && !format.fraction_bits.empty(), "the weights have no format yet");
  const std::int64_t outputs = weights.shape[0], per_output = weights.size() / outputs;
  const Scale scale{format.fraction_bits, 1};
  IntTensor codes(weights.shape);
  for (std::int64_t i = 0; i < weights.size(); ++i)
    codes[i] = quantize(weights[i], Fixed{true, format.width_bits, scale.at(i / per_output)},
                        Rounding::RndConv, Overflow::SatSym);
  return codes;
}

IntTensor bias_codes(const RealTensorPtr& bias, std::int64_t outputs, const WeightFormat& format,
                     const Scale& operand) {
  IntTensor codes(Shape{outputs});
  if (!bias) return codes;
  const Scale sum = accumulator_scale(format, operand);
  for (std::int64_t o = 0; o < outputs; ++o)
    codes[o] = quantize((*bias)[o], Fixed{true, format.bias_width_bits, sum.at(o)}, Rounding::RndConv,
                        Overflow::Sat);
  return codes;
}

double sigmoid(double x) {
  return static_cast<double>(1.0L / (1.0L + std::exp(-static_cast<long double>(x))));
}

Scale divided(Scale scale, std::int64_t count) {
  int twos = 0;
  while (count % 2 == 0) {
    count /= 2;
    ++twos;
  }
  for (int& bits : scale.fraction_bits) bits += twos;
  scale.divisor *= count;
  return scale;
}

BatchNormAffine batch_norm_affine(double gamma, double beta, double mean, double variance, double epsilon) {
  const double scale = gamma / std::sqrt(variance + epsilon);
  return {scale, beta - mean * scale};
}

BatchNormAffine batch_norm_affine(const BatchNorm& op, std::int64_t channel) {
  return batch_norm_affine((*op.gamma)[channel], (*op.beta)[channel], (*op.mean)[channel],
                           (*op.variance)[channel], op.epsilon);
}

void fold_affine(std::span<const BatchNormAffine> affine, std::span<double> weights, std::span<double> bias) {
  const std::size_t per_output = weights.size() / bias.size();
  for (std::size_t o = 0; o < bias.size(); ++o) {
    for (double& weight : weights.subspan(o * per_output, per_output)) weight *= affine[o].scale;
    bias[o] = bias[o] * affine[o].scale + affine[o].offset;
  }
}

}  // namespace knap::net
