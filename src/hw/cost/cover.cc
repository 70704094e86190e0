#include "hw/cost/cover.h"

#include <algorithm>
#include <set>

namespace knap::hw {
namespace {

// Why the count is right. A cut of a gate is a set of nodes through which alone the gate depends on the
// leaves: one table with the cut as its inputs computes the gate. Cuts are merged bottom-up, one cut of each
// input, and a union of cuts of all inputs is a cut; only those with at most `inputs` nodes are kept. The
// inputs themselves, three at most, are always one of them, so each gate has a cut. The cover then goes from
// the roots down: a gate that is a root or in a chosen cut of a used gate takes a table. So what is counted
// can be built; it may not be the least, for which exact area is NP-hard: only the kCuts best cuts of a gate
// are remembered, and best is the least area flow, which is a table and a share of the tables before it by
// how many readers these have. How many that will be depends on the cover itself, so each pass takes a mean
// of what it assumed and what came out. Against netlists of ABC the counts are 1 to 5 % low (calibration.cc).
//
// It ends after kPasses passes over nodes in topological order. A gate costs at most 9^2 merges a pass (9^3
// for a multiplexer), most of which outgrow a table at once: measured 1 to 3 us with all passes, so that a
// layer of 10^4 gates takes 30 ms.

/// Cuts that a gate remembers beside itself.
constexpr std::size_t kCuts = 8;
constexpr int kMaxInputs = 6;
constexpr int kPasses = 3;

/// At most kMaxInputs nodes, ascending, through which alone a node depends on anything.
struct Cut {
  std::array<std::uint32_t, kMaxInputs> leaves{};
  int size = 0;
  double flow = 0;

  bool operator==(const Cut& o) const {
    return size == o.size && std::equal(leaves.begin(), leaves.begin() + size, o.leaves.begin());
  }
  /// Becomes the union; false where that has more than `inputs` nodes.
  bool merge(const Cut& a, const Cut& b, int inputs) {
    int i = 0, k = 0;
    size = 0;
    while (i < a.size || k < b.size) {
      if (size == inputs) return false;
      if (k == b.size || (i < a.size && a.leaves[i] < b.leaves[k])) {
        leaves[size++] = a.leaves[i++];
      } else {
        if (i < a.size && a.leaves[i] == b.leaves[k]) ++i;
        leaves[size++] = b.leaves[k++];
      }
    }
    return true;
  }
};

/// The cuts of all nodes so far, one node's behind the other's: one allocation instead of one a node.
class CutSets {
 public:
  explicit CutSets(std::size_t nodes) { first_.reserve(nodes + 1); }

  struct Range {
    const Cut *from, *to;
    const Cut* begin() const { return from; }
    const Cut* end() const { return to; }
  };
  Range operator[](std::size_t node) const {
    return {cuts_.data() + first_[node], cuts_.data() + first_[node + 1]};
  }
  /// Of the next node.
  void append(const std::vector<Cut>& cuts) {
    cuts_.insert(cuts_.end(), cuts.begin(), cuts.end());
    first_.push_back(cuts_.size());
  }

 private:
  std::vector<Cut> cuts_;
  std::vector<std::size_t> first_{0};
};

/// The kCuts best cuts of gates: least flow first, then least size, then first found.
class Merger {
 public:
  Merger(const CutSets& sets, int inputs) : sets_(sets), inputs_(inputs) {}

  /// `flow` of a cut. Nothing is dropped before all inputs have been merged: the best cuts of two may leave
  /// no room for the third.
  template <class Flow>
  const std::vector<Cut>& best(const Gates::Node& gate, const Flow& flow) {
    some_.assign({Cut{}});
    for (int i = 0; i + 1 < gate.count; ++i) {
      more_.clear();
      merge(gate.inputs[i], [&](const Cut& both) {
        if (std::find(more_.begin(), more_.end(), both) == more_.end()) more_.push_back(both);
      });
      std::swap(some_, more_);
    }
    best_.clear();
    merge(gate.inputs[gate.count - 1], [&](Cut& both) {
      both.flow = flow(both);
      const auto is_before = [](const Cut& a, const Cut& b) {
        return a.flow != b.flow ? a.flow < b.flow : a.size < b.size;
      };
      if (best_.size() == kCuts && !is_before(both, best_.back())) return;
      // One that was dropped for those before it is not looked for: it would be dropped again.
      if (std::find(best_.begin(), best_.end(), both) != best_.end()) return;
      if (best_.size() == kCuts) best_.pop_back();
      best_.insert(std::upper_bound(best_.begin(), best_.end(), both, is_before), both);
    });
    return best_;
  }

 private:
  template <class Found>
  void merge(Bit input, const Found& found) const {
    for (const Cut& a : some_)
      for (const Cut& b : sets_[node_of(input)])
        if (Cut both; both.merge(a, b, inputs_)) found(both);
  }

  const CutSets& sets_;
  int inputs_;
  std::vector<Cut> some_, more_, best_;
};

Cut trivial(std::uint32_t node) {
  Cut cut;
  cut.leaves[0] = node;
  cut.size = 1;
  return cut;
}

class Mapper {
 public:
  Mapper(const Gates& gates, const std::vector<Bit>& roots, int inputs)
      : nodes_(gates.nodes()), roots_(roots), inputs_(inputs), uses_(nodes_.size(), 0) {
    mark();
  }

