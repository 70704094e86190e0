// Printing and hashes; parsing lies in text_parse.cc, the weight store in weight_store.cc.
#include "net/ir/text.h"

#include <fmt/format.h>

#include "core/base/hash.h"
#include "core/base/match.h"
#include "net/ir/fields.h"
#include "net/ir/text_words.h"
#include "net/ir/verify.h"

namespace knap::net {

namespace {

/// Appends " name=value" for each field.
class Printer {
 public:
  explicit Printer(WeightStore& store) : store_(store) {}

  template <class T>
  void operator()(std::string_view name, const T& value) {
    text_ += fmt::format("{}{}=", text_.empty() ? "" : ", ", name);
    text_ += print_value(value);
  }
  void where_any(std::string_view name, const IntTensorPtr& tensor) {
    if (tensor) (*this)(name, tensor);
  }
  std::string take() { return std::move(text_); }

 private:
  std::string print_value(bool value) { return value ? "true" : "false"; }
  std::string print_value(std::int64_t value) { return fmt::format("{}", value); }
  std::string print_value(int value) { return fmt::format("{}", value); }
  std::string print_value(double value) {
    return fmt::format("{}", value);
  }  // shortest form that reads back equal
  std::string print_value(const Shape& value) { return to_string(value); }
  std::string print_value(const Fixed& value) { return to_string(value); }
  std::string print_value(Rounding value) { return std::string(to_string(value)); }
  std::string print_value(Overflow value) { return std::string(to_string(value)); }
  std::string print_value(Granularity value) { return std::string(word_of(value)); }
  std::string print_value(Quantize::Range value) { return std::string(word_of(value)); }
  std::string print_value(const IntTensorPtr& value) { return value ? store_.put(value) : "none"; }
  std::string print_value(const RealTensorPtr& value) { return value ? store_.put(value) : "none"; }
  std::string print_value(const Window& value) { return print_list(value.axes); }
  std::string print_value(const WindowAxis& value) { return print_group(value); }
  std::string print_value(const WeightFormat& value) { return print_group(value); }
  std::string print_value(const Interval& value) { return print_group(value); }
  std::string print_value(const ClosedForm& value) { return print_group(value); }
  std::string print_value(const std::vector<int>& value) { return print_list(value); }

  /// A closed form gives back the same steps; without one the steps are kept as a tensor.
  std::string print_value(const std::shared_ptr<const knap::Steps>& steps) {
    if (!steps) return "none";
    const std::string domain = print_value(steps->domain());
    if (!steps->closed().empty())
      return fmt::format("{{domain={}, closed={}}}", domain, print_list(steps->closed()));
    return fmt::format("{{domain={}, table={}}}", domain, store_.put(pack_steps(*steps)));
  }

  template <class T>
  std::string print_list(const std::vector<T>& items) {
    std::string text = "[";
    for (const T& item : items) text += (text.size() > 1 ? ", " : "") + print_value(item);
    return text + "]";
  }
  template <class T>
  std::string print_group(const T& group) {
    Printer inner(store_);
    fields(group, inner);
    return "{" + inner.take() + "}";
  }

  WeightStore& store_;
  std::string text_;
};

template <class Op>
std::string print_any(const GraphOf<Op>& graph, WeightStore& store, std::string_view header) {
  std::string text = fmt::format("{} {}\n", header, quote(graph.name));
  for (const auto& node : graph.nodes()) {
    std::string operands;
    for (const NodeId input : node.inputs) operands += (operands.empty() ? "" : ", ") + graph[input].name;
    Printer printer(store);
    std::visit([&](const auto& op) { fields(op, printer); }, node.op);
    text += fmt::format("{} = {}({}) {{{}}} : {}\n", node.name, kind_name(node.op), operands, printer.take(),
                        to_string(node.shape));
  }
  for (const GraphOutput& output : graph.outputs())
    text += fmt::format("output {} = {}\n", output.name, graph[output.node].name);
  return text;
}

template <class Op>
std::string hash_any(const GraphOf<Op>& graph) {
  WeightStore store;
  return sha256(print(graph, store));
}

}  // namespace

std::string_view kind_name(const RealOp& op) { return op_name(op); }

std::string_view kind_name(const IntOp& op) {
  using Name = std::string_view;
  return match(
      op, [](const integer::Input&) -> Name { return "input"; },
      [](const integer::MatVec&) -> Name { return "mat_vec"; },
      [](const integer::Conv&) -> Name { return "conv"; },
      [](const integer::Steps&) -> Name { return "steps"; },
      [](const integer::Add&) -> Name { return "add"; },
      [](const integer::Concat&) -> Name { return "concat"; },
      [](const integer::MaxPool&) -> Name { return "max_pool"; },
      [](const integer::SumPool&) -> Name { return "sum_pool"; },
      [](const integer::GlobalSumPool&) -> Name { return "global_sum_pool"; },
      [](const integer::Reshape&) -> Name { return "reshape"; },
      [](const integer::ArgMax&) -> Name { return "arg_max"; });
}

std::string print(const Graph& graph, WeightStore& weights) { return print_any(graph, weights, kRealHeader); }
std::string print(const IntGraph& graph, WeightStore& weights) {
  return print_any(graph, weights, kIntHeader);
}

std::string hash(const Graph& graph) { return hash_any(graph); }
std::string hash(const IntGraph& graph) { return hash_any(graph); }

}  // namespace knap::net
