#include "map/plan/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "core/base/diagnostics.h"
#include "map/plan/fold.h"
#include "map/plan/model_hash.h"
#include "map/plan/ranks.h"
#include "map/spec/declared.h"
#include "map/spec/pack.h"

namespace knap::map {
namespace {

/// What is to be planned.
struct Problem {
  const net::IntGraph& graph;
  const Outline& outline;
  const PlanOptions& options;
  const Shares& shares;
  const std::vector<hw::Family>& families;
  const Watch& watch;
};

/// Foldings, multipliers and memories for one target interval.
Result<StreamPlan> folding_for(const Problem& problem, std::int64_t interval) {
  const auto& [graph, outline, options, shares, families, watch] = problem;
  FoldOptions fold_options;
  fold_options.interval_cycles = interval;
  fold_options.takes_fastest = interval < outline.min_interval();
  fold_options.multiplier =
      options.multiplier == MultiplierChoice::Dsp ? hw::MultiplierStyle::Dsp : hw::MultiplierStyle::Lut;
  fold_options.in_lanes = options.input.samples_per_beat;
  fold_options.all_block = options.memory == MemoryChoice::Block;
  KNAP_ASSIGN(StreamPlan decisions, fold(graph, outline, fold_options));
  if (options.multiplier == MultiplierChoice::Auto) {
    KNAP_ASSIGN(decisions,
                use_dsps(graph, outline, std::move(decisions), options.max_share, shares, families));
  }
  decisions = pair_products(graph, std::move(decisions), families);
  if (options.memory == MemoryChoice::Auto) {
    KNAP_ASSIGN(decisions,
                use_block_memories(graph, outline, std::move(decisions), options.max_share, shares));
  }
  return decisions;
}

/// Folds, sizes FIFOs, predicts: a complete plan for one target interval.
Result<Plan> plan_for(const Problem& problem, std::int64_t interval) {
  KNAP_ASSIGN(StreamPlan decisions, folding_for(problem, interval));
  KNAP_ASSIGN(decisions, size_fifos(problem.graph, std::move(decisions), FifoDepths::Enough, problem.watch));
  Plan plan;
  plan.clock_mhz = problem.options.clock_mhz;
  plan.regions = stream_regions(problem.graph, std::move(decisions));
  KNAP_TRY(fill_in(plan, problem.graph));
  return plan;
}

/// What exceeds max_share, as text; empty when the plan fits as it is.
Result<std::string> excess_of(const Problem& problem, const Plan& plan) {
  KNAP_ASSIGN(const Structure structure, make_structure(problem.graph, plan.regions));
  const hw::Resources share = problem.shares(structure);
  std::string text;
  const auto add = [&](const char* name, double value) {
    if (value > problem.options.max_share)
      text += fmt::format("{}{:.2f} of the {}", text.empty() ? "" : ", ", value, name);
  };
  add("LUTs", share.lut);
  add("flip-flops", share.ff);
  add("DSPs", share.dsp);
  add("block memories", share.bram);
  add("logic cells", share.cells);
  if (share.pins > 1) text += fmt::format("{}{:.2f} of the pins", text.empty() ? "" : ", ", share.pins);
  return text;
}

/// With FIFOs no deeper than they have to be. The least ones keep the pace of the slowest stage; where those
/// that are enough are faster than that, they stay.
Result<Plan> with_least_fifos(const Problem& problem, const Plan& plan) {
  KNAP_CHECK(plan.regions.size() == 1);
  Plan least = plan;
  KNAP_ASSIGN(StreamPlan decisions,
              size_fifos(problem.graph, std::get<StreamPlan>(plan.regions.front().style), FifoDepths::Least,
                         problem.watch));
  least.regions = stream_regions(problem.graph, std::move(decisions));
  KNAP_TRY(fill_in(least, problem.graph));
  return least.predicted.interval_cycles <= plan.predicted.interval_cycles ? least : plan;
}

bool has_as_many_blocks(const Plan& a, const Plan& b) {
  const auto count = [](const Plan& plan) {
    const auto& fifos = std::get<StreamPlan>(plan.regions.front().style).fifos;
    return std::count_if(fifos.begin(), fifos.end(),
                         [](const auto& fifo) { return fifo.second.memory == hw::MemoryStyle::Block; });
  };
  return count(a) == count(b);
}

/// As excess_of; a plan that does not fit with FIFOs that are enough gets the least ones.
Result<std::string> excess(const Problem& problem, Plan& plan) {
  KNAP_ASSIGN(std::string much, excess_of(problem, plan));
  if (much.empty() || std::get<StreamPlan>(plan.regions.front().style).fifos.empty()) return much;
  KNAP_ASSIGN(plan, with_least_fifos(problem, plan));
  return excess_of(problem, plan);
}

/// A target below what the slowest layer can keep: the others go on to be folded faster, for a layer that
/// waits until rows have arrived waits less for fast ones. By halves, down to where all are as fast as they
/// can be; then 0, where they take all taps at once, for such a window waits for no rows; then nothing.
std::optional<std::int64_t> next_below(const Problem& problem, std::int64_t target) {
  std::int64_t least = problem.outline.min_interval();
  for (const Outline::Row& row : problem.outline.layers) least = std::min(least, row.fastest_cycles);
  if (target == 0) return {};
  return target <= least ? 0 : std::max(least, target / 2);
}

/// Folded so that the predicted interval, waiting between layers included, is at most `interval`.
Result<Plan> plan_within(const Problem& problem, std::int64_t interval) {
  const std::int64_t fastest = problem.outline.min_interval();
  if (interval < fastest) {  // fold says which layer cannot
    const Result<StreamPlan> folded = fold(problem.graph, problem.outline, {interval});
    KNAP_CHECK(!folded.ok());
    return folded.error();
  }
  std::int64_t least = std::numeric_limits<std::int64_t>::max();
  for (std::optional<std::int64_t> next = interval; next;) {
    const std::int64_t target = *next;
    KNAP_TRY(problem.watch.check("plan"));
    KNAP_ASSIGN(Plan plan, plan_for(problem, target));
    const std::int64_t got = plan.predicted.interval_cycles;
    if (got <= interval) return plan;
    least = std::min(least, got);
    if (target > fastest)
      next = std::max(fastest, std::min(target - 1, target * interval / got));
    else
      next = next_below(problem, target);
  }
  return Error(diag::kImpossible, "plan.interval_cycles",
               fmt::format("{} cycles cannot be had: the fastest folding takes {}", interval, least));
}

/// The shortest interval within max_share, to a tenth: halved while it fits, then searched between the last
/// that did and the first that did not. kImpossible when nothing fits.
Result<Plan> fastest_plan(const Problem& problem) {
  std::int64_t fits = problem.outline.slowest_interval();  // the slowest folding is the smallest
  KNAP_ASSIGN(Plan best, plan_for(problem, fits));
  KNAP_ASSIGN(const std::string least, excess(problem, best));
  if (!least.empty())
    return Error(
        diag::kImpossible, "plan.max_share",
        fmt::format("the network does not fit max_share = {} of the devices even when folded onto one "
                    "multiplier per layer ({} cycles): it takes {}",
                    problem.options.max_share, best.predicted.interval_cycles, least));
  std::int64_t fails = 0;  // 0 = none is known
  for (const std::int64_t fastest = problem.outline.min_interval();
       fits > fastest && fits > fails + fails / 10;) {
    KNAP_TRY(problem.watch.check("plan"));
    const std::int64_t tried = std::max({fastest, fits / 2, (fits + fails) / 2});
    if (tried == fails) break;  // nothing lies between
    KNAP_ASSIGN(Plan faster, plan_for(problem, tried));
    KNAP_ASSIGN(const std::string much, excess(problem, faster));
    (much.empty() ? fits : fails) = tried;
    if (much.empty()) best = std::move(faster);
  }
  // No folding is faster than its slowest layer; what lies more than a tenth above it is waiting.
  const std::int64_t limit = problem.outline.min_interval();
  for (std::optional<std::int64_t> target = next_below(problem, limit);
       fits <= limit && target && best.predicted.interval_cycles > limit + limit / 10;
       target = next_below(problem, *target)) {
    KNAP_TRY(problem.watch.check("plan"));
    KNAP_ASSIGN(Plan faster, plan_for(problem, *target));
    KNAP_ASSIGN(const std::string much, excess(problem, faster));
    if (!much.empty()) break;
    if (faster.predicted.interval_cycles < best.predicted.interval_cycles) best = std::move(faster);
  }
  return best;
}

/// The smallest reuse factor of twice, four times, ... the one that is asked for that fits max_share.
Result<std::optional<std::int64_t>> fitting_reuse(const Problem& problem) {
  const PlanOptions& options = problem.options;
  const auto lanes_of = [](const Outline& outline) {
    std::int64_t lanes = 0;
    for (const Outline::Row& row : outline.layers) lanes += row.choices.front().decision.multipliers();
    return lanes;
  };
  std::int64_t lanes = lanes_of(problem.outline);
  for (std::int64_t factor = 2 * options.reuse_factor; factor <= PlanOptions::kMostReuse; factor *= 2) {
    KNAP_TRY(problem.watch.check("plan"));
    KNAP_ASSIGN(const Outline outline, make_outline(problem.graph, options.layer, factor));
    if (lanes_of(outline) == lanes) continue;
    lanes = lanes_of(outline);
    const Problem slower{problem.graph, outline, options, problem.shares, problem.families, problem.watch};
    KNAP_ASSIGN(Plan plan, plan_for(slower, outline.min_interval()));
    KNAP_ASSIGN(const std::string much, excess(slower, plan));
    if (much.empty()) return std::optional(factor);
  }
  return std::optional<std::int64_t>();
}

/// Every layer with weights has the multipliers that its reuse factor asks for; the others keep their pace.
Result<Plan> plan_of_reuse(const Problem& problem) {
  KNAP_ASSIGN(Plan plan, plan_for(problem, problem.outline.min_interval()));
  KNAP_ASSIGN(const std::string much, excess(problem, plan));
  if (much.empty()) return plan;
  KNAP_ASSIGN(const std::optional<std::int64_t> fits, fitting_reuse(problem));
  return Error(diag::kImpossible, "plan.reuse_factor",
               fmt::format("{} takes {} of a device, more than max_share = {}; {}",
                           problem.options.reuse_factor, much, problem.options.max_share,
                           fits ? fmt::format("{} fits", *fits) : "no larger one fits, either"));
}

/// Folding, memories and FIFOs, for a design without ranks.
Result<Plan> folded_plan(const Problem& problem) {
  const PlanOptions& options = problem.options;
  if (options.reuse_factor > 0) return plan_of_reuse(problem);
  if (options.interval_cycles == 0) return fastest_plan(problem);
  KNAP_ASSIGN(Plan plan, plan_within(problem, options.interval_cycles));
  KNAP_ASSIGN(const std::string much, excess(problem, plan));
  if (much.empty()) return plan;
  KNAP_ASSIGN(const Plan fitting, fastest_plan(problem));
  return Error(
      diag::kImpossible, "plan.interval_cycles",
      fmt::format("{} cycles take {} of a device, more than max_share = {}; {} cycles fit",
                  options.interval_cycles, much, options.max_share, fitting.predicted.interval_cycles));
}

/// Ranks for a clock; what hangs on the latency is worked out anew. A walk that learns late of its rows, and
/// a read that comes late, may cost cycles where the ring is short: the first is left out where that would
/// lengthen the interval beyond `allowed`, or beyond that without ranks; 0: no interval is asked for.
Result<Plan> with_ranks(Plan plan, double clock_mhz, std::int64_t allowed, const net::IntGraph& graph,
                        LayerDelays& delays, const Watch& watch) {
  KNAP_CHECK(plan.regions.size() == 1);
  plan.clock_mhz = clock_mhz;
  const StreamPlan folded = std::get<StreamPlan>(plan.regions.front().style);
  const std::int64_t interval = std::max(plan.predicted.interval_cycles, allowed);
  std::optional<Plan> best;
  for (const RowRanks rows : {RowRanks::Allowed, RowRanks::None}) {
    KNAP_ASSIGN(StreamPlan decisions, choose_ranks(graph, folded, 1000 / clock_mhz, delays, rows, watch));
    if (decisions == folded) return plan;
    KNAP_ASSIGN(decisions, size_fifos(graph, std::move(decisions), FifoDepths::Enough, watch));
    plan.regions = stream_regions(graph, std::move(decisions));
    KNAP_TRY(fill_in(plan, graph));
    if (plan.predicted.interval_cycles <= interval) return plan;
    if (!best || plan.predicted.interval_cycles < best->predicted.interval_cycles) best = plan;
  }
  if (allowed == 0) return *std::move(best);
  return Error(
      diag::kImpossible, "plan.clock_mhz",
      fmt::format("the registers that {} MHz ask for lengthen the interval from {} to {} cycles; a "
                  "slower clock, or plan.interval_cycles = {}, can be had",
                  clock_mhz, interval, best->predicted.interval_cycles, best->predicted.interval_cycles));
}

/// A folding that fits, and the clock for it.
class Clocked {
 public:
  explicit Clocked(const Problem& problem)
      : problem_(problem), options_(problem.options), delays_(problem.families) {}

