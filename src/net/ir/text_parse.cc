// Parsing of both graphs; words to attributes by net/ir/fields.h.
#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <limits>
#include <set>

#include "core/base/diagnostics.h"
#include "net/ir/fields.h"
#include "net/ir/scanner.h"
#include "net/ir/text.h"
#include "net/ir/text_words.h"
#include "net/ir/verify.h"

namespace knap::net {

namespace {

/// Fills the fields of one op from its attributes; keeps the first error.
class Reader {
 public:
  Reader(const Scanner& scanner, const WeightStore& store, const ValueTable& table, Position at)
      : scanner_(scanner), store_(store), table_(table), at_(at) {}

  template <class T>
  void operator()(std::string_view name, T& field) {
    known_.insert(std::string(name));
    if (failure_) return;
    for (const TableEntry& entry : table_)
      if (entry.key == name) return keep(read(entry.value, field));
    keep(scanner_.error(at_, fmt::format("the attribute {} is missing", name)));
  }

  void where_any(std::string_view name, IntTensorPtr& tensor) {
    known_.insert(std::string(name));
    for (const TableEntry& entry : table_)
      if (entry.key == name && !failure_) keep(read(entry.value, tensor));
  }

  /// After all fields: nothing unknown may be left.
  Result<void> finish() {
    for (const TableEntry& entry : table_)
      if (!failure_ && known_.count(entry.key) == 0)
        keep(scanner_.error(diag::kUnknownKey, entry.key_position,
                            fmt::format("unknown attribute {}{}", entry.key, valid())));
    if (failure_) return *failure_;
    return {};
  }

 private:
  void keep(const Result<void>& result) {
    if (!result && !failure_) failure_ = result.error();
  }
  std::string valid() const {
    std::string text;
    for (const std::string& name : known_) text += (text.empty() ? "; valid are " : ", ") + name;
    return text;
  }
  Error wrong(const Value& value, std::string wanted) const {
    return scanner_.error(diag::kWrongType, value.position, "expected " + std::move(wanted));
  }
  static std::string_view word(const Value& value) {
    const auto* text = std::get_if<std::string>(&value.data);
    return text ? std::string_view(*text) : std::string_view{};
  }

  template <class T>
  Result<void> read_number(const Value& value, T& field, const char* what) {
    const std::string_view text = word(value);
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), field);
    if (text.empty() || code != std::errc{} || end != text.data() + text.size()) return wrong(value, what);
    return {};
  }
  Result<void> read(const Value& value, std::int64_t& field) {
    return read_number(value, field, "an integer");
  }
  Result<void> read(const Value& value, int& field) { return read_number(value, field, "an integer"); }
  Result<void> read(const Value& value, double& field) { return read_number(value, field, "a number"); }
  Result<void> read(const Value& value, bool& field) {
    if (word(value) != "true" && word(value) != "false") return wrong(value, "true or false");
    field = word(value) == "true";
    return {};
  }

  template <class E, std::size_t N>
  Result<void> read_enum(const Value& value, E& field, const std::array<std::string_view, N>& words) {
    for (std::size_t i = 0; i < N; ++i)
      if (words[i] == word(value)) {
        field = static_cast<E>(i);
        return {};
      }
    return wrong(value, fmt::format("one of {}", fmt::join(words, ", ")));
  }
  Result<void> read(const Value& value, Granularity& field) {
    return read_enum(value, field, kGranularityWords);
  }
  Result<void> read(const Value& value, Quantize::Range& field) {
    return read_enum(value, field, kRangeWords);
  }

  template <class T>
  Result<void> take(const Value& value, Result<T> parsed, T& field, const char* what) {
    if (!parsed) return wrong(value, fmt::format("{}, found '{}'", what, word(value)));
    field = *std::move(parsed);
    return {};
  }
  Result<void> read(const Value& value, Rounding& field) {
    return take(value, parse_rounding(word(value)), field, "a rounding mode such as RND_CONV");
  }
  Result<void> read(const Value& value, Overflow& field) {
    return take(value, parse_overflow(word(value)), field, "an overflow mode such as SAT");
  }
  Result<void> read(const Value& value, Fixed& field) {
    return take(value, parse_fixed(word(value)), field, "a format such as fixed<8,3>");
  }
  Result<void> read(const Value& value, Shape& field) {
    if (!parse_shape(word(value), field)) return wrong(value, "a shape such as 28x28x1");
    return {};
  }

