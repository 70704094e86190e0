#include "hw/gen/linear.h"

#include <fmt/format.h>

#include <algorithm>

namespace knap::hw {
namespace {

/// Register stages from the window's step on: beat and weight, product, lane sum, accumulator.
struct Stages {
  int operands = 0, product = 0, sum = 0, accumulate = 0;
  int total = 0;  ///< up to the requantiser's input
};

Stages stages_of(const LinearSpec& spec) {
  Stages stages;
  stages.operands = spec.window().stages();
  stages.product = (spec.multiplier == MultiplierStyle::Dsp ? 2 : 1) + static_cast<int>(spec.ranks.product);
  if (spec.products_per_dsp == 2) ++stages.product;  // the products part again
  stages.sum = spec.terms() > 1 ? 1 + static_cast<int>(spec.ranks.sum) : 0;
  stages.accumulate = spec.window().steps_per_group() > 1 ? 1 : 0;
  stages.total = stages.operands + stages.product + stages.sum + stages.accumulate;
  return stages;
}

Requantise requantiser(const LinearSpec& spec, const LinearData& data) {
  return {data.steps, static_cast<int>(spec.pe), spec.groups(), static_cast<int>(spec.ranks.requantise)};
}

/// The layer with what its requantiser adds before shifting made part of the bias, and the rest of that
/// requantiser.
struct Folded {
  LinearData data;
  Requantise requantise;
};

Folded fold_offsets(const LinearSpec& spec, const LinearData& data) {
  Folded folded{data, requantiser(spec, data)};
  const auto offsets = folded.requantise.offsets();
  if (!offsets) return folded;
  auto bias = std::make_shared<IntTensor>(*data.bias);
  for (std::int64_t o = 0; o < bias->size(); ++o)
    (*bias)[o] += (*offsets)[offsets->size() == 1 ? 0 : static_cast<std::size_t>(o)];
  folded.data.bias = bias;
  folded.requantise = folded.requantise.without_offsets();
  return folded;
}

/// Interval of sum over some of output `o`'s terms, whichever.
Interval partial_sums(const LinearSpec& spec, const IntTensor& weights, std::int64_t o) {
  const std::int64_t terms = weights.size() / spec.out_channels;
  const Interval input = spec.operand();
  Interval sum;
  for (std::int64_t i = 0; i < terms; ++i) {
    const Interval term = make_constant(weights[o * terms + i]) * input;
    sum = sum + hull(term, {0, 0});
  }
  return sum;
}

/// Interval of one product: of any weight with any input, padding too; 0 is one of them.
Interval lane_interval(const LinearSpec& spec, const IntTensor& weights) {
  Interval range{0, 0};
  for (const std::int64_t w : weights.data) range = hull(range, make_constant(w) * spec.operand());
  return range;
}

/// A weight of the declared width, whatever its value.
Interval declared_weight(const LinearSpec& spec) { return interval_of(spec.weight_width_bits, true); }

class LinearBuilder {
 public:
  LinearBuilder(const LinearSpec& spec, const LinearData& data, const std::string& name,
                const std::string& layer, const std::string& comment)
      : spec_(spec),
        folded_(fold_offsets(spec, data)),
        data_(folded_.data),
        out_interval_(output_interval(spec, data)),
        stages_(stages_of(spec)),
        b_(name, comment, layer) {}

  Module build() {
    const Requantise& requantise = folded_.requantise;
    const Type out_type{out_interval_, static_cast<std::int32_t>(spec_.pe)};
    const int stages = stages_.total + requantise.stages();
    ElasticOutput out(b_, "out", out_type, spec_.output_beats(), spec_.window().queue(stages));
    advance_ = out.advance();
    const Window window(b_, spec_.window(), out.moves());
    const Value leads_to_result = window.fire() & window.last();
    out.issue(leads_to_result);
    const Value products = multiply(window);
    const Value sums = add_lanes(products);
    FlagPipe flags(b_, "step", advance_);
    FlagPipe ends(b_, "result", advance_);
    const Value result = accumulate(window, sums, flags);
    const Value group = delayed(window.group(), stages_.total, "group", advance_);
    const Value y = requantise.apply(b_, result, group, advance_);
    const Value valid = ends.after(leads_to_result, stages);
    out.push((valid & advance_).named("push"), y.narrow(out_type.interval));
    return b_.finish(true);
  }

