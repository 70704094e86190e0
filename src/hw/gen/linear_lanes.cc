// What a LinearSpec means: its window, the schedule of its weights, the lanes that are left of a mask, the
// pairs that share a block.
#include "hw/gen/linear_lanes.h"

#include <algorithm>
#include <map>

namespace knap::hw {

int LinearSpec::sum_levels() const {
  int levels = 0;
  for (int left = mask ? Lanes(*this).most_terms() : static_cast<int>(terms()); left > 1;
       left = (left + 1) / 2)
    ++levels;
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
  const Interval weight = spec.declared_weight();
  return weight * make_constant(std::int64_t{1} << shift_bits) + weight;
}

std::optional<int> pair_shift_bits(const LinearSpec& spec) {
  if (spec.is_depthwise || spec.pe < 2) return {};
  const Interval input = spec.operand(), product = spec.declared_weight() * input;
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

Lanes::Lanes(const LinearSpec& spec) : terms_of_(static_cast<std::size_t>(spec.pe), 0) {
  const std::int64_t lanes = spec.pe * spec.terms();
  std::vector<bool> is_live(static_cast<std::size_t>(lanes), !spec.mask);
  if (spec.mask) {
    const std::vector<std::int64_t> layout = weight_layout(spec);
    for (std::size_t i = 0; i < layout.size(); ++i)
      if ((*spec.mask)[layout[i]] != 0) is_live[i % static_cast<std::size_t>(lanes)] = true;
  }
  for (std::int64_t lane = 0; lane < lanes; ++lane) {
    // A layer without any kept weight keeps one multiplier, by 0: what is built never has an empty vector.
    const bool is_last_chance = lane == lanes - 1 && live_.empty();
    if (!is_live[static_cast<std::size_t>(lane)] && !is_last_chance) continue;
    live_.push_back(lane);
    ++terms_of_[static_cast<std::size_t>(lane / spec.terms())];
  }
  are_all_live_ = count() == lanes;
}

int Lanes::most_terms() const { return *std::max_element(terms_of_.begin(), terms_of_.end()); }

std::vector<bool> shifts_of(const LinearSpec& spec, const Lanes& lanes, const IntTensor& weights) {
  std::vector<bool> shifts;
  const std::vector<std::int64_t> layout = weight_layout(spec);
  for (const std::int64_t lane : lanes.live()) {
    const std::int64_t size = std::abs(weights[layout[static_cast<std::size_t>(lane)]]);
    shifts.push_back(spec.weight_words() == 1 && (size & (size - 1)) == 0);
  }
  return shifts;
}

Value gather(const std::vector<Part>& parts) {
  KNAP_CHECK(!parts.empty());
  std::vector<Value> slices;
  for (std::size_t i = 0; i < parts.size();) {
    std::size_t end = i + 1;
    while (end < parts.size() && parts[end].all.id() == parts[i].all.id() &&
           parts[end].lane == parts[end - 1].lane + 1)
      ++end;
    slices.push_back(parts[i].all.slice(parts[i].lane, static_cast<int>(end - i)));
    i = end;
  }
  return pack(slices);
}

Pairs pairs_of(const LinearSpec& spec, const Lanes& lanes, const IntTensor& weights) {
  Pairs pairs;
  const std::vector<bool> shifts = shifts_of(spec, lanes, weights);
  std::map<std::int64_t, std::vector<int>> by_input;
  for (int i = 0; i < static_cast<int>(lanes.count()); ++i) {
    const std::int64_t lane = lanes.live()[static_cast<std::size_t>(i)];
    if (shifts[static_cast<std::size_t>(i)])
      pairs.shifted.push_back(i);
    else
      by_input[spec.products_per_dsp == 2 ? lane % spec.terms() : lane].push_back(i);
  }
  std::vector<std::pair<int, int>> both;
  for (const auto& [input, own] : by_input) {
    for (std::size_t k = 0; k + 1 < own.size(); k += 2) both.emplace_back(own[k], own[k + 1]);
    if (own.size() % 2 == 1) pairs.single.push_back(own.back());
  }
  std::sort(both.begin(), both.end());
  std::sort(pairs.single.begin(), pairs.single.end());
  for (const auto& [low, high] : both) {
    pairs.low.push_back(low);
    pairs.high.push_back(high);
  }
  return pairs;
}

}  // namespace knap::hw
