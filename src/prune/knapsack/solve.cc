#include "prune/knapsack/solve.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>

#include "core/base/rng.h"
#include "prune/knapsack/budget.h"
#include "prune/knapsack/dual.h"
#include "prune/knapsack/part.h"
#include "prune/knapsack/relaxation.h"
#include "prune/knapsack/repair.h"
#include "prune/knapsack/search.h"

namespace knap::prune {
namespace {

constexpr int kSearchUnits = 3000;  ///< what is left is searched through, else in parts

/// The best selection of the root and the bound of all of them.
class Record {
 public:
  explicit Record(const Instance& root) : root_(root) {}
  double value() const { return value_; }
  double bound() const { return bound_; }
  const std::vector<int>& items() const { return items_; }

  /// Takes a feasible selection of the root's items when it is better.
  void offer(std::vector<int> items) {
    const double value = value_of(root_, items);
    if (value <= value_) return;
    value_ = value;
    items_ = std::move(items);
  }
  void lower_bound(double bound) { bound_ = std::min(bound_, bound); }
  /// Nothing is better than what is known.
  void close() { bound_ = value_; }
  bool is_closed() const { return bound_ <= value_; }
  double gap() const { return (bound_ - value_) / std::max(std::abs(bound_), 1e-12); }

 private:
  const Instance& root_;
  std::vector<int> items_;
  double value_ = 0, bound_ = std::numeric_limits<double>::infinity();
};

/// One part of the root, its problem, and what is known about it. Values are in the problem's scale.
class Stage {
 public:
  Stage(const Part& part, const Instance& root, Record& record)
      : part_(part),
        root_(root),
        problem_(make_problem(part.instance)),
        relaxation_(std::in_place, problem_),
        record_(record) {}

  const Problem& problem() const { return problem_; }
  const std::vector<double>& losses() const { return losses_; }

  /// Bounds the part. `is_whole`: what the part leaves out cannot be better than what is known, so that its
  /// bound is one of the root.
  void bound(int evaluations, bool is_whole) {
    dual_ = find_dual(problem_, {}, evaluations);
    if (problem_.units() <= kCountUnits) count_units(evaluations);
    (void)relaxation_->solve(dual_.multipliers);
    losses_ = relaxation_->losses();
    if (is_whole) note_bound(dual_.bound);
  }

  /// How many units fit is a bound of the same kind, rounded down. It stays when it lowers that of the value.
  void count_units(int evaluations) {
    Problem counted = problem_;
    std::fill(counted.value.begin(), counted.value.end(), 1.0);
    const double most = std::floor(find_dual(counted, {}, evaluations).bound);
    counted.value = problem_.value;
    add_count(counted, most);
    Dual dual = find_dual(counted, {}, evaluations);
    if (dual.bound > dual_.bound - kWorthwhile * std::abs(dual_.bound)) return;
    problem_ = std::move(counted);
    relaxation_.emplace(problem_);
    dual_ = std::move(dual);
  }

  void note_bound(double bound) {
    if (problem_.value_step > 0)
      bound = problem_.value_step * std::floor(bound / problem_.value_step + kStepShare);
    record_.lower_bound(std::max(
        record_.value(), part_.base + std::ldexp(bound, problem_.value_exponent + part_.value_exponent)));
  }

  void repair_relaxed() {
    const Selection selection = repair(problem_, *relaxation_, dual_.bound, losses_);
    std::vector<int> units;
    for (int unit = 0; unit < problem_.units(); ++unit)
      if (selection.is_on(unit)) units.push_back(unit);
    offer(units);
  }

  /// Every unit whose change would lose more than there is to gain stays as the relaxation has it.
  std::vector<Fate> fix() const {
    const double noise = kNoise * std::abs(dual_.bound);
    const double gain = dual_.bound - floor() - problem_.value_step * (1 - kStepShare) + noise;
    std::vector<Fate> fate(at(problem_.units()), Fate::Open);
    for (int unit = 0; unit < problem_.units(); ++unit)
      if (losses_[at(unit)] > gain) fate[at(unit)] = relaxation_->is_on(unit) ? Fate::On : Fate::Off;
    return fate;
  }