  Result<void> read(const Value& value, IntTensorPtr& field) {
    return read_tensor(value, store_.integers, field);
  }
  Result<void> read(const Value& value, RealTensorPtr& field) {
    return read_tensor(value, store_.reals, field);
  }
  template <class Map, class Pointer>
  Result<void> read_tensor(const Value& value, const Map& tensors, Pointer& field) {
    if (word(value) == "none") return {};
    const auto found = tensors.find(std::string(word(value)));
    if (found == tensors.end())
      return scanner_.error(diag::kBadArtefact, value.position, "these weights are not in the weight file");
    field = found->second;
    return {};
  }

  Result<void> read(const Value& value, Window& field) { return read_list(value, field.axes); }
  Result<void> read(const Value& value, std::vector<int>& field) { return read_list(value, field); }
  template <class T>
  Result<void> read_list(const Value& value, std::vector<T>& field) {
    const auto* items = std::get_if<ValueArray>(&value.data);
    if (!items) return wrong(value, "a list in [ ]");
    for (const Value& item : *items) {
      T element{};
      KNAP_TRY(read(item, element));
      field.push_back(std::move(element));
    }
    return {};
  }

  Result<void> read(const Value& value, WindowAxis& field) { return read_group(value, field); }
  Result<void> read(const Value& value, WeightFormat& field) { return read_group(value, field); }
  Result<void> read(const Value& value, Interval& field) {
    KNAP_TRY(read_group(value, field));
    constexpr std::int64_t kLimit = std::int64_t{1} << 61;
    if (field.low > field.high || field.low < -kLimit || field.high >= kLimit)
      return wrong(value, "low <= high, 62 bits");
    return {};
  }
  Result<void> read(const Value& value, ClosedForm& field) {
    KNAP_TRY(read_group(value, field));
    constexpr std::int64_t kLimit = std::int64_t{1} << 61;
    if (field.shift < 0 || field.shift > 62 || field.multiply > (std::int64_t{1} << 48) ||
        field.multiply < -(std::int64_t{1} << 48) || field.add > kLimit || field.add < -kLimit)
      return wrong(value, "a closed form within 62 bits");
    return {};
  }
  template <class T>
  Result<void> read_group(const Value& value, T& field) {
    const auto* entries = std::get_if<ValueTable>(&value.data);
    if (!entries) return wrong(value, "attributes in { }");
    Reader inner(scanner_, store_, *entries, value.position);
    fields(field, inner);
    return inner.finish();
  }

  Result<void> read(const Value& value, std::shared_ptr<const knap::Steps>& field) {
    const Value* domain_value = value.find("domain");
    const Value* closed_value = value.find("closed");
    const Value* table_value = value.find("table");
    if (!domain_value || (closed_value == nullptr) == (table_value == nullptr))
      return wrong(value, "{domain=..., closed=...} or {domain=..., table=...}");
    Interval domain;
    KNAP_TRY(read(*domain_value, domain));
    if (table_value) {
      IntTensorPtr table;
      KNAP_TRY(read(*table_value, table));
      std::optional<knap::Steps> steps = table ? unpack_steps(*table, domain) : std::nullopt;
      if (!steps) return wrong(*table_value, "canonical steps over the domain");
      field = std::make_shared<const knap::Steps>(*std::move(steps));
      return {};
    }
    std::vector<ClosedForm> closed;
    KNAP_TRY(read_list(*closed_value, closed));
    if (closed.empty()) return wrong(*closed_value, "at least one closed form");
    Result<knap::Steps> steps = knap::Steps::from_closed(domain, std::move(closed));
    if (!steps) return scanner_.error(diag::kBadModel, closed_value->position, steps.error().first().message);
    field = std::make_shared<const knap::Steps>(*std::move(steps));
    return {};
  }

 public:
  static bool parse_shape(std::string_view text, Shape& shape) {
    shape.dims.clear();
    const char* at = text.data();
    const char* end = text.data() + text.size();
    while (at != end) {
      std::int64_t dimension = 0;
      const auto [next, code] = std::from_chars(at, end, dimension);
      if (code != std::errc{} || shape.dims.size() > 8) return false;
      shape.dims.push_back(dimension);
      if (next == end) return true;
      if (*next != 'x' || next + 1 == end) return false;
      at = next + 1;
    }
    return false;
  }

 private:
  const Scanner& scanner_;
  const WeightStore& store_;
  const ValueTable& table_;
  Position at_;
  std::set<std::string> known_;
  std::optional<Error> failure_;
};

/// Calls f with a default op of each alternative until one has this name.
template <class Variant, std::size_t I = 0>
std::optional<Variant> make_op(std::string_view kind) {
  if constexpr (I == std::variant_size_v<Variant>) {
    return {};
  } else {
    Variant op{std::in_place_index<I>};
    if (kind_name(op) == kind) return op;
    return make_op<Variant, I + 1>(kind);
  }
}

