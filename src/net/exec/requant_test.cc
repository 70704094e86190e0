#include "net/exec/requant.h"

#include <gtest/gtest.h>

#include "core/base/rng.h"

namespace knap::net {
namespace {

std::vector<std::int64_t> run(const knap::Steps& steps, const Kernels& kernels, std::int64_t channels,
                              Layout out, const std::vector<std::int32_t>& sums) {
  const Requantiser requant =
      Requantiser::make(std::make_shared<const knap::Steps>(steps), steps.domain(), channels, out);
  const int rows = static_cast<int>(static_cast<std::int64_t>(sums.size()) / channels);
  const Buffer buffer(sums.size() * out.element_bytes());
  std::vector<std::int32_t> with_slack = sums;
  with_slack.resize(sums.size() + kLanes);
  requant.apply(kernels, {with_slack.data(), channels, rows, 0, static_cast<int>(channels),
                          buffer.as<std::byte>(), channels});
  std::vector<std::int64_t> codes;
  for (std::size_t i = 0; i < sums.size(); ++i)
    codes.push_back(out.storage == Storage::Byte ? buffer.as<std::uint8_t>()[i] - out.offset
                                                 : buffer.as<std::int32_t>()[i]);
  return codes;
}

void expect_equal(const knap::Steps& steps, std::int64_t channels) {
  std::vector<std::int32_t> sums;
  for (std::int64_t x = steps.domain().low; x <= steps.domain().high; ++x)
    for (std::int64_t c = 0; c < channels; ++c) sums.push_back(static_cast<std::int32_t>(x));
  for (const Isa isa : {Isa::Portable, Isa::Avx2, Isa::Avx512Vnni}) {
    if (!is_available(isa)) continue;
    for (const Layout& out : {Layout::of(steps.range()), Layout{Storage::Word, 0}}) {
      const std::vector<std::int64_t> codes = run(steps, kernels_of(isa), channels, out, sums);
      for (std::size_t i = 0; i < codes.size(); ++i) {
        const std::int64_t channel = static_cast<std::int64_t>(i) % channels;
        ASSERT_EQ(codes[i], steps(sums[i], channel)) << kernels_of(isa).name << " x=" << sums[i];
      }
    }
  }
}

TEST(Requantiser, EveryRoundingOfEveryShiftOnTheWholeDomain) {
  for (int mode = 0; mode <= static_cast<int>(Rounding::TrnZero); ++mode)
    for (int shift = 0; shift <= 6; ++shift) {
      SCOPED_TRACE(testing::Message() << "mode " << mode << " shift " << shift);
      ClosedForm form;
      form.shift = shift;
      form.rounding = static_cast<Rounding>(mode);
      form.clamp = {-100, 100};
      expect_equal(*knap::Steps::from_closed({-1000, 1000}, {form}), 3);
      form.multiply = -3;
      form.add = 17;
      expect_equal(*knap::Steps::from_closed({-1000, 1000}, {form}), 1);
    }
}

TEST(Requantiser, ClosedFormsPerChannel) {
  std::vector<ClosedForm> forms(19);
  for (std::size_t c = 0; c < forms.size(); ++c) {
    forms[c].shift = static_cast<int>(c % 7);
    forms[c].clamp = {0, 255};
    forms[c].add = static_cast<std::int64_t>(c) * 5;
  }
  expect_equal(*knap::Steps::from_closed({-600, 600}, forms), 19);
}

TEST(Requantiser, TablesOfArbitrarySteps) {
  Rng rng(1, "tables");
  for (int round = 0; round < 40; ++round) {
    SCOPED_TRACE(round);
    std::vector<StepFunction> functions;
    for (int c = 0; c < 3; ++c) {
      StepFunction f;
      f.values.push_back(rng.integer(-128, 127));
      for (std::int64_t t = -500 + rng.integer(1, 200); t <= 700; t += rng.integer(1, 200)) {
        std::int64_t next = rng.integer(-128, 127);
        if (next == f.values.back()) next = next == 0 ? 1 : 0;
        f.thresholds.push_back(t);
        f.values.push_back(next);
      }
      functions.push_back(std::move(f));
    }
    expect_equal(knap::Steps::make({-500, 700}, functions), 3);
  }
}

TEST(Requantiser, AConstantFunctionHasNoThreshold) {
  expect_equal(knap::Steps::make({-500, 700}, {StepFunction{{}, {7}}}), 2);
}

}  // namespace
}  // namespace knap::net
