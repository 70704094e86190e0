#include "hw/sv/module_printer.h"

#include <fmt/format.h>

#include <algorithm>

#include "hw/ir/derive.h"

namespace knap::hw {
namespace {

/// What no name inside the module may be: its clocks, and what its own instances are called (a signal of that
/// name would hide the instance: VARHIDDEN).
NameScope scope_of(const Design& design, std::uint32_t index) {
  NameScope scope;
  for (const Clock& clock : design.clocks) {
    scope.take(clock.port);
    scope.take(clock.reset);
  }
  scope.take("unused");
  scope.take("i");
  std::set<std::string> instances;
  for (const Module& parent : design.modules)
    for (const Instance& instance : parent.instances)
      if (instance.module == index && instances.insert(instance.name).second) scope.take(instance.name);
  return scope;
}

}  // namespace

std::string bits_text(int bits, bool is_signed) {
  std::string text = is_signed ? "logic signed" : "logic";
  if (bits > 1 || is_signed) text += fmt::format(" [{}:0]", bits - 1);
  return text;
}

std::string type_text(const Type& type) {
  return bits_text(type.total_bits(), type.lanes == 1 && type.interval.is_signed());
}

std::string lanes_text(const Type& type) {
  if (type.lanes == 1) return "";
  return fmt::format("{} lanes of {} bit{}", type.lanes, type.lane_width_bits(),
                     type.interval.is_signed() ? ", signed" : "");
}

ModulePrinter::ModulePrinter(const Design& design, std::uint32_t index, const ModuleOrder& order,
                             const DesignNames& names, Writer& out)
    : design_(design),
      m_(design.modules[index]),
      names_(names),
      index_(index),
      scope_(scope_of(design, index)),
      plan_(plan_signals(m_, order, scope_)),
      expressions_(m_, plan_.signals),
      out_(out) {}

void ModulePrinter::run() {
  index_state();
  header();
  declare_state();
  for (const SignalId id : plan_.order) signal(id);
  memories();
  multipliers();
  instances();
  registers();
  outputs();
  checks();
  unread();
  out_.line("endmodule");
  out_.line();
  out_.line("`default_nettype wire");
}

const std::string& ModulePrinter::clock(ClockId id) {
  return used_.insert(design_.clocks[id.index].port), design_.clocks[id.index].port;
}

const std::string& ModulePrinter::reset(ClockId id) {
  return used_.insert(design_.clocks[id.index].reset), design_.clocks[id.index].reset;
}

void ModulePrinter::header() {
  out_.comment(m_.comment.empty() && !m_.layer.empty() ? "Layer " + m_.layer + "." : m_.comment, "");
  out_.line("`default_nettype none");
  out_.line();
  if (m_.keep_hierarchy) out_.line("(* keep_hierarchy *)");
  out_.line(fmt::format("module {} (", names_.modules[index_]));
  std::vector<std::pair<std::string, std::string>> lines;  // declaration, comment
  for (const Clock& item : design_.clocks) {
    lines.emplace_back("input  logic " + item.port, "");
    lines.emplace_back("input  logic " + item.reset, "");
  }
  for (const std::uint32_t p : printed_ports(m_)) {
    const Port& port = m_.ports[p];
    const char* direction = port.direction == Direction::In ? "input " : "output";
    lines.emplace_back(fmt::format("{} {} {}", direction, type_text(port.type), plan_.ports[p]),
                       lanes_text(port.type));
  }
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string comma = i + 1 < lines.size() ? "," : "";
    const std::string note = lines[i].second.empty() ? "" : "  // " + lines[i].second;
    out_.line("  " + lines[i].first + comma + note);
  }
  out_.line(");");
  out_.line();
}

void ModulePrinter::declare(const Type& t, const std::string& name, const std::string& comment,
                            bool is_kept) {
  out_.comment(comment, "  ");
  const std::string note = lanes_text(t);
  out_.line(fmt::format("  {}{} {};{}", is_kept ? "(* keep = \"true\" *) " : "", type_text(t), name,
                        note.empty() ? "" : "  // " + note));
}

void ModulePrinter::declare_state() {
  for (std::size_t s = 0; s < m_.signals.size(); ++s) {
    const Signal& signal = m_.signals[s];
    const SignalPlan& plan = plan_.signals[s];
    const bool is_output = std::holds_alternative<InstanceOutput>(signal.driver);
    const auto* value = std::get_if<RegisterValue>(&signal.driver);
    const bool is_state = is_output || value != nullptr ||
                          std::holds_alternative<MemoryValue>(signal.driver) ||
                          std::holds_alternative<MultiplierValue>(signal.driver);
    if (is_state && (plan.is_live || is_output) && !plan.is_port)
      declare(signal.type, plan.name, signal.comment, value != nullptr && m_.registers[value->index].is_copy);
  }
  out_.gap();
}

