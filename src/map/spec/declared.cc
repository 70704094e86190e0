#include "map/spec/declared.h"

#include <algorithm>

#include "core/base/match.h"
#include "core/base/rng.h"

namespace knap::map {
namespace {

using StepsPtr = std::shared_ptr<const Steps>;

Interval all_codes(Interval range) { return interval_of(width_bits(range), range.low < 0); }

/// As random as weights are: a memory of equal words would be no memory.
IntTensorPtr filled(const IntTensor& like, int width, const char* what, const IntTensorPtr& mask = nullptr) {
  auto values = std::make_shared<IntTensor>(like.shape);
  Rng rng(static_cast<std::uint64_t>(like.size()), what);
  const Interval range = interval_of(width, true);
  for (std::int64_t i = 0; i < values->size(); ++i) {
    const std::int64_t value = rng.integer(range.low, range.high);
    if (!mask || (*mask)[i] != 0) (*values)[i] = value;
  }
  return values;
}

bool is_shift(const StepsPtr& steps) {
  return !steps->closed().empty() && std::all_of(steps->closed().begin(), steps->closed().end(),
                                                 [](const ClosedForm& form) { return form.multiply == 1; });
}

/// The same shifts on another domain, to all codes, with the rounding that takes most. Nothing where they are
/// no shifts.
std::optional<StepsPtr> shifts_on(Interval domain, const StepsPtr& trained) {
  if (!trained) return trained;
  if (!is_shift(trained)) return std::nullopt;
  std::vector<ClosedForm> forms = trained->closed();
  for (ClosedForm& form : forms) form = {1, 0, form.shift, Rounding::RndConv, all_codes(trained->range())};
  const Result<Steps> steps = Steps::from_closed(domain, std::move(forms));
  if (!steps.ok()) return std::nullopt;
  return std::make_shared<const Steps>(*steps);
}

/// Each gives the interval that leaves the stage; it stays as it is where its requantiser cannot follow.
Interval widen(LinearStage& stage, Interval input) {
  LinearStage wide = stage;
  wide.spec.input = input;
  wide.data.weights = filled(*stage.data.weights, stage.spec.weight_width_bits, "weights", stage.spec.mask);
  wide.data.bias = filled(*stage.data.bias, stage.spec.weight_width_bits + width_bits(input), "bias");
  if (auto steps = shifts_on(hw::accumulator_interval(wide.spec, wide.data), stage.data.steps)) {
    wide.data.steps = std::move(*steps);
    stage = std::move(wide);
  }
  return hw::output_interval(stage.spec, stage.data);
}

/// The stage as `wide`, whose requantiser is still that of the present one; it stays as it is where that
/// cannot follow.
template <class Spec>
Interval requantise_as(Spec& spec, Spec wide) {
  wide.steps = nullptr;
  if (auto steps = shifts_on(hw::output_interval(wide), spec.steps)) {
    wide.steps = std::move(*steps);
    spec = std::move(wide);
  }
  return hw::output_interval(spec);
}

/// Of a stage with one input.
template <class Spec>
Interval widen_unary(Spec& spec, Interval input) {
  Spec wide = spec;
  wide.input = input;
  return requantise_as(spec, std::move(wide));
}

Interval widen(hw::MapSpec& spec, Interval input) {
  if (auto steps = shifts_on(input, spec.steps)) {
    spec.input = input;
    spec.steps = std::move(*steps);
  }
  return hw::output_interval(spec);
}

Interval widen(hw::AddSpec& spec, Interval a, Interval b) {
  hw::AddSpec wide = spec;
  wide.input_a = a;
  wide.input_b = b;
  return requantise_as(spec, std::move(wide));
}

}  // namespace

Structure with_declared_values(Structure structure) {
  std::vector<Interval> given;  // by each stage
  const auto input = [&](const Stage& stage, std::size_t i) {
    const int source = stage.inputs[i].stage;
    return all_codes(source < 0 ? structure.input.element : given[static_cast<std::size_t>(source)]);
  };
  for (Stage& stage : structure.stages) {
    const Interval a = input(stage, 0);
    stage.output.element = match(
        stage.spec, [&](LinearStage& s) { return widen(s, a); },
        [&](hw::PoolSpec& s) { return widen_unary(s, a); },
        [&](hw::GlobalSumSpec& s) { return widen_unary(s, a); }, [&](hw::MapSpec& s) { return widen(s, a); },
        [&](hw::AddSpec& s) { return widen(s, a, input(stage, 1)); },
        [&](hw::ConcatSpec& s) {
          s.input_a = a;
          s.input_b = input(stage, 1);
          return hw::output_interval(s);
        },
        [&](hw::ArgMaxSpec& s) {
          s.input = a;
          return hw::output_interval(s);
        },
        [&](hw::WidthConverterSpec& s) { return s.element = a; },
        [&](auto& s) { return s.beat.interval = a; });
    given.push_back(stage.output.element);
  }
  structure.output_type.element = given.back();
  return structure;
}

}  // namespace knap::map
