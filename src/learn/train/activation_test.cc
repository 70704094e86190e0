// Activations and Quantize against net/eval.
#include <gtest/gtest.h>

#include "learn/train/graph_check.h"

namespace knap::learn {
namespace {

TEST(ActivationOps, EveryActivationEqualsEval) {
  Rng rng(1, "activation");
  for (const net::RealOp& op :
       std::vector<net::RealOp>{net::Relu{}, net::Relu6{}, net::Clip{-0.5, 1.25}, net::HardSwish{},
                                net::HardSigmoid{}, net::Sigmoid{}}) {
    EXPECT_LT(forward_error(wrap(Shape{9, 3}, op, rng), rng), 2e-5) << op.index();
    EXPECT_LT(forward_error(wrap(Shape{5}, op, rng), rng), 2e-5) << op.index();
  }
}

/// Before any parameter a Quantize acts in every mode, so the float network shows its rounding.
TEST(ActivationOps, EveryRoundingAndOverflowEqualsEval) {
  Rng rng(2, "activation");
  for (int rounding = 0; rounding < 7; ++rounding)
    for (int overflow = 0; overflow < 5; ++overflow) {
      net::Quantize op{Fixed{true, 5, 3}, static_cast<Rounding>(rounding), static_cast<Overflow>(overflow)};
      EXPECT_LT(forward_error(wrap(Shape{40}, op, rng), rng), 1e-6) << rounding << " " << overflow;
      op.format = Fixed{false, 4, -1};
      EXPECT_LT(forward_error(wrap(Shape{40}, op, rng), rng), 1e-6) << rounding << " " << overflow;
    }
}

}  // namespace
}  // namespace knap::learn
