// knap knapsack: solves one instance, for people and for comparison with other solvers.
#include <fmt/format.h>

#include <chrono>

#include "app/cli/verb.h"
#include "core/base/diagnostics.h"
#include "core/schema/listing.h"
#include "core/sys/files.h"
#include "core/text/described.h"
#include "prune/knapsack/instance_file.h"
#include "prune/knapsack/solve.h"

namespace knap::app {
namespace {

/// What is left of a resource is less than this share of it: it binds.
constexpr double kBindingShare = 1e-3;

std::string describe(const prune::Solution& solution, int items, const std::vector<double>& capacity,
                     double seconds) {
  std::string text = fmt::format(
      "selected  {} of {} items\nvalue     {}\nbound     {}\ngap       {}\n", solution.selected.size(), items,
      solution.value, solution.bound,
      solution.is_optimal ? "none: this is the optimum" : fmt::format("{:.6f} %", 100 * solution.gap));
  text += fmt::format("seconds   {:.2f}\n\nresource             used         capacity\n", seconds);
  const std::vector<double>& use = solution.use;
  for (std::size_t r = 0; r < use.size(); ++r)
    text += fmt::format("{:<8} {:>16.10g} {:>16.10g}{}\n", r, use[r], capacity[r],
                        use[r] >= (1 - kBindingShare) * capacity[r] ? "  binds" : "");
  return text;
}

}  // namespace

Result<Outcome> knapsack_verb(const Arguments& arguments, Watch& watch) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point start = Clock::now();
  const auto seconds = [start] { return std::chrono::duration<double>(Clock::now() - start).count(); };
  if (arguments.inputs.size() != 1)
    return Error(diag::kUsage, "knap knapsack",
                 fmt::format("takes one file, {} are given; see docs/verbs/knapsack.md for what it holds",
                             arguments.inputs.size()));
  KNAP_ASSIGN(const std::string text, read_file(arguments.inputs.front(), diag::kBadData));
  KNAP_ASSIGN(prune::Instance instance, prune::parse_instance(text, arguments.inputs.front()));
  prune::SolveOptions options;
  if (arguments.time) options.is_over = [&, limit = *arguments.time] { return seconds() >= limit; };
  if (arguments.time) options.steps = prune::SolveOptions::kUnlimited;
  const int items = instance.size();
  const std::vector<double> capacity = instance.capacity;
  KNAP_ASSIGN(const prune::Solution solution, prune::solve(std::move(instance), options, watch));

  Outcome outcome;
  schema::KnapsackAnswer answer;
  answer.selected.assign(solution.selected.begin(), solution.selected.end());
  answer.value = solution.value;
  answer.bound = solution.bound;
  answer.gap = solution.gap;
  answer.optimal = solution.is_optimal;
  answer.seconds = seconds();
  outcome.json = to_value(answer);
  if (!arguments.is_json) outcome.text = describe(solution, items, capacity, answer.seconds);
  return outcome;
}

}  // namespace knap::app