  Result<Plan> plan() {
    KNAP_ASSIGN(Plan chosen, chosen_plan());
    KNAP_ASSIGN(Plan least, with_least_fifos(problem_, chosen));
    if (has_as_many_blocks(least, chosen)) return least;
    // A FIFO that became too small for a block memory takes lookup tables instead.
    KNAP_ASSIGN(const std::string much, excess_of(problem_, least));
    return much.empty() ? least : chosen;
  }

 private:
  Result<Plan> chosen_plan() {
    if (!delays_.are_known()) KNAP_TRY(check_unknown());
    KNAP_ASSIGN(Plan folded, folded_plan(problem_));
    if (!delays_.are_known()) return folded;
    KNAP_ASSIGN(const FastestClock fastest, fastest_of(folded));
    if (options_.clock_mhz > fastest.limit_mhz)
      return Error(
          diag::kImpossible, "plan.clock_mhz",
          fmt::format("{} MHz cannot be reached: the fastest that this network reaches on {} is "
                      "about {:.0f} MHz (by {})",
                      options_.clock_mhz, hw::to_string(fastest.family), fastest.mhz, fastest.stage));
    return options_.clock_mhz > 0 ? at_clock(std::move(folded)) : best(std::move(folded), fastest);
  }

  bool is_folding_free() const { return options_.interval_cycles == 0 && options_.reuse_factor == 0; }

