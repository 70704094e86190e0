#include "prune/knapsack/search.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "prune/knapsack/frontier.h"
#include "prune/knapsack/guide.h"
#include "prune/knapsack/levels.h"

namespace knap::prune {
namespace {

constexpr std::size_t kWidest = 1 << 16;       ///< states that go on at a level
constexpr std::size_t kMostBytes = 600 << 20;  ///< of states that wait
constexpr std::size_t kBatch = 96;             ///< neighbours for which a guide is fitted
constexpr std::size_t kMostFitted = 4096;      ///< guides that are kept; the oldest give way
constexpr std::size_t kGuideNumbers = 4'000'000;
constexpr int kMostRowGuides = 2;
constexpr int kNoGuide = -1;

/// The units that were turned on, as a tree of which every state knows its leaf.
struct Turn {
  int unit, before;
};

class Search {
 public:
  Search(const Problem& problem, const Dual& dual, const std::vector<double>& losses, double floor,
         std::size_t width, Budget& budget)
      : problem_(problem),
        levels_(make_levels(problem, losses)),
        width_(width),
        budget_(budget),
        none_(problem.resources() - problem.implied, problem.implied + make_guides(dual), levels_.words) {
    result_.value = floor;
    fitted_.resize(std::clamp<std::size_t>(kGuideNumbers / (1 + at(levels_.size())), 64, kMostFitted));
    const auto units = static_cast<double>(problem.units());
    for (const Guide& guide : guides_)
      size_ = std::max(size_, std::abs(guide.constant) + std::abs(guide.rest[0]));
    for (const double value : problem.value) size_ = std::max(size_, std::abs(value));
    noise_ = 4 * (units + problem.resources()) * std::numeric_limits<double>::epsilon() * size_;
    frontiers_.assign(at(levels_.size() + 1), none_);
    waiting_ = frontiers_;
  }

  SearchResult run() {
    put_root();
    do {
      for (int level = 0; level < levels_.size() && !is_over_; ++level) advance(level);
    } while (!is_over_ && wake());
    result_.is_complete = !is_over_ && dropped_ == -std::numeric_limits<double>::infinity();
    result_.bound = result_.is_complete ? result_.value : bound_of_the_rest();
    return std::move(result_);
  }

 private:
  int make_guides(const Dual& dual) {
    guides_.push_back(make_guide(problem_, levels_, dual.multipliers));
    int row_guides = guides_.front().row_price.empty() ? 0 : 1;
    for (std::size_t k = dual.on_the_way.size(); k > 0 && guides_.size() < 5;
         k -= std::min<std::size_t>(k, 2)) {
      Guide guide = make_guide(problem_, levels_, dual.on_the_way[k - 1]);
      if (!guide.row_price.empty() && row_guides == kMostRowGuides) continue;
      row_guides += guide.row_price.empty() ? 0 : 1;
      guides_.push_back(std::move(guide));
    }
    Multipliers none(dual.multipliers.size(), 0);
    guides_.push_back(make_guide(problem_, levels_, none));
    return row_guides;
  }

  void put_root() {
    Frontier& first = frontiers_[0];
    const std::size_t root = first.add(std::numeric_limits<double>::infinity(), -1, kNoGuide);
    std::fill_n(first.number(root), numbers(), 0.0);
    std::fill_n(first.mask(root), levels_.words, std::uint64_t{0});
  }

  std::size_t numbers() const { return none_.stride(); }

  /// What a state has to be able to exceed. Values are multiples of a step, if one is known, so that the next
  /// better one is a step away; what rounding may hide is left to the state.
  double cut() const { return std::max(result_.value, result_.value + problem_.value_step - noise_); }

  double bound_by(const Guide& guide, const double* numbers, int level) const {
    double bound = numbers[0] + guide.constant + guide.rest[at(level)];
    for (std::size_t r = 0; r < guide.price.size(); ++r) bound -= guide.price[r] * numbers[1 + r];
    return bound;
  }

