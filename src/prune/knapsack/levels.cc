#include "prune/knapsack/levels.h"

#include <algorithm>

namespace knap::prune {
namespace {

/// Lays the forest out in preorder.
class Preorder {
 public:
  Preorder(const Problem& problem, const std::vector<double>& urgency)
      : problem_(problem), greatest_(urgency), level_of_(at(problem.units()), 0) {
    std::vector<std::pair<int, int>> child_groups;
    std::vector<int> roots;
    for (int g = 0; g < problem.groups(); ++g) {
      const int parent = problem.group_parent[at(g)];
      if (parent == Problem::kNone) {
        roots.push_back(g);
      } else {
        child_groups.emplace_back(parent, g);
        for (int u = start(g); u < start(g + 1); ++u)
          greatest_[at(parent)] = std::max(greatest_[at(parent)], greatest_[at(u)]);
      }
    }
    children_ = Lists::by_first(problem.units(), child_groups);
    place_groups(roots, problem.units());
  }

  std::vector<Levels::Level> take() { return std::move(levels_); }
  const std::vector<int>& level_of() const { return level_of_; }

 private:
  int start(int group) const { return problem_.group_start[at(group)]; }

  /// The groups one behind the other; `after` is the level that follows the last, or -1 when it is the one
  /// behind all that is placed by then, which is then the same. Depth of recursion: of the forest.
  void place_groups(const std::vector<int>& groups, int after) {
    const auto urgency = [this](int g) {
      return *std::max_element(greatest_.begin() + start(g), greatest_.begin() + start(g + 1));
    };
    std::vector<std::pair<double, int>> order;
    order.reserve(groups.size());
    for (const int g : groups) order.emplace_back(-urgency(g), g);
    std::sort(order.begin(), order.end());
    std::vector<int> ends;
    ends.reserve(order.size());
    int end = static_cast<int>(levels_.size());
    for (const auto& [key, g] : order) ends.push_back(end += size_of(g));
    ends.back() = after;
    for (std::size_t k = 0; k < order.size(); ++k) place_group(order[k].second, ends[k]);
  }

  void place_group(int group, int after) {
    std::vector<std::pair<double, int>> order;
    for (int u = start(group); u < start(group + 1); ++u) order.emplace_back(-greatest_[at(u)], u);
    std::sort(order.begin(), order.end());
    for (std::size_t k = 0; k < order.size(); ++k) {
      const int unit = order[k].second, level = static_cast<int>(levels_.size());
      level_of_[at(unit)] = level;
      levels_.push_back({unit, {after}, {after}});
      const auto children = children_[unit];
      if (!children.empty()) {
        levels_[at(level)].on.next = level + 1;
        place_groups({children.begin(), children.end()}, after);
      }
      if (k + 1 < order.size()) levels_[at(level)].off.next = static_cast<int>(levels_.size());
    }
  }

  /// Units of the group and all below it.
  int size_of(int group) {
    int size = 0;
    for (int u = start(group); u < start(group + 1); ++u) {
      ++size;
      for (const int g : children_[u]) size += size_of(g);
    }
    return size;
  }

