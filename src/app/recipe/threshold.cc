#include "app/recipe/threshold.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/diagnostics.h"
#include "net/ir/scale.h"

namespace knap::app {

namespace {

/// The dense layer whose two sums are the scores (a batch norm on them is folded into it by training).
Result<net::NodeId> last_dense(const net::Graph& graph) {
  net::NodeId node = graph.outputs().front().node;
  while (std::holds_alternative<net::ArgMax>(graph[node].op) ||
         std::holds_alternative<net::BatchNorm>(graph[node].op))
    node = graph[node].inputs.front();
  const auto* dense = std::get_if<net::Dense>(&graph[node].op);
  if (dense != nullptr && dense->units == 2) return node;
  return Error(diag::kImpossible, "decision.false_alarms",
               fmt::format("a threshold needs a last dense layer of two units; '{}' gives the scores",
                           graph[node].name));
}

}  // namespace

std::int64_t choose_threshold(std::vector<std::int64_t> negative_scores, double false_alarms) {
  KNAP_CHECK(!negative_scores.empty());
  std::sort(negative_scores.begin(), negative_scores.end());
  const auto allowed = static_cast<std::size_t>(false_alarms * static_cast<double>(negative_scores.size()));
  return negative_scores[negative_scores.size() - 1 - std::min(allowed, negative_scores.size() - 1)];
}

Result<void> check_threshold(const net::Graph& graph) {
  KNAP_TRY(last_dense(graph));
  return {};
}

Result<net::Graph> fold_threshold(const net::Graph& graph, int positive, std::int64_t threshold) {
  KNAP_ASSIGN(const net::NodeId last, last_dense(graph));
  const auto& node = graph[last];
  net::Dense dense = std::get<net::Dense>(node.op);
  const auto scales = net::scales(graph);
  const auto& operand = scales[node.inputs[0].index];
  if (!operand)
    return Error(diag::kBadModel, node.name,
                 "its operand is not quantised, so its threshold has no exact step");
  IntTensor codes = net::bias_codes(dense.bias, dense.units, dense.format, *operand);
  // Arg-max takes the lower index of equals: the positive class must not win them when it is the first.
  const std::int64_t moved = codes[positive] - threshold - (positive == 0 ? 1 : 0);
  if (!interval_of(dense.format.bias_width_bits, true).contains(moved))
    return Error(diag::kImpossible, "network.bias_bits",
                 fmt::format("the threshold makes the bias {}, which {} bits do not hold; raise them", moved,
                             dense.format.bias_width_bits));
  codes[positive] = moved;
  const net::Scale scale = net::accumulator_scale(dense.format, *operand);
  auto bias = std::make_shared<RealTensor>(Shape{dense.units});
  for (std::int64_t o = 0; o < dense.units; ++o)
    (*bias)[o] = std::ldexp(static_cast<double>(codes[o]), -scale.max_fraction_bits());
  dense.has_bias = true;
  dense.bias = bias;
  net::Graph changed = graph;
  changed.replace(last, dense);
  return changed;
}

}  // namespace knap::app
