#include "net/passes/table.h"

#include <array>

#include "net/ir/verify.h"
#include "net/passes/fold_batch_norm.h"
#include "net/passes/remove_channels.h"
#include "net/passes/remove_unread.h"

namespace knap::net {
namespace {

constexpr std::array kRealPasses{
    RealPass{"fold_batch_norm", "a batch norm behind a linear operator costs no hardware of its own",
             Exactness::Approximate, true, [](const Graph& graph) { return Result(fold_batch_norm(graph)); }},
};

constexpr std::array kIntPasses{
    IntPass{"remove_unread",
            "hardware streams every value to a reader, so that a value without one would stall",
            Exactness::Exact, true, [](const IntGraph& graph) { return Result(remove_unread(graph)); }},
};

constexpr std::array kPrunedPasses{
    IntPass{"remove_channels", "a channel that is constant, or that nobody reads, needs no stream",
            Exactness::Exact, true, [](const IntGraph& graph) { return Result(remove_channels(graph)); }},
};

template <class G>
Result<G> run_all(std::span<const PassOf<G>> passes, G graph) {
  for (const PassOf<G>& pass : passes) {
    KNAP_ASSIGN(G changed, pass.run(graph));
    const Result<void> well_formed = verify(changed);
    KNAP_CHECK(well_formed.ok(), std::string(pass.name) + ": " + to_string(well_formed.error()));
    KNAP_CHECK(changed.outputs().size() == graph.outputs().size(), std::string(pass.name));
    graph = std::move(changed);
  }
  return graph;
}

}  // namespace

std::span<const RealPass> real_passes() { return kRealPasses; }
std::span<const IntPass> int_passes() { return kIntPasses; }
std::span<const IntPass> pruned_passes() { return kPrunedPasses; }

Result<Graph> run_passes(std::span<const RealPass> passes, Graph graph) {
  return run_all(passes, std::move(graph));
}
Result<IntGraph> run_passes(std::span<const IntPass> passes, IntGraph graph) {
  return run_all(passes, std::move(graph));
}

}  // namespace knap::net