  /// The least of `known`, what the fitted guide and what the others say; no further than the cut is.
  /// Row prices are the last numbers of a state, in the order of their guides.
  double bound_of(const double* numbers, int level, int fitted, double known) const {
    const double least = cut();
    if (fitted != kNoGuide) known = std::min(known, bound_by(fitted_[at(fitted)], numbers, level));
    const double* row_prices = numbers + 1 + problem_.resources();
    for (const Guide& guide : guides_) {
      if (known <= least) return known;
      const double priced = guide.row_price.empty() ? 0 : *row_prices++;
      known = std::min(known, bound_by(guide, numbers, level) - priced);
    }
    return known;
  }

  void advance(int level) {
    Frontier here = std::move(frontiers_[at(level)]);
    frontiers_[at(level)] = none_;
    if (here.empty()) return;
    drop_hopeless(here, level);
    drop_dominated(here, level);
    if (here.size() > width_) put_aside(here.split(width_), level);
    if (problem_.resources() > 0) fit(here, level);
    for (std::size_t state = 0; state < here.size(); ++state) expand(here, state, level);
    budget_.spend(static_cast<std::int64_t>(here.size()) * (2 + problem_.resources() / 3));
    is_over_ = budget_.is_over();
  }

  void drop_hopeless(Frontier& here, int level) {
    std::vector<char> is_kept(here.size());
    for (std::size_t state = 0; state < here.size(); ++state) {
      here.bound[state] = bound_of(here.number(state), level, here.guide[state], here.bound[state]);
      is_kept[state] = here.bound[state] > cut() ? 1 : 0;
    }
    here.keep(is_kept);
  }

  /// Where domination was hardly ever found it is sought at fewer levels.
  void drop_dominated(Frontier& here, int level) {
    constexpr std::size_t kRare = 50;
    constexpr int kLongestPause = 8;
    if (here.size() < 2 || level < pause_until_) return;
    const std::size_t before = here.size();
    const std::size_t gone = here.drop_dominated();
    pause_ = gone * kRare < before && before > kBatch ? std::min(2 * pause_ + 1, kLongestPause) : 0;
    pause_until_ = level + pause_;
  }

  /// Neighbours stem from the same states and have like amounts left: a guide for the one of greatest bound
  /// in every batch of them, which they and what follows from them are held against.
  void fit(Frontier& here, int level) {
    constexpr int kEvaluations = 20;
    for (std::size_t first = 0; first + kBatch / 2 < here.size(); first += kBatch) {
      const std::size_t end = std::min(first + kBatch, here.size());
      const auto begin = here.bound.begin();
      const auto state = static_cast<std::size_t>(std::max_element(begin + static_cast<std::ptrdiff_t>(first),
                                                                   begin + static_cast<std::ptrdiff_t>(end)) -
                                                  begin);
      std::vector<double> slack(problem_.capacity);
      for (std::size_t r = 0; r < slack.size(); ++r) slack[r] -= here.use(state)[r];
      const int before = here.guide[state];
      const auto& start = before == kNoGuide ? guides_.front().price : fitted_[at(before)].price;
      const std::size_t place = next_fitted_++ % fitted_.size();
      fitted_[place] = fit_guide(problem_, levels_, level, slack, start, kEvaluations);
      for (std::size_t k = first; k < end; ++k) here.guide[k] = static_cast<int>(place);
      budget_.spend((levels_.size() - level) * (3 + problem_.resources()) / 5);
    }
    drop_hopeless(here, level);
  }

  void put_aside(const Frontier& rest, int level) {
    if (bytes_waiting_ > kMostBytes) {
      dropped_ = std::max(dropped_, rest.greatest_bound());
      return;
    }
    bytes_waiting_ += rest.size() * none_.bytes_per_state();
    waiting_[at(level)].append(rest);
  }

  /// Sends all that waits on a wider sweep, or the deepest level's; false when nothing waits.
  bool wake() {
    constexpr std::size_t kWider = 8;
    const bool takes_all = width_ < kWidest;
    width_ = std::min(kWider * width_, kWidest);
    bool any = false;
    for (int level = levels_.size() - 1; level >= 0 && (takes_all || !any); --level) {
      Frontier& rest = waiting_[at(level)];
      if (rest.empty()) continue;
      any = true;
      bytes_waiting_ -= rest.size() * none_.bytes_per_state();
      frontiers_[at(level)] = std::move(rest);
      rest = none_;
    }
    pause_until_ = 0;
    return any;
  }

