#include "hw/sv/module_printer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>

#include "hw/sv/plan.h"

namespace knap::hw {
namespace {

constexpr std::size_t kMaxLine = 110;

/// "logic signed [7:0]"
std::string type_text(const Type& type) {
  const bool is_signed = type.lanes == 1 && type.interval.is_signed();
  const int bits = type.total_bits();
  std::string text = is_signed ? "logic signed" : "logic";
  if (bits > 1 || is_signed) text += fmt::format(" [{}:0]", bits - 1);
  return text;
}

/// What the reader wants to know about a pack: "4 lanes of 8 bit, signed".
std::string lanes_text(const Type& type) {
  if (type.lanes == 1) return "";
  return fmt::format("{} lanes of {} bit{}", type.lanes, type.lane_width_bits(), type.interval.is_signed() ? ", signed" : "");
}

NameScope scope_with_clocks(const Design& design) {
  NameScope scope;
  for (const Clock& clock : design.clocks) {
    scope.take(clock.port);
    scope.take(clock.reset);
  }
  scope.take("unused");
  scope.take("i");
  return scope;
}

class Printer {
 public:
  Printer(const Design& design, std::uint32_t index, const ModuleOrder& order, const DesignNames& names, Writer& out)
      : design_(design),
        m_(design.modules[index]),
        names_(names),
        index_(index),
        scope_(scope_with_clocks(design)),
        plan_(plan_signals(m_, order, scope_)),
        expressions_(m_, plan_.signals),
        out_(out) {}

  void run() {
    index_state();
    header();
    declare_state();
    for (const SignalId id : plan_.order) signal(id);
    memories();
    multipliers();
    instances();
    registers();
    outputs();
    unread();
    out_.line("endmodule");
  }

 private:
  const SignalPlan& plan(SignalId id) const { return plan_.signals[id.index]; }
  const Type& type(SignalId id) const { return m_.type(id); }
  const std::string& clock(ClockId id) { return used_.insert(design_.clocks[id.index].port), design_.clocks[id.index].port; }
  const std::string& reset(ClockId id) { return used_.insert(design_.clocks[id.index].reset), design_.clocks[id.index].reset; }

  void header() {
    out_.comment(m_.comment.empty() && !m_.layer.empty() ? "Layer " + m_.layer + "." : m_.comment, "");
    if (m_.keep_hierarchy) out_.line("(* keep_hierarchy *)");
    out_.line(fmt::format("module {} (", names_.modules[index_]));
    std::vector<std::pair<std::string, std::string>> lines;  // declaration, comment
    for (const Clock& item : design_.clocks) {
      lines.emplace_back("input  logic " + item.port, "");
      lines.emplace_back("input  logic " + item.reset, "");
    }
    for (std::size_t p = 0; p < m_.ports.size(); ++p) {
      const Port& port = m_.ports[p];
      const char* direction = port.direction == Direction::In ? "input " : "output";
      lines.emplace_back(fmt::format("{} {} {}", direction, type_text(port.type), plan_.ports[p]), lanes_text(port.type));
    }
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const std::string comma = i + 1 < lines.size() ? "," : "";
      const std::string note = lines[i].second.empty() ? "" : "  // " + lines[i].second;
      out_.line("  " + lines[i].first + comma + note);
    }
    out_.line(");");
    out_.line();
  }

  void declare(const Type& t, const std::string& name, const std::string& comment) {
    out_.comment(comment, "  ");
    const std::string note = lanes_text(t);
    out_.line(fmt::format("  {} {};{}", type_text(t), name, note.empty() ? "" : "  // " + note));
  }

  void declare_state() {
    for (std::size_t s = 0; s < m_.signals.size(); ++s) {
      const Signal& signal = m_.signals[s];
      const SignalPlan& plan = plan_.signals[s];
      const bool is_output = std::holds_alternative<InstanceOutput>(signal.driver);
      const bool is_state = is_output || std::holds_alternative<RegisterValue>(signal.driver) ||
                            std::holds_alternative<MemoryValue>(signal.driver) ||
                            std::holds_alternative<MultiplierValue>(signal.driver);
      if (is_state && (plan.is_live || is_output) && !plan.is_port) declare(signal.type, plan.name, signal.comment);
    }
    out_.gap();
  }

