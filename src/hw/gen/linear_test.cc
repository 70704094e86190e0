#include "hw/gen/linear.h"

#include "hw/gen/testing.h"

namespace knap::hw {
namespace {

using testing::Beats;

/// The obvious meaning of a LinearSpec on one frame of elements (raster order, channel fastest).
std::vector<std::int64_t> reference(const LinearSpec& s, const LinearData& d,
                                    const std::vector<std::int64_t>& x) {
  std::vector<std::int64_t> y;
  const std::int64_t own = s.is_depthwise ? 1 : s.in_channels;
  for (std::int64_t oy = 0; oy < s.rows.outputs(); ++oy)
    for (std::int64_t ox = 0; ox < s.columns.outputs(); ++ox)
      for (std::int64_t o = 0; o < s.out_channels; ++o) {
        std::int64_t sum = (*d.bias)[o];
        for (std::int64_t ky = 0; ky < s.rows.kernel; ++ky)
          for (std::int64_t kx = 0; kx < s.columns.kernel; ++kx)
            for (std::int64_t i = 0; i < own; ++i) {
              const std::int64_t iy = oy * s.rows.stride + ky * s.rows.dilation - s.rows.pad_low;
              const std::int64_t ix = ox * s.columns.stride + kx * s.columns.dilation - s.columns.pad_low;
              const std::int64_t channel = s.is_depthwise ? o : i;
              const bool inside = iy >= 0 && iy < s.rows.length && ix >= 0 && ix < s.columns.length;
              const std::int64_t v =
                  inside ? x[static_cast<std::size_t>((iy * s.columns.length + ix) * s.in_channels + channel)]
                         : s.pad_code;
              sum += v * (*d.weights)[((o * s.rows.kernel + ky) * s.columns.kernel + kx) * own + i];
            }
        y.push_back(d.steps ? (*d.steps)(sum, o) : sum);
      }
  return y;
}

template <class T>
T choose(Rng& rng, const std::vector<T>& values) {
  return values[rng.below(values.size())];
}

std::vector<std::int64_t> divisors(std::int64_t n) {
  std::vector<std::int64_t> found;
  for (std::int64_t d = 1; d <= n; ++d)
    if (n % d == 0) found.push_back(d);
  return found;
}

AxisWalk random_axis(Rng& rng, std::int64_t length) {
  AxisWalk axis;
  axis.length = length;
  axis.kernel = rng.integer(1, std::min<std::int64_t>(length, 4));
  axis.stride = rng.integer(1, 3);
  axis.dilation = axis.dilation * (axis.kernel > 1 && length > 2 * axis.kernel ? rng.integer(1, 2) : 1);
  axis.pad_low = rng.integer(0, axis.kernel - 1);
  axis.pad_high = rng.integer(0, axis.kernel - 1);
  return axis;
}

/// A kernel that reaches further than the axis is long, with the padding that this takes.
AxisWalk short_axis(Rng& rng) {
  AxisWalk axis;
  axis.length = rng.integer(1, 3);
  axis.kernel = rng.integer(1, 5);
  axis.stride = rng.integer(1, 2);
  axis.dilation = rng.integer(1, 2);
  const std::int64_t span = axis.dilation * (axis.kernel - 1);
  axis.pad_low = rng.integer(0, span);
  axis.pad_high = rng.integer(0, span);
  return axis;
}

struct Case {
  LinearSpec spec;
  LinearData data;
};

/// Whole lanes are pruned, and single weights; sometimes all of them.
IntTensorPtr random_mask(const LinearSpec& s, Rng& rng) {
  const std::int64_t terms = s.taps() * (s.is_depthwise ? 1 : s.in_channels);
  auto mask = std::make_shared<IntTensor>(Shape{s.out_channels, terms});
  const std::vector<std::int64_t> layout = weight_layout(s);
  const double kept = rng.flip(0.1) ? 0 : rng.uniform();
  std::vector<bool> is_kept;
  for (std::int64_t lane = 0; lane < s.pe * s.terms(); ++lane) is_kept.push_back(rng.flip(kept));
  for (std::size_t i = 0; i < layout.size(); ++i)
    (*mask)[layout[i]] = is_kept[i % is_kept.size()] && rng.flip(0.8) ? 1 : 0;
  return mask;
}

/// A layer of byte inputs, or of inputs and weights of `wide_bits`.
Case random_case(Rng& rng, int wide_bits = 0, bool is_short = false) {
  Case c;
  LinearSpec& s = c.spec;
  if (is_short) {
    s.rows = short_axis(rng);
    s.columns = rng.flip(0.7) ? short_axis(rng) : AxisWalk{};
  } else {
    s.rows = random_axis(rng, rng.integer(3, 9));
    if (rng.flip(0.5)) s.columns = random_axis(rng, rng.integer(3, 7));
  }
  s.input = rng.flip(0.5) ? Interval{0, 255} : Interval{-128, 127};
  if (wide_bits > 0) {
    s.input = interval_of(wide_bits, s.input.is_signed());
    s.weight_width_bits = wide_bits;
  }
  s.in_channels = rng.integer(1, 6);
  s.is_depthwise = rng.flip(0.4);
  s.out_channels = s.is_depthwise ? s.in_channels : rng.integer(1, 6);
  s.pe = choose(rng, divisors(s.out_channels));
  s.simd = s.is_depthwise ? 1 : choose(rng, divisors(s.in_channels));
  s.pad_code = rng.flip(0.8) ? 0 : 3;
  if (s.rows.outputs() < 1 || s.columns.outputs() < 1) return c;
  if (rng.flip(0.6)) s.step_taps = choose(rng, legal_taps(s.rows, s.columns));
  s.multiplier = rng.flip(0.3) ? MultiplierStyle::Dsp : MultiplierStyle::Lut;
  if (s.multiplier == MultiplierStyle::Dsp && pair_shift_bits(s)) s.products_per_dsp = rng.integer(1, 2);
  s.ring_rows = rng.flip(0.5) ? 0 : s.rows.min_rows() + rng.integer(0, 2);
  if (rng.flip(0.7))
    s.ranks = {.memory = rng.integer(0, 2), .operand = rng.integer(0, 1), .requantise = rng.integer(0, 3)};
  if (s.window().has_ring()) s.ranks.address = rng.integer(0, 1);
  if (s.window().has_ring() && s.window().steps_per_row() > 1) s.ranks.rows = rng.integer(0, 1);
  s.ranks.output = rng.integer(0, 1);
  if (rng.flip(0.4)) s.mask = random_mask(s, rng);
  s.ranks.sum = rng.integer(0, std::max(0, s.sum_levels() - 1));
  s.ranks.product = rng.integer(0, s.multiplier == MultiplierStyle::Dsp ? 1 : 2);
  const std::int64_t terms = s.taps() * (s.is_depthwise ? 1 : s.in_channels);
  auto weights = std::make_shared<IntTensor>(Shape{s.out_channels, terms});
  const std::int64_t heaviest = wide_bits > 0 ? interval_of(wide_bits, true).high : 127;
  for (auto& w : weights->data)
    w = rng.flip(0.3) ? (rng.flip(0.5) ? 1 : -1) * (std::int64_t{1} << rng.integer(0, 6))
                      : rng.integer(-heaviest, heaviest);
  for (std::int64_t i = 0; s.mask && i < weights->size(); ++i) (*weights)[i] *= (*s.mask)[i];
  auto bias = std::make_shared<IntTensor>(Shape{s.out_channels});
  for (auto& b : bias->data) b = rng.integer(-500, 500);
  c.data = {weights, bias, nullptr};
  if (rng.flip(0.7)) {
    const Interval domain = accumulator_interval(s, c.data);
    std::vector<ClosedForm> forms;
    const bool per_channel = rng.flip(0.4);
    const Rounding rounding = choose(rng, std::vector{Rounding::RndConv, Rounding::Rnd, Rounding::Trn,
                                                      Rounding::RndMinInf, Rounding::RndZero});
    for (std::int64_t o = 0; o < (per_channel ? s.out_channels : 1); ++o)
      forms.push_back({1,
                       rng.integer(-9, 9),
                       static_cast<int>(rng.integer(0, 9)) + wide_bits,
                       rounding,
                       {0, rng.flip(0.8) ? std::max<std::int64_t>(255, 2 * heaviest + 1) : 100}});
    c.data.steps = std::make_shared<const Steps>(*Steps::from_closed(domain, forms));
  }
  return c;
}

/// Returns how many numbers of taps were met.
std::size_t expect_random_layers(Rng& rng, int trials, int wide_bits, bool is_short = false) {
  std::map<std::int64_t, int> taps;
  for (int trial = 0; trial < trials; ++trial) {
    SCOPED_TRACE(trial);
    const Case c = random_case(rng, wide_bits, is_short);
    if (c.spec.rows.outputs() < 1 || c.spec.columns.outputs() < 1) continue;
    SCOPED_TRACE(fmt::format("{} taps, rows {}, columns {}", c.spec.step_taps, testing::words(c.spec.rows),
                             testing::words(c.spec.columns)));
    ++taps[c.spec.step_taps];
    const Module module = build(c.spec, c.data, "layer", "layer", "random layer");
    testing::Drive drive;
    drive.seed = static_cast<std::uint64_t>(trial) + 1;
    drive.has_stalls = trial % 3 != 0;
    drive.beats.resize(1);
    Beats expected;
    for (int frame = 0; frame < 3; ++frame) {
      std::vector<std::int64_t> x;
      for (std::int64_t i = 0; i < c.spec.rows.length * c.spec.columns.length * c.spec.in_channels; ++i)
        x.push_back(rng.integer(c.spec.input.low, c.spec.input.high));
      for (const auto& beat : testing::to_beats(x, c.spec.in_lanes())) drive.beats[0].push_back(beat);
      for (const auto& beat : testing::to_beats(reference(c.spec, c.data, x), c.spec.pe))
        expected.push_back(beat);
    }
    drive.expected_beats = {expected.size()};
    const testing::Answer answer = testing::run(module, drive);
    EXPECT_EQ(answer.beats[0], expected);
    testing::expect_same_handshake(tokens(c.spec, c.data), answer, c.spec.window().input_beats(),
                                   c.spec.output_beats());
    EXPECT_EQ(tokens(c.spec, c.data).steps(), c.spec.window().steps());
    if (::testing::Test::HasFailure()) return 0;
  }
  return taps.size();
}

TEST(Linear, ComputesEveryRandomLayerUnderStallsAndPredictsEveryHandshake) {
  Rng rng(11, "linear");
  EXPECT_GT(expect_random_layers(rng, 240, 0), 6U);
}

TEST(Linear, ComputesLayersWhoseKernelsAreLongerThanTheirInput) {
  for (const std::uint64_t seed : {3, 4, 5}) {
    Rng rng(seed, "short");
    EXPECT_GT(expect_random_layers(rng, 500, 0, /*is_short=*/true), 6U) << seed;
  }
}

TEST(Linear, ComputesLayersOfSeventeenAndEighteenBits) {
  for (const int bits : {17, 18}) {
    Rng rng(static_cast<std::uint64_t>(bits), "wide linear");
    EXPECT_GT(expect_random_layers(rng, 50, bits), 3U) << bits;
  }
}

/// Three outputs of one input, all inputs one after the other.
void expect_pairs_multiply(int bits, bool is_signed, const std::vector<std::int64_t>& weights) {
  Case c;
  LinearSpec& s = c.spec;
  s.input = interval_of(bits, is_signed);
  s.out_channels = s.pe = 3;
  s.weight_width_bits = bits;
  s.multiplier = MultiplierStyle::Dsp;
  s.products_per_dsp = 2;
  auto data = std::make_shared<IntTensor>(Shape{3, 1});
  data->data = weights;
  c.data = {data, std::make_shared<IntTensor>(Shape{3}), nullptr};
  testing::Drive drive;
  drive.beats.resize(1);
  Beats expected;
  for (std::int64_t x = s.input.low; x <= s.input.high; ++x) {
    drive.beats[0].push_back({x});
    expected.push_back({x * weights[0], x * weights[1], x * weights[2]});
  }
  drive.expected_beats = {expected.size()};
  ASSERT_EQ(testing::run(build(s, c.data, "layer", "layer", ""), drive).beats[0], expected)
      << fmt::format("{} {} {}", weights[0], weights[1], weights[2]);
}

TEST(Linear, TwoProductsOfABlockAreExactForAllOfSmallWidthsAndAtTheCornersOfEightBits) {
  for (const bool is_signed : {false, true}) {
    for (std::int64_t low = -4; low < 4; ++low)
      for (std::int64_t high = -4; high < 4; ++high) expect_pairs_multiply(3, is_signed, {low, high, -4});
    for (const std::int64_t low : {-128, -127, -1, 0, 1, 127})
      for (const std::int64_t high : {-128, -127, -1, 0, 1, 127})
        expect_pairs_multiply(8, is_signed, {low, high, 127});
  }
}

TEST(Linear, TwoProductsNeedASharedInputAndRoomInAFactor) {
  LinearSpec spec;
  spec.input = {-128, 127};
  spec.out_channels = spec.pe = 2;
  EXPECT_EQ(pair_shift_bits(spec), 16);
  EXPECT_EQ(width_bits(pair_interval(spec, 16)), 25);  // DSP48E1
  spec.input = interval_of(11, true);
  EXPECT_FALSE(pair_shift_bits(spec).has_value());
  spec.input = {-128, 127};
  spec.is_depthwise = true;
  EXPECT_FALSE(pair_shift_bits(spec).has_value());
}

TEST(Linear, LanesWithoutAKeptWeightAreNotBuilt) {
  // Two outputs at a time, two inputs: four lanes, each with six weights.
  LinearSpec spec;
  spec.in_channels = 4;
  spec.out_channels = 6;
  spec.pe = spec.simd = 2;
  spec.rows = {8, 1, 1, 0, 0, 1};
  EXPECT_EQ(Lanes(spec).count(), 4);
  EXPECT_TRUE(Lanes(spec).are_all_live());
  auto mask = std::make_shared<IntTensor>(Shape{6, 4});
  (*mask)[1] = 1;          // output 0, input 1: lane 1
  (*mask)[5 * 4 + 3] = 1;  // output 5, input 3: lane 3
  (*mask)[4 * 4 + 1] = 1;  // output 4, input 1: lane 1 again
  spec.mask = mask;
  const Lanes lanes(spec);
  EXPECT_EQ(lanes.live(), (std::vector<std::int64_t>{1, 3}));
  EXPECT_EQ(lanes.terms_of(0), 1);
  EXPECT_EQ(lanes.terms_of(1), 1);
  EXPECT_EQ(spec.sum_levels(), 0);

  auto weights = std::make_shared<IntTensor>(*mask);
  for (auto& w : weights->data) w *= 77;
  const LinearData data{weights, std::make_shared<IntTensor>(Shape{6}), nullptr};
  const Module module = build(spec, data, "layer", "layer", "");
  std::int64_t columns = 0;
  for (const Memory& memory : module.memories)
    if (memory.name == "weights") columns = memory.word.lanes;
  EXPECT_EQ(columns, 2);
}

TEST(Linear, WeightsOfTheirOwnThatArePowersOfTwoTakeNoBlock) {
  Case c;
  LinearSpec& s = c.spec;
  s.input = {-128, 127};
  s.in_channels = s.simd = 3;
  s.out_channels = s.pe = 2;
  s.multiplier = MultiplierStyle::Dsp;
  auto weights = std::make_shared<IntTensor>(Shape{2, 3}, std::vector<std::int64_t>{8, -1, 5, 0, 7, -64});
  c.data = {weights, std::make_shared<IntTensor>(Shape{2}), nullptr};
  for (const std::int64_t per_block : {1, 2}) {
    s.products_per_dsp = per_block;
    const Module module = build(s, c.data, "layer", "layer", "");
    int blocks = 0;
    for (const Multiplier& one : module.multipliers)
      blocks += std::max(module.type(one.a).lanes, module.type(one.b).lanes);
    EXPECT_EQ(blocks, 2);
  }
  s.in_channels = 6;  // two words: a weight may be any of its width
  c.data.weights = std::make_shared<IntTensor>(Shape{2, 6}, std::vector<std::int64_t>(12, 4));
  s.products_per_dsp = 1;
  const Module module = build(s, c.data, "layer", "layer", "");
  ASSERT_EQ(module.multipliers.size(), 1U);
  EXPECT_EQ(module.type(module.multipliers[0].a).lanes, 6);
}

TEST(Linear, LayoutNamesEveryWeightOnce) {
  LinearSpec spec;
  spec.rows = {8, 3, 1, 0, 0, 1};
  spec.in_channels = 4;
  spec.out_channels = 6;
  spec.pe = 2;
  spec.simd = 4;
  for (const std::int64_t taps : legal_taps(spec.rows, spec.columns)) {
    spec.step_taps = taps;
    std::vector<std::int64_t> layout = weight_layout(spec);
    std::sort(layout.begin(), layout.end());
    ASSERT_EQ(layout.size(), 72U);
    for (std::size_t i = 0; i < layout.size(); ++i) EXPECT_EQ(layout[i], static_cast<std::int64_t>(i));
  }
}

}  // namespace
}  // namespace knap::hw
