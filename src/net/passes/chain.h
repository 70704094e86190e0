// Chain: the unary operators between an integer and the next Quantize, as one exact function of that integer.
#pragma once

#include <variant>
#include <vector>

#include "core/base/result.h"
#include "core/num/steps.h"
#include "net/ir/real.h"
#include "net/ir/scale.h"
#include "net/passes/exact.h"

namespace knap::net {

/// What chains are made of: operators on one element, BatchNorm with parameters.
using UnaryOp = std::variant<BatchNorm, Relu, Relu6, Clip, HardSwish, HardSigmoid, Sigmoid>;
using UnaryOps = std::vector<UnaryOp>;

/// Whether an op differs from channel to channel.
bool is_per_channel(const UnaryOps& ops);
/// Whether every function of the chain is non-decreasing, so that it commutes with a maximum.
bool is_non_decreasing(const UnaryOps& ops);
/// Whether it is one of UnaryOp's alternatives.
bool is_unary(const RealOp& op);

/// The function code -> Quantize(ops(code 2^-fraction_bits / divisor)) over `domain`, for `channels`
/// channels: step functions evaluated in exact arithmetic, collapsed to one where all channels agree, in
/// closed form where one is found and proved. Errors (kBadModel at `node`): an intermediate value of more
/// than 128 bits, too many steps.
Result<Steps> make_steps(const UnaryOps& ops, const Quantize& quantize, const Scale& scale, Interval domain,
                         std::int64_t channels, const std::string& node);

}  // namespace knap::net
