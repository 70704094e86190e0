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

  static Cut trivial(std::uint32_t node) {
    Cut cut;
    cut.leaves[0] = node;
    cut.size = 1;
    return cut;
  }

  void add(std::vector<Cut>& cuts, Cut cut) {
    if (std::find(cuts.begin(), cuts.end(), cut) != cuts.end()) return;
    cut.flow = 1;
    for (int i = 0; i < cut.size; ++i) cut.flow += flow_[cut.leaves[i]];
    cuts.push_back(cut);
  }

  /// The best cuts of every node, and the area flow of one use of it. A cut's flow reads only nodes before
  /// it.
  void choose() {
    best_.assign(nodes_.size(), {});
    flow_.assign(nodes_.size(), 0);
    std::vector<std::vector<Cut>> sets(nodes_.size());
    for (std::uint32_t n = 1; n < nodes_.size(); ++n) {
      if (uses_[n] == 0) continue;
      std::vector<Cut> cuts;
      if (is_gate(n)) {
        cuts = {Cut{}};
        for (int i = 0; i < nodes_[n].count; ++i) {
          std::vector<Cut> merged;
          for (const Cut& a : cuts)
            for (const Cut& b : sets[node_of(nodes_[n].inputs[i])])
              if (Cut both; both.merge(a, b, inputs_)) add(merged, both);
          cuts = std::move(merged);
        }
        std::stable_sort(cuts.begin(), cuts.end(), [](const Cut& a, const Cut& b) {
          return a.flow != b.flow ? a.flow < b.flow : a.size < b.size;
        });
        if (cuts.size() > kCuts) cuts.resize(kCuts);
        best_[n] = cuts[0];
        flow_[n] = cuts[0].flow / std::max(1, uses_[n]);
      }
      cuts.push_back(trivial(n));
      sets[n] = std::move(cuts);
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
    reached_.assign(nodes_.size(), 0);
    std::vector<std::vector<Cut>> sets(nodes_.size());
    for (std::uint32_t n = 0; n < nodes_.size(); ++n) {
      std::vector<Cut> cuts;
      if (nodes_[n].kind == Gates::Kind::Leaf) {
        times[n] = leaf(n, times);
      } else {
        cuts = cuts_of(nodes_[n], sets);
        times[n] = cuts[0].flow + table_;
      }
      reached_[n] = arrives_(n, times[n]);
      Cut own;
      own.leaves[0] = n;
      own.size = 1;
      own.flow = reached_[n];
      cuts.push_back(own);
      sets[n] = std::move(cuts);
    }
    return times;
  }

 private:
  /// The earliest cuts; `flow` is when the last leaf arrives.
  std::vector<Cut> cuts_of(const Gates::Node& gate, const std::vector<std::vector<Cut>>& sets) const {
    std::vector<Cut> cuts = {Cut{}};
    for (std::size_t i = 0; i < gate.count; ++i) {
      std::vector<Cut> merged;
      for (const Cut& a : cuts)
        for (const Cut& b : sets[node_of(gate.inputs[i])]) {
          Cut both;
          if (!both.merge(a, b, inputs_) || std::find(merged.begin(), merged.end(), both) != merged.end())
            continue;
          both.flow = reached_[both.leaves[0]];
          for (int k = 1; k < both.size; ++k)
            both.flow = std::max(both.flow, reached_[both.leaves[static_cast<std::size_t>(k)]]);
          merged.push_back(both);
        }
      cuts = std::move(merged);
    }
    // Not before all inputs have been merged: the earliest cuts of two may leave no room for the third.
    std::stable_sort(cuts.begin(), cuts.end(), [](const Cut& a, const Cut& b) {
      return a.flow != b.flow ? a.flow < b.flow : a.size < b.size;
    });
    if (cuts.size() > kCuts) cuts.resize(kCuts);
    return cuts;
  }

  const std::vector<Gates::Node>& nodes_;
  int inputs_;
  double table_;
  const Arrives& arrives_;
  std::vector<double> reached_;
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
