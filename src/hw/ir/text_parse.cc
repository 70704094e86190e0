#include <fmt/format.h>

#include <limits>

#include "core/base/diagnostics.h"
#include "core/text/lexer.h"
#include "hw/ir/text.h"
#include "hw/ir/text_words.h"
#include "hw/ir/verify.h"

namespace knap::hw {
namespace {

constexpr std::int64_t kMaxIndex = std::numeric_limits<std::int32_t>::max();

/// Recursive descent over the lines that print() writes.
class Parser {
 public:
  Parser(std::string_view text, const std::string& where) : lexer_(text, where) {}

  Result<Design> run() {
    Design design;
    design.clocks.clear();
    KNAP_TRY(lexer_.expect("design"));
    while (lexer_.try_take("clock")) {
      Clock clock;
      KNAP_ASSIGN(clock.port, lexer_.expect_text());
      KNAP_ASSIGN(clock.reset, lexer_.expect_text());
      KNAP_ASSIGN(clock.period_ns, lexer_.expect_number());
      design.clocks.push_back(clock);
    }
    while (lexer_.try_take("module")) {
      Module module;
      KNAP_TRY(parse_module(module));
      design.modules.push_back(std::move(module));
    }
    KNAP_TRY(lexer_.expect_end());
    return design;
  }

 private:
  Result<std::uint32_t> index() {
    KNAP_ASSIGN(const std::int64_t value, lexer_.expect_integer(0, kMaxIndex));
    return static_cast<std::uint32_t>(value);
  }
  Result<SignalId> ref() {
    KNAP_TRY(lexer_.expect("%"));
    KNAP_ASSIGN(const std::uint32_t value, index());
    return SignalId{value};
  }
  /// "[low, high]" or "[low, high] x lanes"
  Result<Type> type() {
    Type type;
    KNAP_TRY(lexer_.expect("["));
    KNAP_ASSIGN(type.interval.low, lexer_.expect_integer());
    KNAP_TRY(lexer_.expect(","));
    KNAP_ASSIGN(type.interval.high, lexer_.expect_integer());
    KNAP_TRY(lexer_.expect("]"));
    if (!lexer_.try_take("x")) return type;
    KNAP_ASSIGN(const std::int64_t lanes, lexer_.expect_integer(2, kMaxIndex));
    type.lanes = static_cast<std::int32_t>(lanes);
    return type;
  }
  Result<Type> typed() {
    KNAP_TRY(lexer_.expect(":"));
    return type();
  }
  Result<std::vector<std::int64_t>> list() {
    std::vector<std::int64_t> values;
    KNAP_TRY(lexer_.expect("("));
    while (!lexer_.try_take(")")) {
      KNAP_ASSIGN(const std::int64_t value, lexer_.expect_integer());
      values.push_back(value);
    }
    return values;
  }
  Result<std::vector<SignalId>> refs() {
    std::vector<SignalId> values;
    KNAP_TRY(lexer_.expect("("));
    while (!lexer_.try_take(")")) {
      KNAP_ASSIGN(const SignalId value, ref());
      values.push_back(value);
    }
    return values;
  }
  Result<void> optional(const char* word, std::string& text) {
    if (!lexer_.try_take(word)) return {};
    KNAP_ASSIGN(text, lexer_.expect_text());
    if (text.empty()) return lexer_.error(fmt::format("an empty {} is left out", word));
    return {};
  }
  Result<void> optional(const char* word, std::optional<SignalId>& id) {
    if (!lexer_.try_take(word)) return {};
    KNAP_ASSIGN(id, ref());
    return {};
  }
  Result<void> optional_clock(ClockId& clock) {
    if (!lexer_.try_take("clock")) return {};
    KNAP_ASSIGN(clock.index, index());
    if (clock.index == 0) return lexer_.error("clock 0 is left out");
    return {};
  }
  Result<std::string> word() { return lexer_.expect_word(); }

  Result<void> parse_module(Module& module) {
    KNAP_ASSIGN(module.name, lexer_.expect_text());
    KNAP_TRY(optional("layer", module.layer));
    module.keep_hierarchy = lexer_.try_take("keep_hierarchy");
    KNAP_TRY(optional("comment", module.comment));
    KNAP_TRY(lexer_.expect("{"));
    KNAP_TRY(parts(module));
    while (lexer_.is_next("%")) KNAP_TRY(signal(module));
    return lexer_.expect("}");
  }

