#include "learn/train/equalise.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/base/rng.h"
#include "core/base/watch.h"
#include "learn/train/forward.h"
#include "learn/train/toy.h"

namespace knap::learn {
namespace {

/// A line network whose channels differ by three orders of magnitude.
Model uneven() {
  Model model = Model::make(toy_line_network(3, false), 2).value();
  Rng rng(1, "equalise");
  for (NormLayer& norm : model.norms)
    for (std::size_t c = 0; c < norm.mean.size(); ++c) {
      norm.mean[c] = 0.1 * rng.normal();
      norm.variance[c] = std::exp(rng.uniform(-7, 7));
      model.parameters[norm.beta].value[c] = static_cast<float>(0.2 * rng.normal());
    }
  return model;
}

/// Largest folded weights of output channel `c` of one layer, and of those of a pointwise or depthwise reader
/// that multiply it.
std::pair<double, double> ranges(const Model& model, std::size_t writer, std::size_t reader, std::size_t c) {
  const auto used = model.effective(Mode::Folded);
  const LinearLayer &from = model.linears[writer], &to = model.linears[reader];
  const bool is_depthwise = std::get<net::Conv>(model.graph()[to.node].op).groups > 1;
  double written = 0, read = 0;
  for (std::size_t i = 0; i < from.per_output; ++i)
    written = std::max(written, std::abs(static_cast<double>(used[writer].weights[c * from.per_output + i])));
  for (std::size_t i = 0; i < used[reader].weights.size(); ++i)
    if ((is_depthwise ? i / to.per_output : i % from.outputs) == c)
      read = std::max(read, std::abs(static_cast<double>(used[reader].weights[i])));
  return {written, read};
}

TEST(Equalise, LeavesTheFunctionAsItIs) {
  Model model = uneven();
  const Samples samples = toy_lines(20, 3, 5);
  Watch watch;
  const RealTensor before = float_logits(model.to_float_graph(), samples, watch).value();
  equalise(model);
  const RealTensor after = float_logits(model.to_float_graph(), samples, watch).value();
  double largest = 0;
  for (const double x : before.data) largest = std::max(largest, std::abs(x));
  for (std::int64_t i = 0; i < before.size(); ++i) EXPECT_NEAR(before[i], after[i], 1e-4 * largest);
}

TEST(Equalise, EndsWithEqualRangesOnBothSidesOfEveryChannel) {
  Model model = uneven();
  equalise(model);
  ASSERT_EQ(model.linears.size(), 4U);
  for (std::size_t l = 0; l < 2; ++l)  // convolution -> depthwise -> pointwise
    for (std::size_t c = 0; c < model.linears[l].outputs; ++c) {
      const auto [written, read] = ranges(model, l, l + 1, c);
      EXPECT_NEAR(written / read, 1, 0.05) << l << " " << c;
    }
}

TEST(Equalise, AnotherTimeChangesLittle) {
  Model model = uneven();
  equalise(model);
  const auto once = model.effective(Mode::Folded);
  equalise(model);
  const auto twice = model.effective(Mode::Folded);
  for (std::size_t l = 0; l < once.size(); ++l)
    for (std::size_t i = 0; i < once[l].weights.size(); ++i)
      EXPECT_NEAR(once[l].weights[i], twice[l].weights[i], 0.05 * std::abs(once[l].weights[i]) + 1e-9);
}

}  // namespace
}  // namespace knap::learn