  /// No device is chosen.
  Result<void> check_unknown() const {
    constexpr double kMost = 1000;  // no part's clock network is faster
    if (options_.clock_mhz == 0)
      return Error(diag::kImpossible, "plan.clock_mhz",
                   "0 asks for the best clock of a device, and none is chosen; name one");
    if (options_.clock_mhz > kMost)
      return Error(
          diag::kImpossible, "plan.clock_mhz",
          fmt::format("no device reaches {} MHz; the most to ask for is {} MHz", options_.clock_mhz, kMost));
    return {};
  }

  Result<FastestClock> fastest_of(const Plan& plan) {
    KNAP_ASSIGN(const std::optional<FastestClock> fastest,
                fastest_clock(problem_.graph, std::get<StreamPlan>(plan.regions.front().style), delays_,
                              problem_.watch));
    KNAP_CHECK(fastest.has_value());
    return *fastest;
  }

  /// With ranks for a clock that is `spare` times as fast, where these fit; else the reason is kept.
  Result<std::optional<Plan>> fitting(const Plan& folded, double clock_mhz, double spare = 1) {
    Result<Plan> plan = with_ranks(folded, clock_mhz * spare, options_.interval_cycles, problem_.graph,
                                   delays_, problem_.watch);
    if (plan.ok()) plan->clock_mhz = clock_mhz;
    if (!plan.ok()) {
      refusal_ = plan.error();
      if (!refusal_->is(diag::kImpossible)) return *refusal_;
      return std::optional<Plan>();
    }
    if (plan->regions == folded.regions) return std::optional(*std::move(plan));
    KNAP_ASSIGN(const std::string much, excess(problem_, *plan));
    if (much.empty()) return std::optional(*std::move(plan));
    refusal_ =
        Error(diag::kImpossible, "plan.clock_mhz",
              fmt::format("the registers that {} MHz ask for take {}, more than max_share = {}; a slower "
                          "clock or a longer interval takes less",
                          clock_mhz, much, options_.max_share));
    return std::optional<Plan>();
  }

