// Gates: single bits and what computes them, each function once - what a technology mapper sees of a module.
#pragma once

#include <array>
#include <cstdint>
#include <unordered_map>
#include <vector>

namespace knap::hw {

/// A node of a Gates, or its complement: 2 * node + 1.
using Bit = std::uint32_t;
inline constexpr Bit kFalse = 0, kTrue = 1;
inline Bit complement(Bit bit) { return bit ^ 1U; }
inline std::uint32_t node_of(Bit bit) { return bit >> 1; }
inline bool is_constant(Bit bit) { return bit < 2; }

/// Gates are made after what they read, so nodes are in topological order. Node 0 is the constant 0.
class Gates {
 public:
  enum class Kind : std::uint8_t { Leaf, And, Xor, Mux };
  struct Node {
    Kind kind = Kind::Leaf;
    std::uint8_t count = 0;  ///< of the inputs
    std::array<Bit, 3> inputs{};
  };

  Gates() : nodes_(1) {}

  /// A bit from elsewhere: an input, a register, the output of a hard cell.
  Bit leaf() {
    nodes_.push_back({});
    return static_cast<Bit>(2 * (nodes_.size() - 1));
  }
  Bit conjunction(Bit a, Bit b);
  Bit disjunction(Bit a, Bit b) { return complement(conjunction(complement(a), complement(b))); }
  Bit exclusive(Bit a, Bit b);
  Bit choice(Bit select, Bit when_true, Bit when_false);
  /// A balanced tree.
  Bit all_of(std::vector<Bit> bits);
  /// values[index], with index[0] the lowest bit; every subfunction once (a reduced decision diagram).
  Bit table(const std::vector<Bit>& index, const std::vector<bool>& values);

  const std::vector<Node>& nodes() const { return nodes_; }

 private:
  Bit gate(Kind kind, std::vector<Bit> inputs);

  struct KeyHash {
    std::size_t operator()(const std::array<Bit, 4>& key) const {
      std::uint64_t hash = 0;
      for (const Bit part : key) hash = (hash ^ part) * 0x9e3779b97f4a7c15U, hash ^= hash >> 29;
      return hash;
    }
  };
  std::vector<Node> nodes_;
  std::unordered_map<std::array<Bit, 4>, Bit, KeyHash> known_;
};

}  // namespace knap::hw