  /// Searches through the part; the bound is one of the root when is_whole.
  void search_through(Budget& budget, int width, bool is_whole) {
    const SearchResult result = search(problem_, dual_, losses_, floor(), width, budget);
    if (result.is_better) offer(result.units);
    if (!is_whole) return;
    if (result.is_complete)
      record_.close();
    else
      note_bound(result.bound);
  }

  /// The `count` units of least `weight` are open, all others as the relaxation has them.
  std::vector<Fate> near_relaxed(int count, const std::vector<double>& weight) const {
    return window(count, weight, [this](int unit) { return relaxation_->is_on(unit); });
  }
  /// The same around the best selection.
  std::vector<Fate> near_best(int count, const std::vector<double>& weight) const {
    std::vector<char> is_on(at(root_.size()), 0);
    for (const int item : record_.items()) is_on[at(item)] = 1;
    is_on = part_.from_root(is_on);
    return window(count, weight, [&](int unit) { return is_on[at(problem_.members[unit].front())] != 0; });
  }

  void offer(const std::vector<int>& units) {
    std::vector<int> items;
    for (const int unit : units)
      items.insert(items.end(), problem_.members[unit].begin(), problem_.members[unit].end());
    record_.offer(part_.to_root(std::move(items)));
  }

 private:
  static constexpr double kNoise = 1e-13, kStepShare = 1e-6, kWorthwhile = 1e-6;
  static constexpr int kCountUnits = 2000;

  template <class IsOn>
  std::vector<Fate> window(int count, const std::vector<double>& weight, IsOn is_on) const {
    std::vector<Fate> fate(at(problem_.units()), Fate::Open);
    std::vector<std::pair<double, int>> order;
    order.reserve(fate.size());
    for (int unit = 0; unit < problem_.units(); ++unit) order.emplace_back(weight[at(unit)], unit);
    const std::size_t last = std::min(order.size(), at(count));
    std::nth_element(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(last), order.end());
    for (std::size_t k = last; k < order.size(); ++k)
      fate[at(order[k].second)] = is_on(order[k].second) ? Fate::On : Fate::Off;
    return fate;
  }

  /// The best known value as one of this part.
  double floor() const {
    return std::ldexp(record_.value() - part_.base, -problem_.value_exponent - part_.value_exponent);
  }

  const Part& part_;
  const Instance& root_;
  Problem problem_;
  std::optional<Relaxation> relaxation_;
  Record& record_;
  Dual dual_;
  std::vector<double> losses_;
};

/// Instances of some forty items get what their proof may need, which is seldom used up. Large ones get less
/// than those between: there a step gains less, and their passes take the time.
std::int64_t steps_for(int items) {
  constexpr int kSmall = 64;
  constexpr double kProof = 4e8, kMost = 3e7, kLeast = 5e6, kItems = 2e4;
  if (items <= kSmall) return static_cast<std::int64_t>(kProof);
  return static_cast<std::int64_t>(std::clamp(kMost * kItems / items, kLeast, kMost));
}

class Solver {
 public:
  Solver(const Instance& root, Record& record, Budget& budget)
      : root_(root), record_(record), budget_(budget) {}

  /// Bounds, repairs, fixes and goes on with what is left.
  void reduce(const Part& part, int depth) {
    Stage stage(part, root_, record_);
    const int units = stage.problem().units();
    stage.bound(evaluations(units), true);
    stage.repair_relaxed();
    if (units > kSearchUnits)
      for (const int count : {400, 1600})
        if (search_window(part, stage, stage.near_relaxed(count, stage.losses()))) break;
    if (is_done(units) || go_on(part, stage, depth)) return;
    if (units > kWindowUnits) {
      const bool is_better = improve(part, stage);
      if (is_done(units) || (is_better && go_on(part, stage, depth))) return;
    }
    if (units <= kSearchUnits) stage.search_through(budget_, kFirstWidth, true);
  }