  void expand(const Frontier& from, std::size_t state, int level) {
    const Levels::Level& here = levels_.levels[at(level)];
    go(from, state, here, here.on, true);
    go(from, state, here, here.off, false);
  }

  bool is_allowed(const std::uint64_t* mask, const Levels::Step& step) const {
    for (int w = 0; w < levels_.words; ++w) {
      const std::uint64_t wanted = levels_.mask(step.wanted)[w];
      if ((mask[w] & levels_.mask(step.forbidden)[w]) != 0 || (mask[w] & wanted) != wanted) return false;
    }
    return step.is_possible;
  }

  void go(const Frontier& from, std::size_t state, const Levels::Level& level, const Levels::Step& step,
          bool is_on) {
    if (!is_allowed(from.mask(state), step)) return;
    const double* old = from.number(state);
    scratch_.assign(old, old + numbers());
    if (is_on) {
      scratch_[0] += problem_.value[at(level.unit)];
      for (int r = 0; r < problem_.resources(); ++r) {
        double& use = scratch_[at(1 + r)];
        use += problem_.cost[at(r)][at(level.unit)];
        if (use > problem_.capacity[at(r)]) return;
      }
      std::size_t next = at(1 + problem_.resources());
      for (const Guide& guide : guides_)
        if (!guide.row_price.empty()) scratch_[next++] += guide.row_price[at(level.unit)];
    }
    const int guide = from.guide[state];
    const double bound = bound_of(scratch_.data(), step.next, guide, from.bound[state]);
    if (bound <= cut()) return;
    int trail = from.trail[state];
    if (is_on) {
      turns_.push_back({level.unit, trail});
      trail = static_cast<int>(turns_.size()) - 1;
    }
    if (step.next == levels_.size()) return finish(scratch_[0], trail);
    Frontier& to = frontiers_[at(step.next)];
    const std::size_t added = to.add(bound, trail, guide);
    std::copy(scratch_.begin(), scratch_.end(), to.number(added));
    for (int w = 0; w < levels_.words; ++w)
      to.mask(added)[w] = (from.mask(state)[w] | levels_.mask(step.set)[w]) & levels_.mask(step.kept)[w];
  }

  void finish(double value, int trail) {
    if (value <= result_.value) return;
    result_.is_better = true;
    result_.value = value;
    result_.units.clear();
    for (int turn = trail; turn >= 0; turn = turns_[at(turn)].before)
      result_.units.push_back(turns_[at(turn)].unit);
  }

  double bound_of_the_rest() const {
    double bound = std::max(result_.value, dropped_);
    for (const std::vector<Frontier>* part : {&frontiers_, &waiting_})
      for (const Frontier& frontier : *part) bound = std::max(bound, frontier.greatest_bound());
    return bound + noise_;
  }

  const Problem& problem_;
  Levels levels_;
  std::size_t width_;
  Budget& budget_;
  std::vector<Guide> guides_, fitted_;
  Frontier none_;
  std::size_t next_fitted_ = 0;
  std::vector<Frontier> frontiers_, waiting_;  ///< per level
  std::size_t bytes_waiting_ = 0;
  std::vector<Turn> turns_;
  std::vector<double> scratch_;
  SearchResult result_;
  double size_ = 0, noise_ = 0;
  double dropped_ = -std::numeric_limits<double>::infinity();  ///< the greatest bound of what was let go
  int pause_ = 0, pause_until_ = 0;
  bool is_over_ = false;
};

}  // namespace

SearchResult search(const Problem& problem, const Dual& dual, const std::vector<double>& losses, double floor,
                    int width, Budget& budget) {
  return Search(problem, dual, losses, floor, static_cast<std::size_t>(width), budget).run();
}

}  // namespace knap::prune