  void assign(const std::string& target, const std::string& value) {
    std::string line = fmt::format("  assign {} = {};", target, value);
    if (line.size() <= kMaxLine || value.front() != '{') return out_.line(line);
    // A long concatenation: one line per handful of elements, broken at top-level commas.
    out_.line(fmt::format("  assign {} = {{", target));
    std::string row = "   ";
    int depth = 0;
    for (std::size_t i = 1; i + 1 < value.size(); ++i) {
      const char c = value[i];
      depth += c == '{' || c == '(' || c == '[' ? 1 : c == '}' || c == ')' || c == ']' ? -1 : 0;
      row += row == "   " && c != ' ' ? std::string(" ") + c : row == "   " ? "" : std::string(1, c);
      if (c != ',' || depth != 0 || row.size() < 80) continue;
      out_.line(row);
      row = "   ";
    }
    out_.line(row);
    out_.line("  };");
  }

  /// A pure signal: declaration and assignment.
  void signal(SignalId id) {
    const Signal& item = m_.signals[id.index];
    const SignalPlan& p = plan(id);
    const Driver& driver = item.driver;
    if (!p.is_live || p.is_inline) return;
    if (std::holds_alternative<PortInput>(driver) || std::holds_alternative<RegisterValue>(driver) ||
        std::holds_alternative<MemoryValue>(driver) || std::holds_alternative<MultiplierValue>(driver) ||
        std::holds_alternative<InstanceOutput>(driver))
      return;
    if (!item.comment.empty()) out_.gap();
    if (const auto* constant = std::get_if<Constant>(&driver)) return fixed(item, p, *constant);
    if (p.is_port) out_.comment(item.comment, "  ");
    else declare(item.type, p.name, item.comment);
    if (const auto* lookup = std::get_if<Lookup>(&driver)) return look_up(id, *lookup);
    if (const auto* pack = std::get_if<Pack>(&driver)) return pack_up(id, *pack);
    const int width = item.type.lane_width_bits();
    if (item.type.lanes == 1) return assign(p.name, expressions_.driver(id, Lane{}, width).text);
    if (vector(id)) return;
    open_loop(item.type.lanes, p.name);
    const std::string target = width == 1 ? fmt::format("{}[i]", p.name) : fmt::format("{}[i*{} +: {}]", p.name, width, width);
    out_.line(fmt::format("    assign {} = {};", target, expressions_.driver(id, Lane{0, true}, width).text));
    out_.line("  end");
    out_.gap();
  }

  void open_loop(int lanes, const std::string& name) {
    out_.line(fmt::format("  for (genvar i = 0; i < {}; i = i + 1) begin : {}", lanes, scope_.take("g_" + name)));
  }

  bool is_vector_alike(SignalId id, SignalId operand) const {
    return type(operand).lanes == type(id).lanes && type(operand).lane_width_bits() == type(id).lane_width_bits();
  }

  /// Operations that act on all lanes at once.
  bool vector(SignalId id) {
    const SignalPlan& p = plan(id);
    const Driver& driver = m_.signals[id.index].driver;
    const int width = type(id).lane_width_bits();
    if (std::holds_alternative<Slice>(driver)) {
      const Slice& slice = std::get<Slice>(driver);
      assign(p.name, expressions_.lanes(slice.pack, slice.first, type(id).lanes));
      return true;
    }
    if (const auto* wire = std::get_if<Wire>(&driver)) {
      assign(p.name, expressions_.whole(*wire->driver, width));
      return true;
    }
    if (const auto* mux = std::get_if<Mux>(&driver)) {
      if (type(mux->select).lanes != 1) return false;
      const bool is_plain = (is_vector_alike(id, mux->when_true) || is_fixed(mux->when_true)) &&
                            (is_vector_alike(id, mux->when_false) || is_fixed(mux->when_false));
      if (!is_plain) return false;
      const std::string select = Expressions::inside(expressions_.natural(mux->select, Lane{}), Binding::Select);
      assign(p.name, fmt::format("{} ? {} : {}", select, spread(id, mux->when_true), spread(id, mux->when_false)));
      return true;
    }
    if (const auto* inverse = std::get_if<Not>(&driver)) {
      assign(p.name, "~" + expressions_.whole(inverse->a, 1));
      return true;
    }
    if (const auto* d = std::get_if<Binary>(&driver)) {
      if (d->op != BinaryOp::And && d->op != BinaryOp::Or && d->op != BinaryOp::Xor) return false;
      const char* symbol = d->op == BinaryOp::And ? "&" : d->op == BinaryOp::Or ? "|" : "^";
      assign(p.name, fmt::format("{} {} {}", spread(id, d->a), symbol, spread(id, d->b)));
      return true;
    }
    return false;
  }