 private:
  Value weights(const Window& window) {
    const std::vector<std::int64_t> layout = weight_layout(spec_);
    const std::int64_t lanes = spec_.pe * spec_.terms();
    const std::int64_t words = spec_.weight_words();
    auto contents = std::make_shared<std::vector<std::int64_t>>();
    for (const std::int64_t index : layout) contents->push_back((*data_.weights)[index]);
    // A single word is no memory: synthesis makes of each product what its constant asks for.
    if (words == 1) return b_.constant(*contents, "weight");
    const Type word{declared_weight(spec_), static_cast<std::int32_t>(lanes)};
    const Reg address =
        b_.reg("weight_address", {{0, words - 1}}, 0, "weights are read in the order of the steps");
    address.set(next_modulo(address, words), window.read());
    Value read = b_.rom("weights", "weight", spec_.weights, word, contents, address, window.read(),
                        fmt::format("{} words of {} weights", words, lanes));
    const auto in_memory = static_cast<int>(spec_.ranks.memory);
    const int waits = stages_.operands - static_cast<int>(spec_.ranks.address) - 1 - in_memory;
    read = read_behind(read, in_memory, "weights_read", advance_);
    for (int k = 0; k < waits; ++k) read = b_.delay("weight_operand", read, advance_);
    return read;
  }

  /// What each output lane's terms are multiplied with.
  Value operands(Value x) const {
    if (!spec_.is_depthwise) return pack(std::vector<Value>(static_cast<std::size_t>(spec_.pe), x));
    if (spec_.step_taps == 1) return x;
    std::vector<Value> own;
    for (std::int64_t pe = 0; pe < spec_.pe; ++pe)
      for (std::int64_t tap = 0; tap < spec_.step_taps; ++tap)
        own.push_back(x.lane(static_cast<int>(tap * spec_.pe + pe)));
    return pack(own);
  }

  Value multiply(const Window& window) {
    const Value w = weights(window);
    if (spec_.products_per_dsp == 2) return multiply_pairs(window.data(), w);
    // Lanes lie output by output, then tap by tap, then by input.
    const Value spread = operands(window.data());
    if (spec_.multiplier == MultiplierStyle::Dsp)
      return b_.multiply_dsp("lane", spread, w, advance_, stages_.product);
    const Interval range = lane_interval(spec_, *data_.weights);
    return product(spread, w, stages_.product, "products", range);
  }

  /// Two outputs' products with the same input in one block (pair_shift_bits); of an odd number of outputs
  /// the last has its own. The upper product has lost one where the lower one is negative.
  Value multiply_pairs(Value x, Value w) {
    const int shift = pair_shift_bits(spec_).value();
    const int terms = static_cast<int>(spec_.terms()), pairs = static_cast<int>(spec_.pe / 2);
    const int block_stages = stages_.product - 1;
    std::vector<Value> low_weights, high_weights;
    for (int k = 0; k < pairs; ++k) {
      low_weights.push_back(w.slice(2 * k * terms, terms));
      high_weights.push_back(w.slice((2 * k + 1) * terms, terms));
    }
    const Value both = (pack(high_weights).shl(shift) + pack(low_weights)).named("weight_pairs");
    const Value shared = pack(std::vector<Value>(static_cast<std::size_t>(pairs), x));
    const Value sum = b_.multiply_dsp("lane_pair", both, shared, advance_, block_stages);
    const Interval range = declared_weight(spec_) * spec_.operand();
    const Value borrow = sum.shr(shift - 1).truncate(1, false);
    const Value low = b_.delay("low_products", sum.truncate(shift, true).narrow(range), advance_);
    const Value high = b_.delay("high_products", (sum.shr(shift) + borrow).narrow(range), advance_);
    std::vector<Value> products;
    for (int k = 0; k < pairs; ++k)
      for (const Value& half : {low, high}) products.push_back(half.slice(k * terms, terms));
    if (spec_.pe % 2 == 1) {
      const Value last = w.slice(2 * pairs * terms, terms);
      products.push_back(
          b_.delay("last_products", b_.multiply_dsp("lane", x, last, advance_, block_stages), advance_));
    }
    return pack(products);
  }

