#include "map/plan/plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/diagnostics.h"
#include "map/plan/fold.h"
#include "map/plan/model_hash.h"
#include "map/plan/ranks.h"

namespace knap::map {
namespace {

/// Folds, sizes FIFOs, predicts: a complete plan for one target interval.
Result<Plan> plan_for(const net::IntGraph& graph, const PlanOptions& options, std::int64_t interval,
                      const Shares& shares, const std::vector<hw::Family>& families, const Watch& watch) {
  FoldOptions fold_options;
  fold_options.interval_cycles = interval;
  fold_options.multiplier =
      options.multiplier == MultiplierChoice::Dsp ? hw::MultiplierStyle::Dsp : hw::MultiplierStyle::Lut;
  KNAP_ASSIGN(StreamPlan decisions, fold(graph, fold_options));
  if (options.multiplier == MultiplierChoice::Auto) {
    KNAP_ASSIGN(decisions, use_dsps(graph, std::move(decisions), options.max_share, shares, families));
  }
  decisions = pair_products(graph, std::move(decisions), families);
  if (options.memory == MemoryChoice::Auto) {
    KNAP_ASSIGN(decisions, use_block_memories(graph, std::move(decisions), options.max_share, shares));
  }
  KNAP_ASSIGN(decisions, size_fifos(graph, std::move(decisions), watch));
  Plan plan;
  plan.model = model_hash(graph);
  plan.clock_mhz = options.clock_mhz;
  plan.regions = stream_regions(graph, std::move(decisions));
  KNAP_TRY(fill_in(plan, graph));
  return plan;
}

/// What exceeds max_share, as text; empty when the plan fits.
Result<std::string> excess(const net::IntGraph& graph, const Plan& plan, double max_share,
                           const Shares& shares) {
  KNAP_ASSIGN(const Structure structure, make_structure(graph, plan.regions));
  const hw::Resources share = shares(structure);
  std::string text;
  const auto add = [&](const char* name, double value) {
    if (value > max_share) text += fmt::format("{}{:.2f} of the {}", text.empty() ? "" : ", ", value, name);
  };
  add("LUTs", share.lut);
  add("flip-flops", share.ff);
  add("DSPs", share.dsp);
  add("block memories", share.bram);
  add("logic cells", share.cells);
  if (share.pins > 1) text += fmt::format("{}{:.2f} of the pins", text.empty() ? "" : ", ", share.pins);
  return text;
}

/// All on one multiplier per layer: no target is slower.
std::int64_t slowest_interval(const net::IntGraph& graph) {
  std::int64_t slowest = 1;
  for (const Layer& layer : layers_of(graph)) slowest = std::max(slowest, cycles(graph, layer, Decision{}));
  return slowest;
}

/// Folded so that the predicted interval, waiting between layers included, is at most `interval`.
Result<Plan> plan_within(const net::IntGraph& graph, const PlanOptions& options, std::int64_t interval,
                         const Shares& shares, const std::vector<hw::Family>& families, const Watch& watch) {
  const std::int64_t fastest = min_interval(graph);
  for (std::int64_t target = interval;;) {
    KNAP_TRY(watch.check("plan"));
    KNAP_ASSIGN(Plan plan, plan_for(graph, options, target, shares, families, watch));
    const std::int64_t got = plan.predicted.interval_cycles;
    if (got <= interval) return plan;
    if (target <= fastest)
      return Error(diag::kImpossible, "plan.interval_cycles",
                   fmt::format("{} cycles cannot be had: the fastest folding takes {}", interval, got));
    target = std::max(fastest, std::min(target - 1, target * interval / got));
  }
}

/// The shortest interval within max_share, to a tenth: halved while it fits, then searched between the last
/// that did and the first that did not. kImpossible when nothing fits.
Result<Plan> fastest_plan(const net::IntGraph& graph, const PlanOptions& options, const Shares& shares,
                          const std::vector<hw::Family>& families, const Watch& watch) {
  std::int64_t fits = slowest_interval(graph);  // the slowest folding is the smallest
  KNAP_ASSIGN(Plan best, plan_for(graph, options, fits, shares, families, watch));
  KNAP_ASSIGN(const std::string least, excess(graph, best, options.max_share, shares));
  if (!least.empty())
    return Error(
        diag::kImpossible, "plan.max_share",
        fmt::format("the network does not fit max_share = {} of the devices even when folded onto one "
                    "multiplier per layer ({} cycles): it takes {}",
                    options.max_share, best.predicted.interval_cycles, least));
  std::int64_t fails = 0;  // 0 = none is known
  for (const std::int64_t fastest = min_interval(graph); fits > fastest && fits > fails + fails / 10;) {
    KNAP_TRY(watch.check("plan"));
    const std::int64_t tried = std::max({fastest, fits / 2, (fits + fails) / 2});
    if (tried == fails) break;  // nothing lies between
    KNAP_ASSIGN(Plan faster, plan_for(graph, options, tried, shares, families, watch));
    KNAP_ASSIGN(const std::string much, excess(graph, faster, options.max_share, shares));
    (much.empty() ? fits : fails) = tried;
    if (much.empty()) best = std::move(faster);
  }
  return best;
}

/// Cycles per inference of the layer that a reuse factor slows down most: multiplications of a position over
/// r multipliers.
std::int64_t interval_of_reuse(const net::IntGraph& graph, std::int64_t reuse_factor) {
  std::int64_t interval = min_interval(graph);
  for (const Layer& layer : layers_of(graph)) {
    const Decision parallel = legal_folding(graph, layer).most_parallel();
    interval = std::max(
        interval, std::min(cycles(graph, layer, Decision{}), cycles(graph, layer, parallel) * reuse_factor));
  }
  return interval;
}

/// Folding, memories and FIFOs, for a design without ranks.
Result<Plan> folded_plan(const net::IntGraph& graph, const PlanOptions& options, const Shares& shares,
                         const std::vector<hw::Family>& families, const Watch& watch) {
  const std::int64_t interval = options.interval_cycles > 0 ? options.interval_cycles
                                : options.reuse_factor > 0  ? interval_of_reuse(graph, options.reuse_factor)
                                                            : 0;
  if (interval == 0) return fastest_plan(graph, options, shares, families, watch);
  KNAP_ASSIGN(Plan plan, options.interval_cycles > 0
                             ? plan_within(graph, options, interval, shares, families, watch)
                             : plan_for(graph, options, interval, shares, families, watch));
  KNAP_ASSIGN(const std::string much, excess(graph, plan, options.max_share, shares));
  if (much.empty()) return plan;
  KNAP_ASSIGN(const Plan fitting, fastest_plan(graph, options, shares, families, watch));
  return Error(diag::kImpossible, options.interval_cycles > 0 ? "plan.interval_cycles" : "plan.reuse_factor",
               fmt::format("{} cycles take {} of a device, more than max_share = {}; {} cycles fit", interval,
                           much, options.max_share, fitting.predicted.interval_cycles));
}

/// Ranks for the clock; what hangs on the latency is worked out anew. A walk that learns late of its rows may
/// cost cycles where the ring is short: it does not where that would lengthen the interval.
Result<void> add_ranks(Plan& plan, const net::IntGraph& graph, const std::vector<hw::Family>& families,
                       const Watch& watch) {
  KNAP_CHECK(plan.regions.size() == 1);
  const StreamPlan folded = std::get<StreamPlan>(plan.regions.front().style);
  const std::int64_t interval = plan.predicted.interval_cycles;
  for (const RowRanks rows : {RowRanks::Allowed, RowRanks::None}) {
    KNAP_ASSIGN(StreamPlan decisions,
                choose_ranks(graph, folded, 1000 / plan.clock_mhz, families, rows, watch));
    if (decisions == folded) return {};
    decisions.fifos.clear();
    KNAP_ASSIGN(decisions, size_fifos(graph, std::move(decisions), watch));
    plan.regions = stream_regions(graph, std::move(decisions));
    KNAP_TRY(fill_in(plan, graph));
    if (plan.predicted.interval_cycles <= interval) return {};
  }
  return Error(diag::kImpossible, "plan.clock_mhz",
               fmt::format("the registers that {} MHz ask for lengthen the interval from {} to {} cycles",
                           plan.clock_mhz, interval, plan.predicted.interval_cycles));
}

}  // namespace

Result<void> fill_in(Plan& plan, const net::IntGraph& graph) {
  KNAP_ASSIGN(const Structure structure, make_structure(graph, plan.regions));
  KNAP_ASSIGN(const Prediction prediction, predict(structure));
  plan.predicted = {prediction.latency_cycles, prediction.interval_cycles};
  plan.deadlock_freedom = prediction.argument;
  return {};
}

Result<Plan> make_plan(const net::IntGraph& graph, const PlanOptions& options, const Shares& shares,
                       const Watch& watch, const std::vector<hw::Family>& families) {
  KNAP_ASSIGN(Plan plan, folded_plan(graph, options, shares, families, watch));
  const Regions folded = plan.regions;
  KNAP_TRY(add_ranks(plan, graph, families, watch));
  if (plan.regions == folded) return plan;
  KNAP_ASSIGN(const std::string much, excess(graph, plan, options.max_share, shares));
  if (much.empty()) return plan;
  return Error(diag::kImpossible, "plan.clock_mhz",
               fmt::format("the registers that {} MHz ask for take {}, more than max_share = {}; a slower "
                           "clock or a longer interval takes less",
                           options.clock_mhz, much, options.max_share));
}

}  // namespace knap::map