  /// A folding that is a tenth slower; nothing where that is the slowest.
  Result<std::optional<Plan>> slower(const Plan& plan) {
    const std::int64_t interval = plan.predicted.interval_cycles;
    if (!is_folding_free() || interval >= problem_.outline.slowest_interval()) return std::optional<Plan>();
    KNAP_ASSIGN(Plan next, plan_for(problem_, interval + interval / 10 + 1));
    if (next.predicted.interval_cycles <= interval) return std::optional<Plan>();
    return std::optional(std::move(next));
  }

  Result<Plan> at_clock(Plan folded) {
    for (;;) {
      KNAP_ASSIGN(std::optional<Plan> plan, fitting(folded, options_.clock_mhz));
      if (plan) return *std::move(plan);
      KNAP_ASSIGN(std::optional<Plan> next, slower(folded));
      if (!next) break;
      folded = *std::move(next);
    }
    return *refusal_;
  }

  /// The most inferences per second: for each folding, from the fastest on, the fastest clock of a ladder
  /// that fits. A slower folding is only tried while its fastest clock could still be worth more than the
  /// best. A clock that nobody asked for is not to be missed for a rank that the model, which errs by more,
  /// thinks it can just do without: a rank costs the interval a fraction of a percent at most.
  Result<Plan> best(Plan folded, FastestClock fastest) {
    constexpr double kSpare = 1.05;
    constexpr std::array kLadder{1.0, .9, .8, .7, .6, .5, .4, .3, .2, .1};
    std::optional<Plan> best;
    const auto rate = [](double clock_mhz, const Plan& plan) {
      return clock_mhz / static_cast<double>(plan.predicted.interval_cycles);
    };
    for (;;) {
      for (const double share : kLadder) {
        const double clock_mhz = std::max(1.0, std::floor(fastest.mhz * share));
        if (best && rate(clock_mhz, folded) <= rate(best->clock_mhz, *best)) break;
        KNAP_ASSIGN(std::optional<Plan> plan, fitting(folded, clock_mhz, kSpare));
        if (!plan) continue;
        best = std::move(plan);
        break;
      }
      KNAP_ASSIGN(std::optional<Plan> next, slower(folded));
      if (!next) break;
      KNAP_ASSIGN(fastest, fastest_of(*next));
      if (best && rate(fastest.mhz, *next) <= rate(best->clock_mhz, *best)) break;
      folded = *std::move(next);
    }
    if (best) return *std::move(best);
    return *refusal_;
  }