  int run() {
    int tables = 0;
    for (int pass = 0; pass < kPasses; ++pass) {
      choose();
      tables = cover();
    }
    return tables;
  }

 private:
  bool is_gate(std::uint32_t node) const { return nodes_[node].kind != Gates::Kind::Leaf; }

  /// Which nodes the roots need, and how often each is read.
  void mark() {
    for (const Bit root : roots_) uses_[node_of(root)] += 1;
    for (std::size_t n = nodes_.size(); n-- > 1;) {
      if (uses_[n] == 0) continue;
      for (int i = 0; i < nodes_[n].count; ++i) uses_[node_of(nodes_[n].inputs[i])] += 1;
    }
  }

  /// The best cuts of every node, and the area flow of one use of it. A cut's flow reads only nodes before
  /// it.
  void choose() {
    best_.assign(nodes_.size(), {});
    flow_.assign(nodes_.size(), 0);
    CutSets sets(nodes_.size());
    Merger merger(sets, inputs_);
    std::vector<Cut> cuts;
    for (std::uint32_t n = 0; n < nodes_.size(); ++n) {
      cuts.clear();
      if (n > 0 && uses_[n] > 0) {
        if (is_gate(n)) {
          cuts = merger.best(nodes_[n], [&](const Cut& cut) {
            double flow = 1;
            for (int i = 0; i < cut.size; ++i) flow += flow_[cut.leaves[i]];
            return flow;
          });
          best_[n] = cuts[0];
          flow_[n] = cuts[0].flow / std::max(1, uses_[n]);
        }
        cuts.push_back(trivial(n));
      }
      sets.append(cuts);
    }
  }

  /// Realises the roots with the best cuts; the uses move towards those of this cover.
  int cover() {
    std::vector<int> uses(nodes_.size(), 0);
    int tables = 0;
    std::set<Bit> inverters;
    for (const Bit root : roots_) {
      uses[node_of(root)] += 1;
      if ((root & 1U) != 0 && !is_constant(root) && !is_gate(node_of(root))) inverters.insert(root);
    }
    for (std::uint32_t n = static_cast<std::uint32_t>(nodes_.size()); n-- > 1;) {
      if (uses[n] == 0 || !is_gate(n)) continue;
      ++tables;
      for (int i = 0; i < best_[n].size; ++i) uses[best_[n].leaves[i]] += 1;
    }
    for (std::size_t n = 0; n < uses.size(); ++n)
      if (uses_[n] > 0) uses_[n] = std::max(1, (uses_[n] + 2 * uses[n]) / 3);
    return tables + static_cast<int>(inverters.size());
  }

  const std::vector<Gates::Node>& nodes_;
  const std::vector<Bit>& roots_;
  int inputs_;
  std::vector<int> uses_;
  std::vector<Cut> best_;
  std::vector<double> flow_;
};

/// Every node's time is the least over its cuts of the last leaf's arrival, and a table. A node's time is at
/// least that of each leaf of a cut, and leaves of cuts are before it, so one pass in topological order is
/// all.
class Clockwork {
 public:
  using Arrives = std::function<double(std::uint32_t, double)>;
  using Leaf = std::function<double(std::uint32_t, const std::vector<double>&)>;

  Clockwork(const Gates& gates, int inputs, double table, const Arrives& arrives)
      : nodes_(gates.nodes()), inputs_(inputs), table_(table), arrives_(arrives) {}

  std::vector<double> run(const Leaf& leaf) {
    std::vector<double> times(nodes_.size(), 0);
    std::vector<double> reached(nodes_.size(), 0);
    CutSets sets(nodes_.size());
    Merger merger(sets, inputs_);
    std::vector<Cut> cuts;
    for (std::uint32_t n = 0; n < nodes_.size(); ++n) {
      cuts.clear();
      if (nodes_[n].kind == Gates::Kind::Leaf) {
        times[n] = leaf(n, times);
      } else {
        // `flow` is when the last leaf arrives.
        cuts = merger.best(nodes_[n], [&](const Cut& cut) {
          double last = reached[cut.leaves[0]];
          for (int k = 1; k < cut.size; ++k)
            last = std::max(last, reached[cut.leaves[static_cast<std::size_t>(k)]]);
          return last;
        });
        times[n] = cuts[0].flow + table_;
      }
      reached[n] = arrives_(n, times[n]);
      cuts.push_back(trivial(n));
      sets.append(cuts);
    }
    return times;
  }

 private:
  const std::vector<Gates::Node>& nodes_;
  int inputs_;
  double table_;
  const Arrives& arrives_;
};

}  // namespace

std::vector<double> earliest(const Gates& gates, int inputs, double table, const Clockwork::Arrives& arrives,
                             const Clockwork::Leaf& leaf) {
  return Clockwork(gates, inputs, table, arrives).run(leaf);
}

int count_tables(const Gates& gates, const std::vector<Bit>& roots, int inputs) {
  return Mapper(gates, roots, inputs).run();
}

}  // namespace knap::hw