  bool is_fixed(SignalId id) const {
    return std::holds_alternative<Constant>(m_.signals[id.index].driver) && plan(id).is_inline;
  }

  /// All lanes of the operand; a single lane repeated.
  std::string spread(SignalId id, SignalId operand) {
    const int width = type(id).lane_width_bits();
    if (type(operand).lanes > 1) return expressions_.whole(operand, width);
    return fmt::format("{{{}{{{}}}}}", type(id).lanes, expressions_.at_width(operand, Lane{}, width).text);
  }

  /// Constants that are not simple literals: vectors, and values of the model, one literal per line.
  void fixed(const Signal& item, const SignalPlan& p, const Constant& constant) {
    const int width = item.type.lane_width_bits();
    out_.comment(item.comment, "  ");
    const auto element = [&](const std::string& before, std::int64_t value, const std::string& after) {
      if (!constant.what.empty()) return out_.constant(before, value, width, after, constant.what);
      const std::string text = Expressions::literal(value, width, item.type.interval.is_signed());
      out_.line(before + text + after);
    };
    if (item.type.lanes == 1) return element(fmt::format("  localparam {} {} = ", type_text(item.type), p.name), constant.lanes[0], ";");
    out_.line(fmt::format("  localparam {} {} = {{  // {}", type_text(item.type), p.name, lanes_text(item.type)));
    for (std::size_t k = constant.lanes.size(); k-- > 0;) element("    ", constant.lanes[k], k > 0 ? "," : "");
    out_.line("  };");
  }

  void look_up(SignalId id, const Lookup& lookup) {
    const SignalPlan& p = plan(id);
    const Type& t = type(id);
    const bool is_loop = t.lanes > 1;
    std::string indent = "  ";
    std::string target = p.name;
    if (is_loop) {
      open_loop(t.lanes, p.name);
      indent = "    ";
      target = "entry";
      const Type lane{t.interval, 1};
      out_.line(fmt::format("    {} entry;", type_text(lane)));
    }
    out_.line(indent + "always_comb begin");
    const Text index = expressions_.natural(lookup.index, Lane{0, is_loop});
    out_.line(fmt::format("{}  case ({})", indent, Expressions::with_sign(index, false).text));
    entries(id, lookup, target, indent + "    ");
    out_.line(indent + "  endcase");
    out_.line(indent + "end");
    if (!is_loop) return out_.gap();
    const int width = t.lane_width_bits();
    const std::string slot = width == 1 ? fmt::format("{}[i]", p.name) : fmt::format("{}[i*{} +: {}]", p.name, width, width);
    out_.line(fmt::format("    assign {} = entry;", slot));
    out_.line("  end");
    out_.gap();
  }

  void entries(SignalId id, const Lookup& lookup, const std::string& target, const std::string& indent) {
    const Type& t = type(id);
    const Interval range = type(lookup.index).interval;
    const int index_width = type(lookup.index).lane_width_bits();
    for (std::int64_t k = range.low; k <= range.high; ++k) {
      const std::string label = k == range.high ? "default" : Expressions::literal(k, index_width, false);
      const std::string before = fmt::format("{}{}: {} = ", indent, label, target);
      const std::int64_t value = (*lookup.table)[static_cast<std::size_t>(k)];
      if (!lookup.what.empty()) out_.constant(before, value, t.lane_width_bits(), ";", lookup.what);
      else out_.line(before + Expressions::literal(value, t.lane_width_bits(), t.interval.is_signed()) + ";");
    }
  }

  void pack_up(SignalId id, const Pack& pack) {
    const int width = type(id).lane_width_bits();
    std::string text;
    std::size_t elements = 0;
    for (std::size_t i = pack.parts.size(); i-- > 0; ++elements) {
      std::size_t same = 1;
      while (i > 0 && pack.parts[i - 1] == pack.parts[i]) {
        --i;
        ++same;
      }
      std::string part = expressions_.whole(pack.parts[i], width);
      if (same > 1) part = fmt::format("{{{}{{{}}}}}", same, part);
      text += (text.empty() ? "" : ", ") + part;
    }
    assign(plan(id).name, elements == 1 ? text : "{" + text + "}");
  }