  const Problem& problem_;
  const PlanOptions& options_;
  LayerDelays delays_;
  std::optional<Error> refusal_;  ///< of what did not fit last
};

}  // namespace

Result<void> fill_in(Plan& plan, const net::IntGraph& graph) {
  KNAP_ASSIGN(const Structure structure, make_structure(graph, plan.regions));
  KNAP_ASSIGN(const Prediction prediction, predict(structure));
  plan.predicted = {prediction.latency_cycles, prediction.interval_cycles};
  plan.deadlock_freedom = prediction.argument;
  plan.most.clear();
  for (const Stage& stage : structure.stages)
    if (!stage.layer.empty()) plan.most[stage.layer] = most_of(stage.spec);
  return {};
}

Result<Structure> fold_only(const net::IntGraph& graph, const PlanOptions& options, const Shares& shares,
                            const Watch& watch, const std::vector<hw::Family>& families) {
  KNAP_ASSIGN(const net::IntGraph seen, pack_samples(graph, options.input.samples_per_beat));
  KNAP_ASSIGN(const Outline outline, make_outline(seen, options.layer, options.reuse_factor));
  const Shares declared = [&](const Structure& structure) { return shares(with_declared_values(structure)); };
  const Problem problem{seen, outline, options, declared, families, watch};
  KNAP_ASSIGN(StreamPlan decisions,
              folding_for(problem, std::max(options.interval_cycles, outline.min_interval())));
  KNAP_ASSIGN(Structure structure, make_structure(seen, stream_regions(seen, std::move(decisions))));
  return with_declared_values(std::move(structure));
}

Result<Plan> make_plan(const net::IntGraph& graph, const PlanOptions& options, const Shares& shares,
                       const Watch& watch, const std::vector<hw::Family>& families) {
  KNAP_ASSIGN(const net::IntGraph seen, pack_samples(graph, options.input.samples_per_beat));
  if (options.interval_cycles > 0 && options.reuse_factor > 0)
    return Error(diag::kImpossible, "plan.reuse_factor",
                 "says the same as plan.interval_cycles; leave one of them out");
  KNAP_ASSIGN(const Outline outline, make_outline(seen, options.layer, options.reuse_factor));
  // As the formats and masks allow the design to be: a training is not to change the plan.
  const Shares declared = [&](const Structure& structure) { return shares(with_declared_values(structure)); };
  const Problem problem{seen, outline, options, declared, families, watch};
  KNAP_ASSIGN(Plan plan, Clocked(problem).plan());
  plan.model = model_hash(graph);
  return plan;
}

}  // namespace knap::map