 private:
  static constexpr int kFirstWidth = 256;
  static constexpr int kWindowUnits = 200;  ///< of fewer there is nothing that a search would not see
  static constexpr int kLarge = 100'000;    ///< of more units the last millionth is not fought for

  static int evaluations(int units) { return units > kLarge ? 24 : 400; }

  bool is_done(int units) const {
    constexpr double kSmallGap = 1e-6;
    return record_.is_closed() || budget_.is_over() || (units > kLarge && record_.gap() < kSmallGap);
  }

  /// Fixes units; true when what is left was worth a stage of its own, or nothing was.
  bool go_on(const Part& part, const Stage& stage, int depth) {
    constexpr int kDeepest = 20;
    constexpr double kWorthwhile = 0.9;
    const std::optional<Part> rest = make_part(part, stage.problem(), stage.fix());
    if (!rest || rest->instance.size() == 0) {
      if (rest) record_.offer(rest->to_root({}));
      record_.close();
      return true;
    }
    if (depth == kDeepest || rest->instance.size() > kWorthwhile * stage.problem().units()) return false;
    reduce(*rest, depth + 1);
    return true;
  }

  /// Searches through what is open for a limited while; true when that brought a better selection.
  bool search_window(const Part& part, const Stage& stage, std::vector<Fate> fate) {
    constexpr std::int64_t kSteps = 1'000'000;
    const double before = record_.value();
    const std::optional<Part> open = make_part(part, stage.problem(), std::move(fate));
    if (!open || budget_.is_over()) return false;
    Stage inner(*open, root_, record_);
    inner.bound(200, false);
    Budget some = budget_.part(kSteps);
    inner.search_through(some, kFirstWidth, false);
    budget_.spend(kSteps - some.left());
    return record_.value() > before;
  }

  /// Windows around the best selection, first of the least losses, then of others that are drawn among the
  /// small ones, until many in a row brought nothing. True when any did.
  bool improve(const Part& part, const Stage& stage) {
    const int units = stage.problem().units();
    const int most_failures = units > kLarge ? 3 : 30;
    Rng rng(1, "knapsack windows");
    bool is_better = false;
    std::vector<double> weight = stage.losses();
    for (int round = 0, failures = 0; failures < most_failures && !budget_.is_over(); ++round) {
      constexpr std::array kCounts = {100, 200, 400};
      const int count = kCounts[at(round % static_cast<int>(kCounts.size()))];
      if (search_window(part, stage, stage.near_best(count, weight)))
        is_better = true, failures = 0;
      else
        ++failures;
      weight = stage.losses();
      for (double& loss : weight) loss *= rng.uniform();
    }
    return is_better;
  }

  const Instance& root_;
  Record& record_;
  Budget& budget_;
};

}  // namespace

Result<Solution> solve(Instance instance, const SolveOptions& options, const Watch& watch) {
  KNAP_TRY(check(instance, "knapsack"));
  const std::vector<double> capacity = instance.capacity;
  Part root = make_root(std::move(instance));
  const auto is_over = [&] { return watch.is_stopped() || (options.is_over && options.is_over()); };
  Budget budget(options.steps > 0 ? options.steps : steps_for(root.instance.size()), is_over);
  Record record(root.instance);
  Solver(root.instance, record, budget).reduce(root, 0);
  KNAP_TRY(watch.check("knapsack"));
  root.instance.capacity = capacity;
  Solution solution;
  solution.selected = record.items();
  const std::string fault = find_fault(root.instance, solution.selected);
  KNAP_CHECK(fault.empty(), fault);
  solution.use = use_of(root.instance, solution.selected);
  solution.value = record.value();
  solution.is_optimal = record.is_closed();
  solution.bound = solution.is_optimal ? solution.value : record.bound();
  solution.gap = record.is_closed() ? 0 : record.gap();
  return solution;
}

}  // namespace knap::prune
