// The text form of both graphs: print, parse, hash. Injective; weights are named by their SHA-256 and kept
// beside.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "net/ir/integer.h"
#include "net/ir/real.h"

namespace knap::net {

/// Tensors by the SHA-256 of (kind, shape, bytes). One binary file `model/weights`: printed sorted by hash,
/// so that equal stores give equal bytes.
struct WeightStore {
  std::map<std::string, IntTensorPtr> integers;
  std::map<std::string, RealTensorPtr> reals;

  std::string put(IntTensorPtr tensor);  ///< returns the hash
  std::string put(RealTensorPtr tensor);
  std::string to_bytes() const;
  static Result<WeightStore> from_bytes(std::string_view bytes, const std::string& where);
};

/// One node per line: `name = op(operands) {attribute=value, ...} : shape`.
std::string print(const Graph& graph, WeightStore& weights);
std::string print(const IntGraph& graph, WeightStore& weights);

/// Errors carry `where`:line:column. What parses is verified too.
Result<Graph> parse_graph(std::string_view text, const WeightStore& weights, const std::string& where);
Result<IntGraph> parse_int_graph(std::string_view text, const WeightStore& weights, const std::string& where);

/// SHA-256 of the text (weights enter by their hashes).
std::string hash(const Graph& graph);
std::string hash(const IntGraph& graph);

}  // namespace knap::net
