// The table of passes: what each is for and what it promises, and the runner that verifies after each.
#pragma once

#include <span>
#include <string_view>

#include "core/base/result.h"
#include "net/ir/integer.h"
#include "net/ir/real.h"

namespace knap::net {

enum class Exactness {
  Exact,        ///< every output keeps every bit, on every input
  Approximate,  ///< the function stays, real numbers are rounded elsewhere
};

/// A row: from a graph to another that has its inputs and outputs.
template <class G>
struct PassOf {
  std::string_view name, why;
  Exactness exactness = Exactness::Exact;
  bool is_idempotent = true;  ///< run twice = run once
  Result<G> (*run)(const G&) = nullptr;
};
using RealPass = PassOf<Graph>;
using IntPass = PassOf<IntGraph>;

/// In the order in which they run. Real: what makes a trained graph ready for to_integer. Integer: the last
/// step of to_integer. Pruned: what makes a network with masks smaller.
std::span<const RealPass> real_passes();
std::span<const IntPass> int_passes();
std::span<const IntPass> pruned_passes();

/// Runs the passes one after the other; KNAP_CHECKs that each leaves a graph that verify() accepts, with the
/// same outputs.
Result<Graph> run_passes(std::span<const RealPass> passes, Graph graph);
Result<IntGraph> run_passes(std::span<const IntPass> passes, IntGraph graph);

}  // namespace knap::net