  /// "knap_ram_lut #(...) name (" with one line per connection.
  void leaf(const std::string& module, const std::string& parameters, const std::string& name,
            const std::vector<std::pair<std::string, std::string>>& connections, const std::string& indent = "  ") {
    out_.line(fmt::format("{}{} {}{} (", indent, module, parameters, name));
    for (std::size_t i = 0; i < connections.size(); ++i)
      out_.line(fmt::format("{}  .{}({}){}", indent, connections[i].first, connections[i].second, i + 1 < connections.size() ? "," : ""));
    out_.line(indent + ");");
    out_.gap();
  }

  std::string bit_or_one(const std::optional<SignalId>& id) {
    return id ? expressions_.natural(*id, Lane{}).text : "1'b1";
  }

  void memories() {
    for (std::size_t i = 0; i < m_.memories.size(); ++i) {
      if (!plan_.live_memories[i]) continue;
      const Memory& item = m_.memories[i];
      const int address = width_bits(Interval{0, item.depth - 1});
      const bool is_rom = item.kind == MemoryKind::Rom;
      const char* kind = item.style == MemoryStyle::Block ? "block" : "lut";
      const std::string module = is_rom ? fmt::format("knap_rom_{}", kind)
                                 : item.kind == MemoryKind::RamAsync ? "knap_ram_async" : fmt::format("knap_ram_{}", kind);
      std::string parameters = fmt::format("#(.WIDTH({}), .DEPTH({}), .ADDRESS_WIDTH({})", item.word.total_bits(), item.depth, address);
      if (is_rom) parameters += fmt::format(", .FILE(\"{}\")", names_.images[index_][i]);
      std::vector<std::pair<std::string, std::string>> pins{{"clk", clock(item.clock)}};
      if (!is_rom) {
        pins.emplace_back("write_enable", bit_or_one(item.write_enable));
        pins.emplace_back("write_address", expressions_.at_width(*item.write_address, Lane{}, address).text);
        pins.emplace_back("write_data", expressions_.whole(*item.write_data, item.word.lane_width_bits()));
      }
      if (item.kind != MemoryKind::RamAsync) pins.emplace_back("read_enable", bit_or_one(item.read_enable));
      pins.emplace_back("read_address", expressions_.at_width(item.read_address, Lane{}, address).text);
      pins.emplace_back("read_data", name_of(MemoryValue{static_cast<std::uint32_t>(i)}));
      out_.gap();
      out_.comment(item.comment, "  ");
      leaf(module, parameters + ") ", plan_.memories[i], pins);
    }
  }

  /// Index of what a state signal shows: registers, memories, multipliers, ports by number, instance outputs by two.
  static std::optional<std::array<std::uint32_t, 3>> key(const Driver& driver) {
    const auto kind = static_cast<std::uint32_t>(driver.index());
    if (const auto* d = std::get_if<PortInput>(&driver)) return std::array{kind, d->port, 0u};
    if (const auto* d = std::get_if<RegisterValue>(&driver)) return std::array{kind, d->index, 0u};
    if (const auto* d = std::get_if<MemoryValue>(&driver)) return std::array{kind, d->index, 0u};
    if (const auto* d = std::get_if<MultiplierValue>(&driver)) return std::array{kind, d->index, 0u};
    if (const auto* d = std::get_if<InstanceOutput>(&driver)) return std::array{kind, d->instance, d->port};
    return std::nullopt;
  }

  void index_state() {
    for (std::uint32_t s = 0; s < m_.signals.size(); ++s)
      if (const auto found = key(m_.signals[s].driver)) state_.emplace(*found, SignalId{s});
  }

  /// The declared name of the signal with this driver, "" if there is none.
  std::string name_of(const Driver& driver) const {
    const auto found = state_.find(*key(driver));
    return found == state_.end() ? "" : plan(found->second).name;
  }

  void multipliers() {
    for (std::uint32_t i = 0; i < m_.multipliers.size(); ++i)
      if (plan_.live_multipliers[i]) multiplier(i);
  }