void ModulePrinter::statement(const std::string& head, const Printed& value, const std::string& indent) {
  const std::string line = fmt::format("{}{} {};", indent, head, value.text);
  if (line.size() <= kMaxLine) return out_.line(line);
  out_.line(fmt::format("{}{}{}", indent, head, value.is_list ? " {" : ""));
  const std::string_view text = value.text;
  const std::size_t stop = value.is_list ? text.size() - 1 : text.size();  // before the list's brace
  std::string row_indent = indent + (value.is_list ? "  " : "    ");
  for (std::size_t start = value.is_list ? 1 : 0; start < stop;) {
    // As much as fits, and at least up to the next place where a line may begin.
    std::size_t end = stop;
    if (row_indent.size() + (stop - start) + 1 > kMaxLine)
      for (const std::size_t at : value.breaks) {
        if (at <= start + 1) continue;
        if (end < stop && row_indent.size() + (at - 1 - start) > kMaxLine) break;
        end = at - 1;  // without the space
      }
    out_.line(row_indent + std::string(text.substr(start, end - start)) +
              (end == stop && !value.is_list ? ";" : ""));
    start = end == stop ? stop : end + 1;
    if (!value.is_list) row_indent = indent + "      ";
  }
  if (value.is_list) out_.line(indent + "};");
}

void ModulePrinter::signal(SignalId id) {
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
  if (p.is_port)
    out_.comment(item.comment, "  ");
  else
    declare(item.type, p.name, item.comment);
  if (const auto* lookup = std::get_if<Lookup>(&driver)) return look_up(id, *lookup);
  if (const auto* pack = std::get_if<Pack>(&driver)) return pack_up(id, *pack);
  if (const auto found = accumulators_.find(id.index); found != accumulators_.end())
    return accumulator(plan_.accumulators[found->second]);
  const int width = item.type.lane_width_bits();
  if (item.type.lanes == 1) return assign(p.name, expressions_.driver(id, Lane{}, width));
  if (vector(id)) return;
  open_loop(item.type.lanes, p.name);
  const std::string target =
      width == 1 ? fmt::format("{}[i]", p.name) : fmt::format("{}[i*{} +: {}]", p.name, width, width);
  assign(target, expressions_.driver(id, Lane{0, true}, width), "    ");
  out_.line("  end");
  out_.gap();
}

void ModulePrinter::open_loop(int lanes, const std::string& name) {
  out_.line(
      fmt::format("  for (genvar i = 0; i < {}; i = i + 1) begin : {}", lanes, scope_.take("g_" + name)));
}

bool ModulePrinter::is_vector_alike(SignalId id, SignalId operand) const {
  return type(operand).lanes == type(id).lanes &&
         type(operand).lane_width_bits() == type(id).lane_width_bits();
}

bool ModulePrinter::vector(SignalId id) {
  const SignalPlan& p = plan(id);
  const Driver& driver = m_.signals[id.index].driver;
  const int width = type(id).lane_width_bits();
  bool has_inline = false;  // an operand that exists only lane by lane
  for_each_operand(driver, [&](SignalId operand) {
    const Driver& d = m_.signals[operand.index].driver;
    const bool is_plain = std::holds_alternative<Constant>(d) || std::holds_alternative<Slice>(d);
    has_inline = has_inline || (plan(operand).is_inline && type(operand).lanes > 1 && !is_plain);
  });
  if (has_inline) return false;
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
    Printed select = inside(expressions_.natural(mux->select, Lane{}), Binding::Select);
    assign(p.name, choice(std::move(select), spread(id, mux->when_true), spread(id, mux->when_false)));
    return true;
  }
  if (const auto* inverse = std::get_if<Not>(&driver)) {
    assign(p.name, prefixed("~", expressions_.whole(inverse->a, 1)));
    return true;
  }
  if (const auto* d = std::get_if<Binary>(&driver)) {
    if (d->op != BinaryOp::And && d->op != BinaryOp::Or && d->op != BinaryOp::Xor) return false;
    const char* symbol = d->op == BinaryOp::And ? "&" : d->op == BinaryOp::Or ? "|" : "^";
    assign(p.name, operation(spread(id, d->a), symbol, spread(id, d->b), Binding::Or));
    return true;
  }
  return false;
}

bool ModulePrinter::is_fixed(SignalId id) const {
  return std::holds_alternative<Constant>(m_.signals[id.index].driver) && plan(id).is_inline;
}

Printed ModulePrinter::spread(SignalId id, SignalId operand) {
  const int width = type(id).lane_width_bits();
  if (type(operand).lanes > 1) return expressions_.whole(operand, width);
  return repeat(type(id).lanes, expressions_.at_width(operand, Lane{}, width));
}

std::vector<std::uint32_t> printed_ports(const Module& module) {
  std::vector<std::uint32_t> order;
  for (const Direction direction : {Direction::In, Direction::Out})
    for (const StreamPorts& stream : module.streams)
      if (stream.direction == direction) order.insert(order.end(), {stream.valid, stream.ready, stream.data});
  const std::set<std::uint32_t> grouped(order.begin(), order.end());
  for (std::uint32_t p = 0; p < module.ports.size(); ++p)
    if (!grouped.contains(p)) order.push_back(p);
  return order;
}

std::vector<std::string> port_names(const Design& design, std::uint32_t index) {
  NameScope scope = scope_of(design, index);
  std::vector<std::string> names;
  for (const Port& port : design.modules[index].ports) names.push_back(scope.take(port.name));
  return names;
}

}  // namespace knap::hw
