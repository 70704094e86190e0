// graph_check: compares the trainer's forward and gradients with net/eval and with difference quotients; for
// tests.
#pragma once

#include <string>

#include "core/base/rng.h"
#include "net/ir/real.h"

namespace knap::learn {

/// A tensor of normal numbers.
RealTensorPtr random_reals(Shape shape, Rng& rng);
/// Input of `shape` (16 bits, 8 of them fraction), `op` on it, a Flatten where the result has positions, and
/// a Dense of two scores: all float.
net::Graph wrap(const Shape& shape, net::RealOp op, Rng& rng);

/// Greatest difference between the trainer's float logits and net/eval's over five random samples, divided by
/// the greatest logit.
double forward_error(const net::Graph& graph, Rng& rng);
/// Greatest difference between the trainer's gradient and the difference quotient over up to 12 elements of
/// each parameter, divided by the parameter's greatest gradient; `worst` names the parameter.
double gradient_error(const net::Graph& graph, Rng& rng, std::string& worst);

}  // namespace knap::learn