template <class Op>
class GraphParser {
 public:
  GraphParser(std::string_view text, const WeightStore& store, const std::string& where)
      : scanner_(text, where), store_(store) {}

  Result<GraphOf<Op>> parse(std::string_view header) {
    KNAP_TRY(parse_header(header));
    while (scanner_.next_line()) {
      const Position start = scanner_.position();
      const Result<void> result = parse_line(start);
      if (result) continue;
      const std::vector<Diagnostic>& more = result.error().diagnostics();
      found_.insert(found_.end(), more.begin(), more.end());
      if (found_.size() >= 20) break;
      scanner_.skip_line();
    }
    if (!found_.empty()) return Error(std::move(found_));
    KNAP_TRY(verify(graph_));
    return std::move(graph_);
  }

 private:
  Result<void> parse_header(std::string_view header) {
    scanner_.next_line();
    const Position start = scanner_.position();
    KNAP_ASSIGN(const std::string found, scanner_.word("the kind of graph"));
    if (found != header) return scanner_.error(start, fmt::format("expected '{}'", header));
    KNAP_ASSIGN(graph_.name, scanner_.quoted());
    return scanner_.expect_line_end();
  }

  Result<NodeId> parse_operand() {
    scanner_.skip_blanks();
    const Position at = scanner_.position();
    KNAP_ASSIGN(const std::string name, scanner_.word("the name of a node"));
    const std::optional<NodeId> id = graph_.find(name);
    if (!id)
      return scanner_.error(diag::kBadModel, at, fmt::format("no node before this line is named {}", name));
    return *id;
  }

  Result<void> parse_line(Position start) {
    KNAP_ASSIGN(std::string name, scanner_.word("the name of a node"));
    if (name == "output" && !scanner_.accept('=')) return parse_output();
    if (name != "output") KNAP_TRY(scanner_.expect('='));
    scanner_.skip_blanks();
    const Position kind_position = scanner_.position();
    KNAP_ASSIGN(const std::string kind, scanner_.word("an operator"));
    std::optional<Op> op = make_op<Op>(kind);
    if (!op)
      return scanner_.error(diag::kUnknownName, kind_position, fmt::format("unknown operator {}", kind));
    KNAP_TRY(scanner_.expect('('));
    std::vector<NodeId> inputs;
    if (!scanner_.accept(')')) {
      do {
        KNAP_ASSIGN(const NodeId input, parse_operand());
        inputs.push_back(input);
      } while (scanner_.accept(','));
      KNAP_TRY(scanner_.expect(')'));
    }
    KNAP_TRY(parse_attributes(*op, kind_position));
    KNAP_TRY(scanner_.expect(':'));
    KNAP_ASSIGN(const std::string shape_text, scanner_.word("a shape"));
    KNAP_TRY(scanner_.expect_line_end());
    const Result<Shape> shape = check_node(graph_, name, *op, inputs);
    if (!shape)
      return scanner_.error(diag::kBadModel, start,
                            fmt::format("{}: {}", name, shape.error().first().message));
    if (to_string(*shape) != shape_text)
      return scanner_.error(diag::kBadModel, start,
                            fmt::format("{}: has the shape {}, not {}", name, to_string(*shape), shape_text));
    graph_.add(std::move(name), *std::move(op), std::move(inputs));
    return {};
  }

  Result<void> parse_attributes(Op& op, Position at) {
    KNAP_ASSIGN(const ValueTable table, scanner_.table());
    Reader reader(scanner_, store_, table, at);
    std::visit([&](auto& alternative) { fields(alternative, reader); }, op);
    return reader.finish();
  }

  Result<void> parse_output() {
    KNAP_ASSIGN(std::string name, scanner_.word("the name of the output"));
    KNAP_TRY(scanner_.expect('='));
    KNAP_ASSIGN(const NodeId node, parse_operand());
    KNAP_TRY(scanner_.expect_line_end());
    graph_.add_output(std::move(name), node);
    return {};
  }

  Scanner scanner_;
  const WeightStore& store_;
  GraphOf<Op> graph_;
  std::vector<Diagnostic> found_;
};

}  // namespace

Result<Graph> parse_graph(std::string_view text, const WeightStore& weights, const std::string& where) {
  return GraphParser<RealOp>(text, weights, where).parse(kRealHeader);
}

Result<IntGraph> parse_int_graph(std::string_view text, const WeightStore& weights,
                                 const std::string& where) {
  return GraphParser<IntOp>(text, weights, where).parse(kIntHeader);
}

}  // namespace knap::net
