#include "map/plan/plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/diagnostics.h"
#include "core/text/described.h"
#include "core/text/toml.h"
#include "map/plan/fold.h"
#include "net/ir/text.h"

namespace knap::map {
namespace {

/// Folds, sizes FIFOs, predicts: a complete plan for one target interval.
Result<Plan> plan_for(const net::IntGraph& graph, const PlanOptions& options, std::int64_t interval) {
  FoldOptions fold_options;
  fold_options.interval_cycles = interval;
  fold_options.multiplier =
      options.multiplier == MultiplierChoice::Dsp ? hw::MultiplierStyle::Dsp : hw::MultiplierStyle::Lut;
  KNAP_ASSIGN(Decisions decisions, fold(graph, fold_options));
  KNAP_ASSIGN(decisions, size_fifos(graph, std::move(decisions)));
  KNAP_ASSIGN(const Structure structure, make_structure(graph, decisions));
  KNAP_ASSIGN(const Prediction prediction, predict(structure));
  Plan plan;
  plan.model = net::hash(graph);
  plan.clock_mhz = options.clock_mhz;
  plan.predicted = {prediction.latency_cycles, prediction.interval_cycles};
  plan.deadlock_freedom = prediction.argument;
  plan.layer = decisions.layers;
  plan.fifo = decisions.fifos;
  return plan;
}

Result<bool> plan_fits(const net::IntGraph& graph, const Plan& plan, const Fits& fits) {
  KNAP_ASSIGN(const Structure structure, make_structure(graph, plan.decisions()));
  return fits(structure);
}

/// All on one multiplier per layer: no target is slower.
std::int64_t slowest_interval(const net::IntGraph& graph) {
  std::int64_t slowest = 1;
  for (const Layer& layer : layers_of(graph)) slowest = std::max(slowest, cycles(graph, layer, Decision{}));
  return slowest;
}

/// Cycles per inference of the layer that a reuse factor slows down most: multiplications of a position over
/// r multipliers.
std::int64_t interval_of_reuse(const net::IntGraph& graph, std::int64_t reuse_factor) {
  std::int64_t interval = min_interval(graph);
  for (const Layer& layer : layers_of(graph)) {
    const Folding legal = legal_folding(graph, layer);
    const Decision parallel{legal.pe.back(), legal.simd.back(), {}, {}, {}, 0};
    interval = std::max(
        interval, std::min(cycles(graph, layer, Decision{}), cycles(graph, layer, parallel) * reuse_factor));
  }
  return interval;
}

Result<void> check_names(const Plan& plan, const net::IntGraph& graph, const std::string& where) {
  const std::vector<Layer> layers = layers_of(graph);
  const auto is_layer = [&](const std::string& name) {
    return std::any_of(layers.begin(), layers.end(), [&](const Layer& layer) { return layer.name == name; });
  };
  std::vector<Diagnostic> found;
  for (const auto& [name, decision] : plan.layer)
    if (!is_layer(name))
      found.push_back(
          {&diag::kUnknownName, where, fmt::format("layer.{} is no layer of this network", name)});
  for (const auto& [name, decision] : plan.fifo) {
    const std::size_t arrow = name.find('>');
    const std::string from = name.substr(0, arrow),
                      to = arrow == std::string::npos ? "" : name.substr(arrow + 1);
    if ((from != "in" && !is_layer(from)) || (to != "out" && !is_layer(to)))
      found.push_back(
          {&diag::kUnknownName, where, fmt::format("fifo.\"{}\" joins no two layers of this network", name)});
    if (decision.depth < 1)
      found.push_back({&diag::kWrongType, where, fmt::format("fifo.\"{}\".depth must be at least 1", name)});
  }
  if (plan.style != "stream")
    found.push_back({&diag::kUnknownName, where,
                     fmt::format("style '{}' is not known; the one there is: stream", plan.style)});
  if (!found.empty()) return Error(std::move(found));
  return {};
}

}  // namespace

Result<Plan> make_plan(const net::IntGraph& graph, const PlanOptions& options, const Fits& fits) {
  if (options.interval_cycles > 0 || options.reuse_factor > 0) {
    const std::int64_t interval = options.interval_cycles > 0
                                      ? options.interval_cycles
                                      : interval_of_reuse(graph, options.reuse_factor);
    KNAP_ASSIGN(Plan plan, plan_for(graph, options, interval));
    KNAP_ASSIGN(const bool is_small_enough, plan_fits(graph, plan, fits));
    if (is_small_enough) return plan;
    // Say what would fit: the slowest folding is the smallest.
    KNAP_ASSIGN(const Plan smallest, plan_for(graph, options, slowest_interval(graph)));
    KNAP_ASSIGN(const bool can_fit, plan_fits(graph, smallest, fits));
    return Error(
        diag::kImpossible, "plan.interval_cycles",
        can_fit
            ? fmt::format("{} cycles do not fit max_share = {} of the devices; {} cycles do", interval,
                          options.max_share, smallest.predicted.interval_cycles)
            : fmt::format("the network does not fit max_share = {} of the devices even when folded onto one "
                          "multiplier per layer ({} cycles)",
                          options.max_share, smallest.predicted.interval_cycles));
  }
  const std::int64_t fastest = min_interval(graph);
  std::int64_t interval = slowest_interval(graph);
  KNAP_ASSIGN(Plan best, plan_for(graph, options, interval));
  KNAP_ASSIGN(const bool fits_at_all, plan_fits(graph, best, fits));
  if (!fits_at_all)
    return Error(diag::kImpossible, "plan.max_share",
                 fmt::format("the network does not fit max_share = {} of the devices even when folded onto "
                             "one multiplier per layer",
                             options.max_share));
  while (interval > fastest) {
    interval = std::max(fastest, interval / 2);
    KNAP_ASSIGN(Plan faster, plan_for(graph, options, interval));
    KNAP_ASSIGN(const bool still_fits, plan_fits(graph, faster, fits));
    if (!still_fits) break;
    best = std::move(faster);
  }
  return best;
}

std::string print(const Plan& plan) { return print_toml(to_value(plan)); }

Result<Plan> parse_plan(std::string_view text, const std::string& where, const net::IntGraph& graph) {
  KNAP_ASSIGN(const Value value, parse_toml(text, where));
  KNAP_ASSIGN(Plan plan, from_value<Plan>(value, where));
  KNAP_TRY(check_names(plan, graph, where));
  KNAP_ASSIGN(const Structure structure, make_structure(graph, plan.decisions()));
  KNAP_ASSIGN(const Prediction prediction, predict(structure));
  plan.predicted = {prediction.latency_cycles, prediction.interval_cycles};
  plan.deadlock_freedom = prediction.argument;
  plan.model = net::hash(graph);
  return plan;
}

}  // namespace knap::map
