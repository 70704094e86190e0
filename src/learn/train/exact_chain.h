// ExactChain: decides the rounding of values that double precision cannot decide - those next to a boundary.
#pragma once

#include <span>
#include <vector>

#include "net/ir/real.h"
#include "net/ir/scale.h"

namespace knap::learn {

/// The unary operators between a node whose values are integers of known scale (`root`) and a Quantize.
struct ExactChain {
  net::NodeId root;
  net::Scale scale;                     ///< of the root
  std::vector<const net::RealOp*> ops;  ///< root first; point into the graph
  const net::Quantize* quantize = nullptr;

  /// The chain that ends in Quantize node `id`; nothing where the operand itself has a scale (its double is
  /// exact, or a quotient whose rounding cannot reach a boundary) or where no chain of unary operators leads
  /// to a root.
  static std::vector<ExactChain> find(const net::Graph& graph,
                                      const std::vector<std::optional<net::Scale>>& scales, net::NodeId id);

  /// Corrects `codes` (what rounding the doubles `before` gave) wherever `before` lies within 2^-20 of a step
  /// from a boundary: the chain is evaluated again from the root's integer with 113 bits (Sigmoid: 64).
  /// Channel last.
  void correct(std::span<const double> roots, std::span<const double> before, std::int64_t channels,
               std::span<double> values) const;
};

}  // namespace knap::learn