  /// x * w behind `stages` registers. With more than one of them the narrower factor is cut in two, w = high
  /// * 2^n + low, so that each part is a product of half the rows, and their sum has an edge of its own.
  Value product(Value x, Value w, int stages, const std::string& name, std::optional<Interval> range = {}) {
    const bool is_w_narrow = width_bits(w.interval()) <= width_bits(x.interval());
    const Value narrow = is_w_narrow ? w : x, wide = is_w_narrow ? x : w;
    const int bits = width_bits(narrow.interval());
    // No product leaves its range, and the parts make up just the product.
    const auto within = [&](Value value) { return range ? value.narrow(*range) : value; };
    if (stages == 1 || bits < 3) {
      Value result = within(x * w);
      for (int k = 1; k <= stages; ++k)
        result = b_.delay(k == stages ? name : fmt::format("{}_{}", name, k), result, advance_);
      return result;
    }
    const int low_bits = bits / 2;
    const Value low = narrow.truncate(low_bits, false).named(name + "_low_factor");
    const Value high = narrow.shr(low_bits).named(name + "_high_factor");
    const Value lower = product(wide, low, stages - 1, name + "_low");
    const Value upper = product(wide, high, stages - 1, name + "_high");
    return b_.delay(name, within(lower + upper.shl(low_bits)), advance_);
  }

  /// The terms of each output in a tree, whose levels are shared evenly between stages_.sum registers.
  Value add_lanes(Value products) {
    const int levels = spec_.sum_levels();
    Value sums = products;
    for (int level = 0, cut = 1; level < levels; ++level) {
      const int terms = sums.lanes() / static_cast<int>(spec_.pe);
      std::vector<Value> halves;
      halves.reserve(static_cast<std::size_t>(spec_.pe));
      for (int pe = 0; pe < static_cast<int>(spec_.pe); ++pe)
        halves.push_back(add_halves(sums.slice(pe * terms, terms), fmt::format("pe{}_partial", pe)));
      sums = pack(halves);
      if (level + 1 != levels * cut / stages_.sum) continue;
      if (cut == stages_.sum) sums = sums.narrow(products.interval() * make_constant(spec_.terms()));
      sums = b_.delay(cut == stages_.sum ? "lane_sums" : fmt::format("lane_sums_{}", cut), sums, advance_);
      ++cut;
    }
    return sums;
  }

  /// The bias of the group that is worked on, `stage` edges after the step.
  Value bias(const Window& window, int stage) {
    std::vector<std::int64_t> values = data_.bias->data;
    if (spec_.groups() == 1) return b_.constant(values, "bias");
    const Interval range = interval_of(*data_.bias);
    const Type word{range, static_cast<std::int32_t>(spec_.pe)};
    return b_.rom("bias", "bias", MemoryStyle::Lut, word,
                  std::make_shared<const std::vector<std::int64_t>>(std::move(values)),
                  delayed(window.group(), stage - 1, "bias_group", advance_), advance_);
  }

  Value accumulate(const Window& window, Value sums, FlagPipe& flags) {
    const Interval range = accumulator_interval(spec_, data_);
    const int stage = stages_.total - stages_.accumulate;
    const Value start = bias(window, stage);
    // Every partial sum lies in the range: accumulator_interval bounds the sum of any subset of the terms.
    if (stages_.accumulate == 0) return (sums + start).narrow(range);
    const Value first = delayed(window.first(), stage, "first", advance_);
    const Value valid = flags.after(window.fire(), stage);
    const Reg sum = b_.reg("sum", {range, static_cast<std::int32_t>(spec_.pe)}, std::nullopt, "accumulators");
    sum.set((mux(first, start, sum.value()) + sums).narrow(range), valid & advance_);
    return sum;
  }