  /// Kinds of parts come in the order in which print() writes them.
  Result<void> parts(Module& module) {
    while (lexer_.is_next("in") || lexer_.is_next("out")) KNAP_TRY(port(module));
    while (lexer_.try_take("stream")) KNAP_TRY(stream(module));
    while (lexer_.try_take("register")) KNAP_TRY(parse_register(module));
    while (lexer_.try_take("memory")) KNAP_TRY(memory(module));
    while (lexer_.try_take("multiplier")) KNAP_TRY(multiplier(module));
    while (lexer_.try_take("instance")) KNAP_TRY(instance(module));
    return {};
  }

  template <class Enum>
  Result<Enum> enumerator(std::optional<Enum> (*find)(std::string_view)) {
    const Position position = lexer_.peek().position;
    KNAP_ASSIGN(const std::string text, word());
    const std::optional<Enum> found = find(text);
    if (!found)
      return lexer_.error_at(position, fmt::format("'{}' is none of the words that can stand here", text));
    return *found;
  }

  Result<void> port(Module& module) {
    Port port;
    KNAP_ASSIGN(port.direction, enumerator(&direction_of));
    KNAP_ASSIGN(port.name, lexer_.expect_text());
    KNAP_ASSIGN(port.type, typed());
    KNAP_TRY(optional("from", port.driver));
    module.ports.push_back(std::move(port));
    return {};
  }

  Result<void> stream(Module& module) {
    StreamPorts stream;
    KNAP_ASSIGN(stream.direction, enumerator(&direction_of));
    KNAP_ASSIGN(stream.name, lexer_.expect_text());
    KNAP_TRY(lexer_.expect("valid"));
    KNAP_ASSIGN(stream.valid, index());
    KNAP_TRY(lexer_.expect("ready"));
    KNAP_ASSIGN(stream.ready, index());
    KNAP_TRY(lexer_.expect("data"));
    KNAP_ASSIGN(stream.data, index());
    KNAP_TRY(lexer_.expect("beats"));
    KNAP_ASSIGN(stream.beats, lexer_.expect_integer());
    module.streams.push_back(std::move(stream));
    return {};
  }

  Result<void> parse_register(Module& module) {
    Register item;
    KNAP_ASSIGN(item.name, lexer_.expect_text());
    KNAP_ASSIGN(item.type, typed());
    KNAP_TRY(lexer_.expect("next"));
    KNAP_ASSIGN(item.next, ref());
    KNAP_TRY(optional("enable", item.enable));
    if (lexer_.try_take("reset")) {
      KNAP_ASSIGN(item.reset, list());
    }
    KNAP_TRY(optional_clock(item.clock));
    item.is_copy = lexer_.try_take("copy");
    KNAP_TRY(optional("comment", item.comment));
    module.registers.push_back(std::move(item));
    return {};
  }

  Result<void> memory(Module& module) {
    Memory item;
    KNAP_ASSIGN(item.name, lexer_.expect_text());
    KNAP_ASSIGN(item.kind, enumerator(&memory_kind_of));
    KNAP_ASSIGN(item.style, enumerator(&memory_style_of));
    KNAP_ASSIGN(item.word, typed());
    KNAP_TRY(lexer_.expect("depth"));
    KNAP_ASSIGN(item.depth, lexer_.expect_integer());
    KNAP_TRY(lexer_.expect("read"));
    KNAP_ASSIGN(item.read_address, ref());
    KNAP_TRY(optional("enable", item.read_enable));
    KNAP_TRY(optional("write_enable", item.write_enable));
    KNAP_TRY(optional("write_address", item.write_address));
    KNAP_TRY(optional("write_data", item.write_data));
    KNAP_TRY(optional_clock(item.clock));
    KNAP_TRY(optional("what", item.what));
    KNAP_TRY(optional("comment", item.comment));
    if (lexer_.try_take("contents")) {
      KNAP_ASSIGN(std::vector<std::int64_t> contents, list());
      item.contents = std::make_shared<const std::vector<std::int64_t>>(std::move(contents));
    }
    module.memories.push_back(std::move(item));
    return {};
  }

  Result<void> multiplier(Module& module) {
    Multiplier item;
    KNAP_ASSIGN(item.name, lexer_.expect_text());
    KNAP_ASSIGN(item.a, ref());
    KNAP_ASSIGN(item.b, ref());
    KNAP_TRY(optional("enable", item.enable));
    KNAP_TRY(lexer_.expect("stages"));
    KNAP_ASSIGN(const std::int64_t stages, lexer_.expect_integer(1, 3));
    item.stages = static_cast<int>(stages);
    KNAP_TRY(optional_clock(item.clock));
    module.multipliers.push_back(std::move(item));
    return {};
  }

