// derive: the type that a driver's result has, from the types of its operands; and the value of one lane.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/result.h"
#include "hw/ir/module.h"

namespace knap::hw {

/// The smallest type (by interval arithmetic) that holds the driver's result. For Narrow and Truncate the
/// operand's type; for a Wire its driver's type. An Error (bad-artefact) where an operand does not exist or
/// does not fit.
Result<Type> derive(const Module& module, const Driver& driver);

/// Whether the declared type of such a driver is a claim of its own (Narrow, Truncate, Wire, Lookup's padding
/// ...) rather than something that must contain derive()'s answer.
bool is_declared(const Driver& driver);

/// One lane of a binary operation; overflow-checked.
std::int64_t evaluate(BinaryOp op, std::int64_t a, std::int64_t b);

/// value mod 2^width, as `type` (a full range) says.
std::int64_t wrap(std::int64_t value, const Interval& full_range);

/// Per signal: how many drivers, registers, memories, multipliers, instances and ports read it.
std::vector<int> count_readers(const Module& module);

/// The signals that a driver reads combinationally, in order.
template <class F>
void for_each_operand(const Driver& driver, F&& f);

}  // namespace knap::hw

#include "core/base/match.h"

namespace knap::hw {

template <class F>
void for_each_operand(const Driver& driver, F&& f) {
  match(
      driver, [](const Constant&) {}, [](const PortInput&) {},
      [&](const Binary& d) {
        f(d.a);
        f(d.b);
      },
      [&](const Not& d) { f(d.a); }, [&](const ShiftLeft& d) { f(d.a); },
      [&](const ShiftRight& d) { f(d.a); }, [&](const Narrow& d) { f(d.a); },
      [&](const Truncate& d) { f(d.a); },
      [&](const Mux& d) {
        f(d.select);
        f(d.when_true);
        f(d.when_false);
      },
      [&](const Lookup& d) { f(d.index); },
      [&](const Pick& d) {
        f(d.pack);
        f(d.index);
      },
      [&](const Slice& d) { f(d.pack); },
      [&](const Pack& d) {
        for (const SignalId part : d.parts) f(part);
      },
      [](const RegisterValue&) {}, [](const MemoryValue&) {}, [](const MultiplierValue&) {},
      [](const InstanceOutput&) {},
      [&](const Wire& d) {
        if (d.driver) f(*d.driver);
      });
}

}  // namespace knap::hw
