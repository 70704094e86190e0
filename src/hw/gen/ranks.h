// Ranks: registers that cut a layer's longest paths, each for a cycle of latency.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace knap::hw {

/// Beyond the registers that a layer always has.
struct Ranks {
  /// 0 to 2, behind the memories of rows and of weights: in a block memory its output register, and one in
  /// fabric.
  std::int64_t memory = 0;
  std::int64_t operand = 0;  ///< 0 or 1, behind the choice between a row and padding; in a map at its input
  /// 0 to 2, in the product: the narrower factor is cut in two, or in four, and the parts are added a cycle
  /// later; in a DSP block (0 or 1) its pipeline register.
  std::int64_t product = 0;
  /// Between the levels of the tree that adds a step's products: 0 to one fewer than these.
  std::int64_t sum = 0;
  /// 0 to 3, in the requantiser: before the saturation; before its choice, too; before the rounding, too,
  /// where something is scaled (Requantise::most_ranks).
  std::int64_t requantise = 0;
  /// 0 or 1, behind the question whether a row has arrived: the walk then starts a row a cycle later where it
  /// waits for one, which lengthens the interval where the ring is short. Needs rows of two steps or more.
  std::int64_t rows = 0;
  /// 0 or 1, behind the address at which the ring is read; its rows are given back a move later.
  std::int64_t address = 0;
  /// 0 or 1, at the output: results wait in a queue, a step that leads to one takes a credit, and nothing
  /// stops the pipeline (ElasticOutput). Two cycles of latency.
  std::int64_t output = 0;
  /// 0 or 1, in the arg-max: between the comparison and what it decides.
  std::int64_t compare = 0;
  bool operator==(const Ranks&) const = default;
  /// Of each the lesser.
  Ranks at_most(const Ranks& most) const {
    return {std::min(memory, most.memory),         std::min(operand, most.operand),
            std::min(product, most.product),       std::min(sum, most.sum),
            std::min(requantise, most.requantise), std::min(rows, most.rows),
            std::min(address, most.address),       std::min(output, most.output),
            std::min(compare, most.compare)};
  }

  static void fields(auto& self, auto&& f) {
    f("address", self.address, "behind the address of the window's rows: 0 or 1");
    f("memory", self.memory, "behind the memories of rows and weights: 0 to 2");
    f("operand", self.operand, "before what a layer computes; in a window behind its padding: 0 or 1");
    f("product", self.product, "further ones in the product: 0 to 2, in a DSP block 0 or 1");
    f("sum", self.sum, "between the levels of the sum over a step's products: 0 to one fewer than these");
    f("rows", self.rows, "behind the question whether a row has arrived: 0 or 1");
    f("requantise", self.requantise, "in the requantiser: 0 to 2, where it scales 0 to 3");
    f("compare", self.compare, "in the arg-max, behind its comparison: 0 or 1");
    f("output", self.output, "a queue of results, so that no enable stops the pipeline: 0 or 1");
  }
};

/// All of them, as plan.toml names and orders them.
inline std::vector<std::pair<std::string_view, std::int64_t>> named(const Ranks& ranks) {
  std::vector<std::pair<std::string_view, std::int64_t>> all;
  Ranks::fields(ranks, [&](std::string_view name, std::int64_t value, const auto&...) {
    all.emplace_back(name, value);
  });
  return all;
}

}  // namespace knap::hw
