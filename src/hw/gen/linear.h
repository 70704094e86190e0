// LinearStream: every layer with weights - dense, standard, pointwise and depthwise convolution - folded by
// PE x SIMD.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/num/steps.h"
#include "core/num/tensor.h"
#include "hw/gen/requantise.h"
#include "hw/gen/window.h"

namespace knap::hw {

enum class MultiplierStyle { Lut, Dsp };

/// PE output channels, SIMD input channels and `step_taps` taps are worked on in each cycle. Depthwise: PE
/// channels, SIMD = 1.
struct LinearSpec {
  AxisWalk rows, columns;  ///< dense: one position
  Interval input;          ///< of one element
  std::int64_t in_channels = 1, out_channels = 1;
  bool is_depthwise = false;                     ///< out_channels == in_channels, one input channel each
  std::int64_t pe = 1, simd = 1, step_taps = 1;  ///< step_taps: WindowSpec::taps
  std::int64_t pad_code = 0;
  std::int64_t ring_rows = 0;  ///< 0 = comfortable
  MemoryStyle ring = MemoryStyle::Lut, weights = MemoryStyle::Lut;
  MultiplierStyle multiplier = MultiplierStyle::Lut;
  std::int64_t products_per_dsp = 1;  ///< 2: of two outputs with one input; needs pair_shift_bits
  int weight_width_bits = 8;
  Ranks ranks;
  /// Of the weights, in their order: 1 = kept, 0 = pruned. Null: all are kept.
  IntTensorPtr mask;

  /// A weight of the declared width, whatever its value.
  Interval declared_weight() const { return interval_of(weight_width_bits, true); }
  /// What a weight is multiplied with: an input, or padding.
  Interval operand() const { return hull(input, make_constant(pad_code)); }
  std::int64_t taps() const { return rows.kernel * columns.kernel; }
  std::int64_t groups() const { return out_channels / pe; }
  std::int64_t in_lanes() const { return is_depthwise ? pe : simd; }
  /// Products that one output lane may add up in a cycle; Lanes says which it does.
  std::int64_t terms() const { return step_taps * (is_depthwise ? 1 : simd); }
  /// Of the tree that adds them, in the output lane with most.
  int sum_levels() const;
  WindowSpec window() const;
  /// Each holds what one step multiplies by.
  std::int64_t weight_words() const { return window().steps_per_group() * groups(); }
  std::int64_t output_beats() const { return rows.outputs() * columns.outputs() * groups(); }
  /// Cycles of one inference when nothing stalls.
  std::int64_t cycles() const { return window().cycles(); }
};

/// Weights [out][taps][in] ([out][taps][1] for depthwise), bias [out]; steps null = the accumulator itself
/// goes out.
struct LinearData {
  IntTensorPtr weights, bias;
  std::shared_ptr<const Steps> steps;
};

/// Two products in one block: (w1 * 2^n + w0) * x = w1 * x * 2^n + w0 * x, where n holds any w0 * x of the
/// declared widths. How far w1 moves, or nothing: the outputs share no input (depthwise), or are one, or the
/// sum is wider than any family's factor (27 x 18 signed bits).
std::optional<int> pair_shift_bits(const LinearSpec& spec);
/// The factor that holds both weights.
Interval pair_interval(const LinearSpec& spec, int shift_bits);

/// (word * lanes + lane) -> index into the weights: the schedule, once. Word w is read in step w of a
/// position.
std::vector<std::int64_t> weight_layout(const LinearSpec& spec);

/// The multipliers of a layer: those of the pe * terms() lanes that serve a kept weight, output by output.
/// The others are not built, nor are their columns of the weights' memory and their places in the tree of
/// sums.
class Lanes {
 public:
  explicit Lanes(const LinearSpec& spec);

  const std::vector<std::int64_t>& live() const { return live_; }  ///< pe * terms() + term, ascending
  std::int64_t count() const { return static_cast<std::int64_t>(live_.size()); }
  bool are_all_live() const { return are_all_live_; }
  /// Of one output lane; 0 where all of its weights are pruned.
  int terms_of(std::int64_t pe) const { return terms_of_[static_cast<std::size_t>(pe)]; }
  int most_terms() const;

 private:
  std::vector<std::int64_t> live_;
  std::vector<int> terms_of_;
  bool are_all_live_ = true;
};

/// Of each live lane, whether its only weight is 0 or, with either sign, a power of two: a product that is no
/// more than wires, and takes no block. What a training makes of a weight decides about it, so that it
/// changes cells, and no cycle.
std::vector<bool> shifts_of(const LinearSpec& spec, const Lanes& lanes, const IntTensor& weights);

/// All partial sums, bias included, whatever the inputs.
Interval accumulator_interval(const LinearSpec& spec, const LinearData& data);
Interval output_interval(const LinearSpec& spec, const LinearData& data);

Tokens tokens(const LinearSpec& spec, const LinearData& data);
Module build(const LinearSpec& spec, const LinearData& data, const std::string& name,
             const std::string& layer, const std::string& comment);

}  // namespace knap::hw