  Result<void> instance(Module& module) {
    Instance item;
    KNAP_ASSIGN(item.name, lexer_.expect_text());
    KNAP_TRY(lexer_.expect("of"));
    KNAP_ASSIGN(item.module, index());
    KNAP_ASSIGN(item.inputs, refs());
    KNAP_TRY(optional("comment", item.comment));
    module.instances.push_back(std::move(item));
    return {};
  }

  Result<void> signal(Module& module) {
    const Position position = lexer_.peek().position;
    KNAP_ASSIGN(const SignalId id, ref());
    if (id.index != module.signals.size())
      return lexer_.error_at(position, fmt::format("signal %{} is expected here", module.signals.size()));
    KNAP_TRY(lexer_.expect("="));
    Signal item;
    KNAP_ASSIGN(item.driver, driver());
    KNAP_ASSIGN(item.type, typed());
    KNAP_TRY(optional("name", item.name));
    KNAP_TRY(optional("comment", item.comment));
    module.signals.push_back(std::move(item));
    return {};
  }

  Result<Driver> driver() {
    const Position position = lexer_.peek().position;
    KNAP_ASSIGN(const std::string op, word());
    if (const auto binary = binary_op_of(op)) return two(*binary);
    if (op == "constant") return constant();
    if (op == "lookup") return lookup();
    if (op == "mux") return mux();
    if (op == "input" || op == "register" || op == "memory" || op == "multiplier" || op == "output")
      return state(op);
    if (op == "pack") {
      KNAP_ASSIGN(std::vector<SignalId> parts, refs());
      return Driver{Pack{std::move(parts)}};
    }
    if (op == "wire") {
      Wire wire;
      if (lexer_.is_next("%")) {
        KNAP_ASSIGN(wire.driver, ref());
      }
      return Driver{wire};
    }
    return one(op, position);
  }

  /// Operations whose first operand is a signal.
  Result<Driver> one(const std::string& op, Position position) {
    const bool is_known = op == "not" || op == "narrow" || op == "truncate" || op == "shl" || op == "shr" ||
                          op == "slice" || op == "pick";
    if (!is_known) return lexer_.error_at(position, fmt::format("'{}' is no operation", op));
    KNAP_ASSIGN(const SignalId a, ref());
    if (op == "not") return Driver{Not{a}};
    if (op == "narrow") return Driver{Narrow{a}};
    if (op == "truncate") return Driver{Truncate{a}};
    if (op == "pick") {
      KNAP_ASSIGN(const SignalId index, ref());
      return Driver{Pick{a, index}};
    }
    KNAP_ASSIGN(const std::int64_t amount, lexer_.expect_integer(0, kMaxIndex));
    if (op == "slice") return Driver{Slice{a, static_cast<std::int32_t>(amount)}};
    if (op == "shl") return Driver{ShiftLeft{a, static_cast<int>(amount)}};
    return Driver{ShiftRight{a, static_cast<int>(amount)}};
  }

  Result<Driver> two(BinaryOp op) {
    KNAP_ASSIGN(const SignalId a, ref());
    KNAP_ASSIGN(const SignalId b, ref());
    return Driver{Binary{op, a, b}};
  }

  Result<Driver> mux() {
    KNAP_ASSIGN(const SignalId select, ref());
    KNAP_ASSIGN(const SignalId a, ref());
    KNAP_ASSIGN(const SignalId b, ref());
    return Driver{Mux{select, a, b}};
  }

  Result<Driver> constant() {
    Constant result;
    KNAP_ASSIGN(result.lanes, list());
    KNAP_TRY(optional("what", result.what));
    return Driver{std::move(result)};
  }

  Result<Driver> lookup() {
    Lookup result;
    KNAP_ASSIGN(result.index, ref());
    KNAP_ASSIGN(std::vector<std::int64_t> table, list());
    result.table = std::make_shared<const std::vector<std::int64_t>>(std::move(table));
    KNAP_TRY(optional("what", result.what));
    return Driver{std::move(result)};
  }

  Result<Driver> state(const std::string& op) {
    KNAP_ASSIGN(const std::uint32_t first, index());
    if (op == "input") return Driver{PortInput{first}};
    if (op == "register") return Driver{RegisterValue{first}};
    if (op == "memory") return Driver{MemoryValue{first}};
    if (op == "multiplier") return Driver{MultiplierValue{first}};
    KNAP_ASSIGN(const std::uint32_t second, index());
    return Driver{InstanceOutput{first, second}};
  }

  Lexer lexer_;
};

}  // namespace

Result<Design> parse(std::string_view text, const std::string& where) {
  KNAP_ASSIGN(Design design, Parser(text, where).run());
  KNAP_TRY(verify(design));
  return design;
}

}  // namespace knap::hw