  /// One leaf per lane. Its product has the bits of both factors; ours may need fewer.
  void multiplier(std::uint32_t index) {
    const Multiplier& item = m_.multipliers[index];
    const SignalId value = state_.at(*key(MultiplierValue{index}));
    const Type& product = type(value);
    const int a = type(item.a).lane_width_bits(), b = type(item.b).lane_width_bits(), width = product.lane_width_bits();
    const bool is_loop = product.lanes > 1;
    const std::string indent = is_loop ? "    " : "  ";
    const std::string& name = plan(value).name;
    out_.gap();
    if (is_loop) open_loop(product.lanes, plan_.multipliers[index]);
    const std::string target = !is_loop ? name : width == 1 ? fmt::format("{}[i]", name) : fmt::format("{}[i*{} +: {}]", name, width, width);
    std::string full = target;
    if (width < a + b) {
      full = is_loop ? "full" : scope_.take(plan_.multipliers[index] + "_full");
      out_.line(fmt::format("{}logic [{}:0] {};", indent, a + b - 1, full));
      out_.line(fmt::format("{}assign {} = {}[{}:0];", indent, target, full, width - 1));
      // The factors' ranges leave the high bits without meaning.
      out_.line(fmt::format("{}logic {};", indent, is_loop ? "unused_high" : scope_.take("unused_" + full)));
      out_.line(fmt::format("{}assign {} = ^{}[{}:{}];", indent, is_loop ? "unused_high" : "unused_" + full, full, a + b - 1, width));
    }
    const Lane lane{0, is_loop};
    leaf("knap_multiply_dsp",
         fmt::format("#(.A_WIDTH({}), .B_WIDTH({}), .A_SIGNED({}), .B_SIGNED({}), .STAGES({})) ", a, b,
                     type(item.a).interval.is_signed() ? 1 : 0, type(item.b).interval.is_signed() ? 1 : 0, item.stages),
         is_loop ? "multiply" : plan_.multipliers[index],
         {{"clk", clock(item.clock)},
          {"enable", bit_or_one(item.enable)},
          {"a", expressions_.natural(item.a, lane).text},
          {"b", expressions_.natural(item.b, lane).text},
          {"product", full}},
         indent);
    if (is_loop) out_.line("  end");
  }

  void instances() {
    for (std::uint32_t i = 0; i < m_.instances.size(); ++i) {
      const Instance& item = m_.instances[i];
      const Module& child = design_.modules[item.module];
      std::vector<std::pair<std::string, std::string>> pins;
      for (std::uint32_t c = 0; c < design_.clocks.size(); ++c) {
        pins.emplace_back(clock({c}), clock({c}));
        pins.emplace_back(reset({c}), reset({c}));
      }
      std::size_t input = 0;
      for (std::uint32_t p = 0; p < child.ports.size(); ++p) {
        const Port& port = child.ports[p];
        std::string value;
        if (port.direction == Direction::In) {
          value = expressions_.whole(item.inputs[input++], port.type.lane_width_bits());
        } else {
          value = name_of(InstanceOutput{i, p});
          if (value.empty()) {  // nothing names this output
            value = scope_.take(plan_.instances[i] + "_" + port.name);
            declare(port.type, value, "");
            spare_.push_back(value);
          }
        }
        pins.emplace_back(names_.ports[item.module][p], value);
      }
      out_.gap();
      out_.comment(item.comment, "  ");
      leaf(names_.modules[item.module], "", plan_.instances[i], pins);
    }
  }

  /// One always_ff per clock, enable and presence of a reset, in the order of the first register.
  void registers() {
    std::map<std::tuple<std::uint32_t, std::uint32_t, bool>, std::size_t> index;
    std::vector<std::vector<std::size_t>> groups;
    for (std::size_t r = 0; r < m_.registers.size(); ++r) {
      if (!plan_.live_registers[r]) continue;
      const Register& item = m_.registers[r];
      const std::uint32_t enable = item.enable ? item.enable->index + 1 : 0;
      const auto added = index.emplace(std::make_tuple(item.clock.index, enable, item.reset.has_value()), groups.size());
      if (added.second) groups.emplace_back();
      groups[added.first->second].push_back(r);
    }
    for (const std::vector<std::size_t>& group : groups) always(group);
  }

  void always(const std::vector<std::size_t>& group) {
    const Register& first = m_.registers[group.front()];
    out_.gap();
    out_.line(fmt::format("  always_ff @(posedge {}) begin", clock(first.clock)));
    std::string indent = "    ";
    const bool is_plain = !first.reset && !first.enable;
    if (first.reset) {
      out_.line(fmt::format("    if ({}) begin", reset(first.clock)));
      for (const std::size_t r : group) out_.line(fmt::format("      {} <= {};", name_of_register(r), reset_text(m_.registers[r])));
      out_.line(first.enable ? fmt::format("    end else if ({}) begin", bit_or_one(first.enable)) : "    end else begin");
    } else if (first.enable) {
      out_.line(fmt::format("    if ({}) begin", bit_or_one(first.enable)));
    }
    if (!is_plain) indent = "      ";
    for (const std::size_t r : group) {
      const Register& item = m_.registers[r];
      out_.line(fmt::format("{}{} <= {};", indent, name_of_register(r), expressions_.whole(item.next, item.type.lane_width_bits())));
    }
    if (!is_plain) out_.line("    end");
    out_.line("  end");
  }