  const LinearSpec& spec_;
  Folded folded_;
  const LinearData& data_;
  Interval out_interval_;
  Stages stages_;
  Builder b_;
  Value advance_;
};

}  // namespace

int LinearSpec::sum_levels() const {
  int levels = 0;
  for (std::int64_t left = terms(); left > 1; left = (left + 1) / 2) ++levels;
  return levels;
}

WindowSpec LinearSpec::window() const {
  WindowSpec spec;
  spec.rows = rows;
  spec.columns = columns;
  spec.beat = {input, static_cast<std::int32_t>(in_lanes())};
  spec.beats_per_position = in_channels / in_lanes();
  spec.groups = groups();
  spec.is_channelwise = is_depthwise;
  spec.pad_code = pad_code;
  spec.ring_rows = ring_rows;
  spec.memory = ring;
  spec.ranks = ranks;
  spec.taps = step_taps;
  return laid_flat(spec);
}

Interval pair_interval(const LinearSpec& spec, int shift_bits) {
  const Interval weight = declared_weight(spec);
  return weight * make_constant(std::int64_t{1} << shift_bits) + weight;
}

std::optional<int> pair_shift_bits(const LinearSpec& spec) {
  if (spec.is_depthwise || spec.pe < 2) return {};
  const Interval input = spec.operand(), product = declared_weight(spec) * input;
  const int shift = width_bits(hull(product, make_constant(-1)));  // signed
  if (shift > 32 || width_bits(pair_interval(spec, shift)) > 27) return {};
  if (width_bits(input) + (input.is_signed() ? 0 : 1) > 18) return {};
  return shift;
}

std::vector<std::int64_t> weight_layout(const LinearSpec& spec) {
  const std::int64_t in = spec.is_depthwise ? 1 : spec.in_channels;
  const std::int64_t simd = spec.is_depthwise ? 1 : spec.simd;
  std::vector<std::int64_t> layout;
  for (std::int64_t group = 0; group < spec.groups(); ++group)
    for (const std::vector<std::int64_t>& taps : tap_steps(spec.rows, spec.columns, spec.step_taps))
      for (std::int64_t beat = 0; beat < in / simd; ++beat)
        for (std::int64_t pe = 0; pe < spec.pe; ++pe)
          for (const std::int64_t tap : taps)
            for (std::int64_t lane = 0; lane < simd; ++lane)
              layout.push_back(((group * spec.pe + pe) * spec.taps() + tap) * in + beat * simd + lane);
  return layout;
}

Interval accumulator_interval(const LinearSpec& spec, const LinearData& data) {
  Interval range = partial_sums(spec, *data.weights, 0) + make_constant((*data.bias)[0]);
  for (std::int64_t o = 1; o < spec.out_channels; ++o)
    range = hull(range, partial_sums(spec, *data.weights, o) + make_constant((*data.bias)[o]));
  // Lanes work on channels that start from other biases: one range for all.
  return range;
}

Interval output_interval(const LinearSpec& spec, const LinearData& data) {
  return requantiser(spec, data).range(accumulator_interval(spec, data));
}

Tokens tokens(const LinearSpec& spec, const LinearData& data) {
  return window_tokens(spec.window(), stages_of(spec).total + requantiser(spec, data).stages());
}

Module build(const LinearSpec& spec, const LinearData& data, const std::string& name,
             const std::string& layer, const std::string& comment) {
  KNAP_CHECK(spec.out_channels % spec.pe == 0 && (spec.is_depthwise || spec.in_channels % spec.simd == 0),
             name);
  return LinearBuilder(spec, data, name, layer, comment).build();
}

}  // namespace knap::hw
