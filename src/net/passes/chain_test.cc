#include "net/passes/chain.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/base/rng.h"

namespace knap::net {
namespace {

knap::Steps steps_of(const UnaryOps& ops, const Quantize& quantize, const Scale& scale, Interval domain,
                     std::int64_t channels = 1) {
  Result<knap::Steps> steps = make_steps(ops, quantize, scale, domain, channels, "node");
  KNAP_CHECK(steps.ok(), to_string(steps.error()));
  return *std::move(steps);
}

TEST(Chain, PlainRequantisationIsAShift) {
  const knap::Steps steps = steps_of({}, Quantize{Fixed{true, 8, 2}}, Scale{{9}, 1}, {-100000, 90000});
  ASSERT_EQ(steps.closed().size(), 1u);
  EXPECT_EQ(steps.closed()[0].multiply, 1);
  EXPECT_EQ(steps.closed()[0].shift, 7);
  for (std::int64_t x = -100000; x <= 90000; x += 13)
    ASSERT_EQ(steps(x), std::clamp<std::int64_t>(round_shift(x, 7, Rounding::RndConv), -128, 127)) << x;
}

TEST(Chain, ReluIsAClampOfTheSameShift) {
  const knap::Steps steps = steps_of({Relu{}}, Quantize{Fixed{false, 8, 0}}, Scale{{5}, 1}, {-5000, 9000});
  ASSERT_EQ(steps.closed().size(), 1u);
  EXPECT_EQ(steps.closed()[0].clamp, (Interval{0, 255}));
  EXPECT_EQ(steps(-5000), 0);
  EXPECT_EQ(steps(9000), 255);
  EXPECT_EQ(steps(80), 2);
  EXPECT_EQ(steps(48), 2);
}

TEST(Chain, FinerFormatsMultiply) {
  const knap::Steps steps = steps_of({}, Quantize{Fixed{true, 16, 6}}, Scale{{3}, 1}, {-100, 100});
  ASSERT_EQ(steps.closed().size(), 1u);
  EXPECT_EQ(steps.closed()[0].multiply, 8);
  EXPECT_EQ(steps(-100), -800);
}

TEST(Chain, ScalesPerChannelGiveFunctionsPerChannelUnlessTheyAgree) {
  const Quantize quantize{Fixed{true, 8, 2}};
  EXPECT_EQ(steps_of({}, quantize, Scale{{9, 8}, 1}, {-1000, 1000}, 2).channels().size(), 2u);
  EXPECT_EQ(steps_of({}, quantize, Scale{{9, 9}, 1}, {-1000, 1000}, 2).channels().size(), 1u);
}

TEST(Chain, DivisionByACountIsExact) {
  const knap::Steps steps = steps_of({}, Quantize{Fixed{true, 8, 0}}, Scale{{0}, 49}, {-6272, 6223});
  for (std::int64_t x = -6272; x <= 6223; ++x)
    ASSERT_EQ(steps(x), round_divide(x, 49, Rounding::RndConv)) << x;
}

TEST(Chain, HardSwishOverAWideDomainEqualsItsFormula) {
  // Accumulator with 16 fraction bits over 2^21 codes: far too wide for anything but the turning point.
  const knap::Steps steps =
      steps_of({HardSwish{}}, Quantize{Fixed{true, 8, 4}}, Scale{{16}, 1}, {-(1 << 20), 1 << 20});
  EXPECT_FALSE(steps.channels()[0].is_monotone());
  for (std::int64_t x = -(1 << 20); x <= 1 << 20; x += 7) {
    const std::int64_t three = 3 << 16;
    const Wide numerator = x <= -three ? Wide{0} : x >= three ? Wide{x} * 2 * three : Wide{x} * (x + three);
    const std::int64_t exact = round_divide(numerator, Wide{6} << 28, Rounding::RndConv);
    ASSERT_EQ(steps(x), std::clamp<std::int64_t>(exact, -128, 127)) << x;
  }
}

TEST(Chain, HardSigmoidEqualsItsFormula) {
  const knap::Steps steps =
      steps_of({HardSigmoid{}}, Quantize{Fixed{false, 8, 8}}, Scale{{10}, 1}, {-20000, 20000});
  EXPECT_TRUE(steps.channels()[0].is_monotone());
  for (std::int64_t x = -20000; x <= 20000; ++x) {
    const Wide numerator = std::clamp<std::int64_t>(x + 3 * 1024, 0, 6 * 1024);
    const std::int64_t exact = round_divide(numerator, Wide{6} << 2, Rounding::RndConv);
    ASSERT_EQ(steps(x), std::min<std::int64_t>(exact, 255)) << x;
  }
}

TEST(Chain, HardSigmoidOfAMeanIsExact) {
  const knap::Steps steps =
      steps_of({HardSigmoid{}}, Quantize{Fixed{false, 8, 7}}, Scale{{5}, 49}, {-9000, 9000});
  const std::int64_t unit = 49 * 32;
  for (std::int64_t x = -9000; x <= 9000; ++x) {
    const Wide numerator = Wide{128} * std::clamp<std::int64_t>(x + 3 * unit, 0, 6 * unit);
    ASSERT_EQ(steps(x), round_divide(numerator, Wide{6} * unit, Rounding::RndConv)) << x;
  }
}

TEST(Chain, SigmoidThresholdsMatchDoublePrecision) {
  const knap::Steps steps =
      steps_of({Sigmoid{}}, Quantize{Fixed{false, 8, 8}}, Scale{{10}, 1}, {-20000, 20000});
  EXPECT_TRUE(steps.channels()[0].is_monotone());
  EXPECT_EQ(steps(0), 128);
  for (std::int64_t x = -20000; x <= 20000; x += 3) {
    const double y = 256 / (1 + std::exp(-static_cast<double>(x) / 1024));
    if (std::fabs(y - std::floor(y) - 0.5) < 1e-9) continue;
    ASSERT_EQ(steps(x), std::min<std::int64_t>(static_cast<std::int64_t>(std::lround(y)), 255)) << x;
  }
}

TEST(Chain, OperatorsMayFollowASigmoid) {
  const knap::Steps steps =
      steps_of({Sigmoid{}, Clip{0.25, 0.75}}, Quantize{Fixed{false, 8, 8}}, Scale{{10}, 1}, {-9000, 9000});
  EXPECT_EQ(steps(-9000), 64);
  EXPECT_EQ(steps(0), 128);
  EXPECT_EQ(steps(9000), 192);
}

TEST(Chain, TwoOperatorsThatTurnAreEnumerated) {
  const knap::Steps steps =
      steps_of({HardSwish{}, HardSwish{}}, Quantize{Fixed{true, 8, 6}}, Scale{{6}, 1}, {-300, 300});
  for (std::int64_t x = -300; x <= 300; ++x) {
    const auto swish = [](double v) { return v * std::clamp(v + 3, 0.0, 6.0) / 6; };
    const double y = 64 * swish(swish(static_cast<double>(x) / 64));
    if (std::fabs(y - std::floor(y) - 0.5) < 1e-9) continue;
    EXPECT_EQ(steps(x), std::min<std::int64_t>(std::lround(y), 127)) << x;
  }
}

TEST(Chain, UnaryOperatorsAreRecognised) {
  EXPECT_TRUE(is_unary(Relu{}) && is_unary(BatchNorm{}) && is_unary(HardSigmoid{}) && is_unary(Sigmoid{}));
  EXPECT_FALSE(is_unary(Quantize{}) || is_unary(Add{}) || is_unary(Flatten{}));
}

TEST(Chain, BatchNormFoldsExactlyPerChannel) {
  Rng rng(3, "chain");
  BatchNorm norm;
  const auto random = [&](double low, double high) {
    RealTensor tensor(Shape{4});
    for (double& value : tensor.data) value = rng.uniform(low, high);
    return std::make_shared<const RealTensor>(std::move(tensor));
  };
  norm.gamma = random(-2, 2);
  norm.beta = random(-1, 1);
  norm.mean = random(-3, 3);
  norm.variance = random(0.1, 4);
  const knap::Steps steps =
      steps_of({norm, Relu6{}}, Quantize{Fixed{false, 8, 5}}, Scale{{12}, 1}, {-40000, 40000}, 4);
  for (std::int64_t channel = 0; channel < 4; ++channel)
    for (std::int64_t x = -40000; x <= 40000; x += 11) {
      const BatchNormAffine affine = batch_norm_affine(norm, channel);
      const long double y = static_cast<long double>(x) / 4096 * affine.scale + affine.offset;
      const long double scaled = 32 * std::clamp(y, 0.0L, 6.0L);
      if (std::fabs(scaled - std::floor(scaled) - 0.5L) < 1e-12L) continue;
      ASSERT_EQ(steps(x, channel), std::lround(static_cast<double>(scaled))) << channel << " " << x;
    }
}

TEST(Chain, WrappingFormatsAreEnumerated) {
  const knap::Steps steps =
      steps_of({}, Quantize{Fixed{true, 4, 0}, Rounding::Trn, Overflow::Wrap}, Scale{{2}, 1}, {-500, 500});
  for (std::int64_t x = -500; x <= 500; ++x) ASSERT_EQ(steps(x), ((((x >> 2) + 8) % 16) + 16) % 16 - 8) << x;
}

TEST(Chain, TooManyStepsAreRefusedWithTheNode) {
  const Result<knap::Steps> steps =
      make_steps({}, Quantize{Fixed{true, 24, 0}}, Scale{}, {-(1 << 22), 1 << 22}, 1, "q");
  ASSERT_FALSE(steps.ok());
  EXPECT_EQ(steps.error().first().where, "q");
}

}  // namespace
}  // namespace knap::net
