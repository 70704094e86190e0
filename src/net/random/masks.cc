// with_random_masks.
#include "net/ir/rebuild.h"
#include "net/ir/verify.h"
#include "net/random/random.h"

namespace knap::net {
namespace {

/// Weights are [outputs, ..., inputs]: what is pruned follows the first axis, the last one, and chance.
IntTensorPtr random_mask(const Shape& shape, Rng& rng) {
  auto mask = std::make_shared<IntTensor>(shape);
  const std::int64_t outputs = shape[0], inputs = shape.channels();
  const double of_weights = rng.uniform(), of_outputs = rng.uniform(), of_inputs = rng.uniform();
  std::vector<bool> is_output_kept, is_input_kept;
  for (std::int64_t o = 0; o < outputs; ++o) is_output_kept.push_back(rng.flip(of_outputs));
  for (std::int64_t i = 0; i < inputs; ++i) is_input_kept.push_back(rng.flip(of_inputs));
  for (std::int64_t i = 0; i < mask->size(); ++i) {
    const auto o = static_cast<std::size_t>(i / (mask->size() / outputs));
    const auto in = static_cast<std::size_t>(i % inputs);
    (*mask)[i] = rng.flip(of_weights) && (is_output_kept[o] || is_input_kept[in]) ? 1 : 0;
  }
  return mask;
}

template <class Op>
IntOp pruned(Op op, Rng& rng) {
  op.mask = random_mask(op.weights->shape, rng);
  auto weights = std::make_shared<IntTensor>(*op.weights);
  for (std::int64_t i = 0; i < weights->size(); ++i) (*weights)[i] *= (*op.mask)[i];
  op.weights = std::move(weights);
  return op;
}

}  // namespace

IntGraph with_random_masks(const IntGraph& graph, Rng& rng) {
  const auto prune = [&](Rebuilt<IntOp>& out, NodeId id) {
    const IntOp& op = graph[id].op;
    const auto* dense = std::get_if<integer::MatVec>(&op);
    const auto* conv = std::get_if<integer::Conv>(&op);
    const bool is_pruned = (dense != nullptr || conv != nullptr) && rng.flip(0.8);
    out.put(id, !is_pruned ? op : dense != nullptr ? pruned(*dense, rng) : pruned(*conv, rng));
  };
  IntGraph changed = rebuild(graph, prune);
  // A sum may leave the domain of the steps behind it where its terms are far from 0.
  return verify(changed).ok() ? changed : graph;
}

}  // namespace knap::net