  const Problem& problem_;
  std::vector<double> greatest_;
  Lists children_;
  std::vector<Levels::Level> levels_;
  std::vector<int> level_of_;
};

/// A bit that is set at levels from `first` on and asked or cleared until `last`.
struct Bit {
  enum class Kind { Choice, NeedIsOn, NeedIsDemanded };
  Kind kind;
  std::vector<int> users;  ///< levels: members of a choice; of a need's row those behind it, or before it
  int need = 0;            ///< level, of the two other kinds
  int first = 0, last = 0, place = 0;
};

std::vector<Bit> collect_bits(const Problem& problem, const std::vector<int>& level_of) {
  std::vector<Bit> bits;
  std::vector<std::pair<int, int>> need_and_user;
  for (int row = 0; row < problem.rows.size(); ++row) {
    const int need = problem.row_need[at(row)];
    Bit choice{Bit::Kind::Choice, {}};
    for (const int unit : problem.rows[row]) {
      if (need == Problem::kNone)
        choice.users.push_back(level_of[at(unit)]);
      else
        need_and_user.emplace_back(level_of[at(need)], level_of[at(unit)]);
    }
    if (need == Problem::kNone) bits.push_back(std::move(choice));
  }
  const Lists users = Lists::by_first(problem.units(), need_and_user);
  for (int need = 0; need < users.size(); ++need) {
    Bit on{Bit::Kind::NeedIsOn, {}, need}, demanded{Bit::Kind::NeedIsDemanded, {}, need};
    for (const int user : users[need]) (user > need ? on : demanded).users.push_back(user);
    if (!on.users.empty()) bits.push_back(std::move(on));
    if (!demanded.users.empty()) bits.push_back(std::move(demanded));
  }
  for (Bit& bit : bits) {
    const auto [low, high] = std::minmax_element(bit.users.begin(), bit.users.end());
    bit.first = bit.kind == Bit::Kind::NeedIsOn ? bit.need : *low;
    bit.last = bit.kind == Bit::Kind::NeedIsDemanded ? bit.need : *high;
  }
  std::sort(bits.begin(), bits.end(), [](const Bit& a, const Bit& b) { return a.first < b.first; });
  return bits;
}

/// Gives every bit a place that no other one holds between its first and last level; returns how many.
int place_bits(std::vector<Bit>& bits) {
  std::vector<int> last;
  for (Bit& bit : bits) {
    const auto free = std::find_if(last.begin(), last.end(), [&](int level) { return level < bit.first; });
    bit.place = static_cast<int>(free - last.begin());
    if (free == last.end())
      last.push_back(bit.last);
    else
      *free = bit.last;
  }
  return static_cast<int>(last.size());
}

/// Fills the masks of every level.
class MaskMaker {
 public:
  MaskMaker(const std::vector<Bit>& bits, int places, Levels& levels) : bits_(bits), levels_(levels) {
    levels.words = (places + 63) / 64;
    std::vector<std::size_t> open;
    std::size_t next = 0;
    for (int level = 0; level < levels.size(); ++level) {
      open.erase(
          std::remove_if(open.begin(), open.end(), [&](std::size_t b) { return bits[b].last < level; }),
          open.end());
      for (; next < bits.size() && bits[next].first == level; ++next) open.push_back(next);
      Levels::Level& at_level = levels.levels[at(level)];
      make_masks(level, at_level.off, open, false);
      make_masks(level, at_level.on, open, true);
    }
  }

 private:
  int add_mask(std::uint64_t fill) {
    const auto offset = static_cast<int>(levels_.bits.size());
    levels_.bits.resize(levels_.bits.size() + at(levels_.words), fill);
    return offset;
  }
  std::uint64_t& word(int offset, int place) { return levels_.bits[at(offset + place / 64)]; }

  void make_masks(int level, Levels::Step& step, const std::vector<std::size_t>& open, bool is_on) {
    step.forbidden = add_mask(0);
    step.wanted = add_mask(0);
    step.set = add_mask(0);
    step.kept = add_mask(~std::uint64_t{0});
    for (const std::size_t b : open) {
      const Bit& bit = bits_[b];
      const std::uint64_t one = std::uint64_t{1} << (bit.place % 64);
      const bool uses = std::find(bit.users.begin(), bit.users.end(), level) != bit.users.end();
      if (bit.last < step.next) word(step.kept, bit.place) &= ~one;
      switch (bit.kind) {
        case Bit::Kind::Choice:
          if (is_on && uses) word(step.forbidden, bit.place) |= one, word(step.set, bit.place) |= one;
          break;
        case Bit::Kind::NeedIsOn:
          if (is_on && uses) word(step.wanted, bit.place) |= one;
          if (is_on && bit.need == level) word(step.set, bit.place) |= one;
          break;
        case Bit::Kind::NeedIsDemanded:
          if (is_on && uses) {
            word(step.set, bit.place) |= one;
            step.is_possible = step.is_possible && bit.need >= step.next;
          }
          if (bit.need >= level + (is_on ? 1 : 0) && bit.need < step.next)
            word(step.forbidden, bit.place) |= one;
          break;
      }
    }
  }

  const std::vector<Bit>& bits_;
  Levels& levels_;
};

}  // namespace

Levels make_levels(const Problem& problem, const std::vector<double>& urgency) {
  Levels levels;
  if (problem.units() == 0) return levels;
  Preorder preorder(problem, urgency);
  levels.levels = preorder.take();
  std::vector<Bit> bits = collect_bits(problem, preorder.level_of());
  const int places = place_bits(bits);
  MaskMaker(bits, places, levels);
  return levels;
}

}  // namespace knap::prune