  std::string name_of_register(std::size_t r) const { return name_of(RegisterValue{static_cast<std::uint32_t>(r)}); }

  static std::string reset_text(const Register& item) {
    const int width = item.type.lane_width_bits();
    const bool is_signed = item.type.interval.is_signed();
    const bool is_uniform = std::all_of(item.reset->begin(), item.reset->end(), [&](std::int64_t v) { return v == item.reset->front(); });
    if (item.type.lanes == 1) return Expressions::literal(item.reset->front(), width, is_signed);
    if (is_uniform && item.reset->front() == 0) return fmt::format("{}'d0", item.type.total_bits());
    if (is_uniform) return fmt::format("{{{}{{{}}}}}", item.type.lanes, Expressions::literal(item.reset->front(), width, is_signed));
    std::string text;
    for (std::size_t k = item.reset->size(); k-- > 0;)
      text += (text.empty() ? "" : ", ") + Expressions::literal((*item.reset)[k], width, is_signed);
    return "{" + text + "}";
  }

  void outputs() {
    out_.gap();
    for (std::size_t p = 0; p < m_.ports.size(); ++p) {
      const Port& port = m_.ports[p];
      if (port.direction == Direction::In) continue;
      const SignalPlan& source = plan(*port.driver);
      if (source.is_port && source.name == plan_.ports[p]) continue;
      assign(plan_.ports[p], expressions_.whole(*port.driver, port.type.lane_width_bits()));
    }
  }

  /// Every bit is read somewhere, so that lint finds only what is wrong.
  void unread() {
    std::vector<std::string> all = spare_;
    for (const Clock& item : design_.clocks) {
      if (used_.count(item.port) == 0) all.push_back(item.port);
      if (used_.count(item.reset) == 0) all.push_back(item.reset);
    }
    for (std::size_t s = 0; s < m_.signals.size(); ++s) {
      const SignalPlan& p = plan_.signals[s];
      if (p.name.empty() || p.is_inline || std::holds_alternative<Constant>(m_.signals[s].driver)) continue;
      if (p.is_port) continue;
      const std::vector<std::string> more = expressions_.unread({static_cast<std::uint32_t>(s)});
      all.insert(all.end(), more.begin(), more.end());
    }
    for (std::size_t p = 0; p < m_.ports.size(); ++p) {
      const Driver input = PortInput{static_cast<std::uint32_t>(p)};
      if (m_.ports[p].direction == Direction::In && name_of(input).empty()) all.push_back(plan_.ports[p]);
    }
    if (all.empty()) return;
    out_.gap();
    out_.line("  // Read by nothing here.");
    out_.line("  logic unused;");
    std::string text;
    for (const std::string& item : all) text += (text.empty() ? "" : ", ") + item;
    const std::string line = fmt::format("  assign unused = ^{{{}}};", text);
    if (line.size() <= kMaxLine) return out_.line(line);
    out_.line("  assign unused = ^{");
    for (std::size_t i = 0; i < all.size(); ++i) out_.line("    " + all[i] + (i + 1 < all.size() ? "," : ""));
    out_.line("  };");
  }

  const Design& design_;
  const Module& m_;
  const DesignNames& names_;
  std::uint32_t index_;
  NameScope scope_;
  ModulePlan plan_;
  Expressions expressions_;
  Writer& out_;
  std::vector<std::string> spare_;  ///< instance outputs that no signal shows
  std::map<std::array<std::uint32_t, 3>, SignalId> state_;
  std::set<std::string> used_;  ///< clocks and resets
};

}  // namespace

std::vector<std::string> port_names(const Module& module, const Design& design) {
  NameScope scope = scope_with_clocks(design);
  std::vector<std::string> names;
  for (const Port& port : module.ports) names.push_back(scope.take(port.name));
  return names;
}

void print_module(const Design& design, std::uint32_t index, const ModuleOrder& order, const DesignNames& names, Writer& out) {
  Printer(design, index, order, names, out).run();
}

}  // namespace knap::hw
