#include "hw/gen/linear.h"

#include <fmt/format.h>

#include <algorithm>

#include "hw/gen/linear_lanes.h"

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
  stages.sum = spec.sum_levels() > 0 ? 1 + static_cast<int>(spec.ranks.sum) : 0;
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

class LinearBuilder {
 public:
  LinearBuilder(const LinearSpec& spec, const LinearData& data, const std::string& name,
                const std::string& layer, const std::string& comment)
      : spec_(spec),
        folded_(fold_offsets(spec, data)),
        data_(folded_.data),
        out_interval_(output_interval(spec, data)),
        stages_(stages_of(spec)),
        lanes_(spec),
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
    const std::int64_t lanes = lanes_.count();
    const std::int64_t words = spec_.weight_words();
    auto contents = std::make_shared<std::vector<std::int64_t>>();
    for (std::int64_t word = 0; word < words; ++word)
      for (const std::int64_t lane : lanes_.live())
        contents->push_back(
            (*data_.weights)[layout[static_cast<std::size_t>(word * spec_.pe * spec_.terms() + lane)]]);
    // A single word is no memory: synthesis makes of each product what its constant asks for.
    if (words == 1) return b_.constant(*contents, "weight");
    const Type word{spec_.declared_weight(), static_cast<std::int32_t>(lanes)};
    Value read = b_.rom("weights", "weight", spec_.weights, word, contents, address(window), window.read(),
                        fmt::format("{} words of {} weights", words, lanes));
    const auto in_memory = static_cast<int>(spec_.ranks.memory);
    const int waits = stages_.operands - static_cast<int>(spec_.ranks.address) - 1 - in_memory;
    read = read_behind(read, in_memory, "weights_read", advance_);
    for (int k = 0; k < waits; ++k) read = b_.delay("weight_operand", read, advance_);
    return read;
  }

  /// Of the step's word of weights, which lie in the order of the steps: the counters of the walk, where they
  /// have its bits.
  Value address(const Window& window) {
    if (const std::optional<Value> place = window.place()) return *place;
    const std::int64_t words = spec_.weight_words();
    const Reg address =
        b_.reg("weight_address", {{0, words - 1}}, 0, "weights are read in the order of the steps");
    address.set(next_modulo(address, words), window.read());
    return address;
  }

  /// Element of the step's data that a lane multiplies.
  int operand_of(std::int64_t lane) const {
    const std::int64_t term = lane % spec_.terms();
    return static_cast<int>(spec_.is_depthwise ? term * spec_.pe + lane / spec_.terms() : term);
  }

  /// What each live lane multiplies.
  Value operands(Value x) const {
    std::vector<Part> parts;
    for (const std::int64_t lane : lanes_.live()) parts.push_back({x, operand_of(lane)});
    return gather(parts);
  }

  Value multiply(const Window& window) {
    const Value w = weights(window), x = window.data();
    if (spec_.multiplier == MultiplierStyle::Dsp) return multiply_in_blocks(x, w);
    return product(operands(x), w, stages_.product, "products", lane_interval(spec_, *data_.weights));
  }

  /// Lanes of x and of w by index into the live ones.
  Value inputs_of(Value x, const std::vector<int>& lanes) const {
    std::vector<Part> parts;
    parts.reserve(lanes.size());
    for (const int lane : lanes)
      parts.push_back({x, operand_of(lanes_.live()[static_cast<std::size_t>(lane)])});
    return gather(parts);
  }
  static Value lanes_of(Value w, const std::vector<int>& lanes) {
    std::vector<Part> parts;
    parts.reserve(lanes.size());
    for (const int lane : lanes) parts.push_back({w, lane});
    return gather(parts);
  }

  /// A lane each, two outputs' products with the same input in one block (pair_shift_bits), or none where the
  /// lane's only weight is 0 or a power of two: a shift.
  Value multiply_in_blocks(Value x, Value w) {
    const Pairs pairs = pairs_of(spec_, lanes_, *data_.weights);
    const int block_stages = stages_.product - (spec_.products_per_dsp == 2 ? 1 : 0);
    std::vector<Part> products(static_cast<std::size_t>(lanes_.count()));
    const auto keep = [&](const std::vector<int>& lanes, Value found) {
      for (std::size_t k = 0; k < lanes.size(); ++k)
        products[static_cast<std::size_t>(lanes[k])] = {found, static_cast<int>(k)};
    };
    if (!pairs.low.empty()) multiply_pairs(x, w, pairs, block_stages, keep);
    if (!pairs.single.empty()) {
      Value last = b_.multiply_dsp("lane", inputs_of(x, pairs.single), lanes_of(w, pairs.single), advance_,
                                   block_stages);
      if (spec_.products_per_dsp == 2) last = b_.delay("last_products", last, advance_);
      keep(pairs.single, last);
    }
    if (!pairs.shifted.empty()) {
      Value shifted = inputs_of(x, pairs.shifted) * lanes_of(w, pairs.shifted);
      for (int k = 1; k <= stages_.product; ++k)
        shifted = b_.delay(fmt::format("shifted_{}", k), shifted, advance_);
      keep(pairs.shifted, shifted);
    }
    return gather(products);
  }

  /// The upper product of a block has lost one where the lower one is negative.
  template <class Keep>
  void multiply_pairs(Value x, Value w, const Pairs& pairs, int block_stages, const Keep& keep) {
    const int shift = pair_shift_bits(spec_).value();
    const Value both = (lanes_of(w, pairs.high).shl(shift) + lanes_of(w, pairs.low)).named("weight_pairs");
    const Value sum = b_.multiply_dsp("lane_pair", both, inputs_of(x, pairs.low), advance_, block_stages);
    const Interval range = spec_.declared_weight() * spec_.operand();
    const Value borrow = sum.shr(shift - 1).truncate(1, false);
    keep(pairs.low, b_.delay("low_products", sum.truncate(shift, true).narrow(range), advance_));
    keep(pairs.high, b_.delay("high_products", (sum.shr(shift) + borrow).narrow(range), advance_));
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

  /// The products of each output in a tree, whose levels are shared evenly between stages_.sum registers.
  Value add_lanes(Value products) {
    const int levels = spec_.sum_levels();
    std::vector<int> terms;
    for (std::int64_t pe = 0; pe < spec_.pe; ++pe) terms.push_back(lanes_.terms_of(pe));
    Value sums = with_empty_sums(products, terms);
    for (int level = 0, cut = 1; level < levels; ++level) {
      std::vector<Value> halves;
      halves.reserve(terms.size());
      int first = 0;
      for (std::size_t pe = 0; pe < terms.size(); ++pe) {
        const Value own = sums.slice(first, terms[pe]);
        first += terms[pe];
        halves.push_back(terms[pe] > 1 ? add_halves(own, fmt::format("pe{}_partial", pe)) : own);
        terms[pe] = (terms[pe] + 1) / 2;
      }
      sums = pack(halves);
      if (level + 1 != levels * cut / stages_.sum) continue;
      if (cut == stages_.sum) sums = sums.narrow(products.interval() * make_constant(lanes_.most_terms()));
      sums = b_.delay(cut == stages_.sum ? "lane_sums" : fmt::format("lane_sums_{}", cut), sums, advance_);
      ++cut;
    }
    return sums;
  }

  /// A lane of 0 for each output that adds up nothing.
  Value with_empty_sums(Value products, std::vector<int>& terms) {
    std::vector<Value> parts;
    int first = 0, from = 0;
    for (int& own : terms) {
      if (own == 0) {
        if (first > from) parts.push_back(products.slice(from, first - from));
        parts.push_back(b_.constant(0));
        from = first;
      }
      first += own;
      own = std::max(own, 1);
    }
    if (first > from) parts.push_back(products.slice(from, first - from));
    return pack(parts);
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
  Lanes lanes_;
  Builder b_;
  Value advance_;
};

}  // namespace

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
