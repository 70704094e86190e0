#include "net/eval/eval.h"

#include <fmt/format.h>

#include <type_traits>

#include "core/base/diagnostics.h"
#include "net/eval/operators.h"
#include "net/ir/verify.h"

namespace knap::net {

namespace {

template <class Op, class T>
Result<void> check_inputs(const GraphOf<Op>& graph, const std::vector<Tensor<T>>& inputs) {
  const std::vector<NodeId> wanted = graph.inputs();
  if (inputs.size() != wanted.size())
    return Error(diag::kBadData, graph.name,
                 fmt::format("has {} inputs, {} were given", wanted.size(), inputs.size()));
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const auto& node = graph[wanted[i]];
    if (inputs[i].shape != node.shape)
      return Error(
          diag::kBadData, node.name,
          fmt::format("wants the shape {}, found {}", to_string(node.shape), to_string(inputs[i].shape)));
  }
  return {};
}

Result<void> check_codes(const IntGraph::Node& node, const IntTensor& codes) {
  const Interval allowed = std::get<integer::Input>(node.op).format.codes();
  for (const std::int64_t code : codes.data)
    if (!allowed.contains(code))
      return Error(diag::kBadData, node.name,
                   fmt::format("the sample {} is outside {}", code, to_string(allowed)));
  return {};
}

}  // namespace

Result<std::vector<IntTensor>> evaluate_all(const IntGraph& graph, const std::vector<IntTensor>& inputs) {
  KNAP_TRY(check_inputs(graph, inputs));
  std::vector<IntTensor> values;
  values.reserve(graph.size());
  std::size_t next_input = 0;
  for (const IntGraph::Node& node : graph.nodes()) {
    IntOperands operands{{}, node.shape};
    for (const NodeId input : node.inputs) operands.values.push_back(&values.at(input.index));
    if (std::holds_alternative<integer::Input>(node.op)) {
      KNAP_TRY(check_codes(node, inputs[next_input]));
      values.push_back(inputs[next_input++]);
      continue;
    }
    values.push_back(std::visit(
        [&](const auto& op) {
          if constexpr (std::is_same_v<std::decay_t<decltype(op)>, integer::Input>)
            return IntTensor{};
          else
            return integer::apply(op, operands);
        },
        node.op));
  }
  return values;
}

Result<std::vector<IntTensor>> evaluate(const IntGraph& graph, const std::vector<IntTensor>& inputs) {
  KNAP_ASSIGN(const std::vector<IntTensor> values, evaluate_all(graph, inputs));
  std::vector<IntTensor> outputs;
  for (const GraphOutput& output : graph.outputs()) outputs.push_back(values.at(output.node.index));
  return outputs;
}

Result<std::vector<RealTensor>> evaluate_all(const Graph& graph, const std::vector<RealTensor>& inputs) {
  KNAP_TRY(check_inputs(graph, inputs));
  const std::vector<std::optional<Scale>> scale = scales(graph);
  const std::optional<Scale> none;
  std::vector<RealTensor> values;
  values.reserve(graph.size());
  std::size_t next_input = 0;
  for (const Graph::Node& node : graph.nodes()) {
    const std::optional<Scale>& first = node.inputs.empty() ? none : scale.at(node.inputs[0].index);
    RealOperands operands{{}, node.shape, first, node.name};
    for (const NodeId input : node.inputs) operands.values.push_back(&values.at(input.index));
    if (std::holds_alternative<Input>(node.op)) {
      values.push_back(inputs[next_input++]);
      continue;
    }
    KNAP_ASSIGN(RealTensor value, std::visit(
                                      [&](const auto& op) -> Result<RealTensor> {
                                        if constexpr (std::is_same_v<std::decay_t<decltype(op)>, Input>)
                                          return RealTensor{};
                                        else
                                          return apply(op, operands);
                                      },
                                      node.op));
    values.push_back(std::move(value));
  }
  return values;
}

}  // namespace knap::net
