// The parts of a module: memories, multipliers, instances, registers, outputs.
#include <fmt/format.h>

#include <algorithm>

#include "hw/sv/module_printer.h"

namespace knap::hw {

void ModulePrinter::leaf(const std::string& module, const std::vector<Parameter>& parameters,
                         const std::string& name, std::vector<Pin> pins, const std::string& indent) {
  for (Pin& pin : pins) {
    // A cast in a port connection loses its width in Yosys 0.23, and a list can be long: they get a name.
    const std::size_t length = indent.size() + pin.port.size() + pin.value.text.size() + 6;
    if (!pin.value.has_cast && length <= kMaxLine) continue;
    const std::string wire = indent == "  " ? scope_.take(name + "_" + pin.port) : pin.port + "_wide";
    out_.line(fmt::format("{}{} {};", indent, bits_text(pin.width_bits, false), wire));
    assign(wire, pin.value, indent);
    pin.value = {wire};
  }
  if (parameters.empty()) {
    out_.line(fmt::format("{}{} {} (", indent, module, name));
  } else {
    out_.line(fmt::format("{}{} #(", indent, module));
    for (std::size_t i = 0; i < parameters.size(); ++i)
      out_.line(fmt::format("{}  .{}({}){}", indent, parameters[i].name, parameters[i].value,
                            i + 1 < parameters.size() ? "," : ""));
    out_.line(fmt::format("{}) {} (", indent, name));
  }
  for (std::size_t i = 0; i < pins.size(); ++i)
    out_.line(fmt::format("{}  .{}({}){}", indent, pins[i].port, pins[i].value.text,
                          i + 1 < pins.size() ? "," : ""));
  out_.line(indent + ");");
  if (indent == "  ") out_.gap();
}

Printed ModulePrinter::bit_or_one(const std::optional<SignalId>& id) {
  return id ? expressions_.natural(*id, Lane{}) : literal(1, 1, false);
}

void ModulePrinter::memories() {
  for (std::size_t i = 0; i < m_.memories.size(); ++i) {
    if (!plan_.live_memories[i]) continue;
    const Memory& item = m_.memories[i];
    const int address = width_bits(Interval{0, item.depth - 1});
    const bool is_rom = item.kind == MemoryKind::Rom;
    const char* kind = item.style == MemoryStyle::Block ? "block" : "lut";
    const std::string module = is_rom                              ? fmt::format("knap_rom_{}", kind)
                               : item.kind == MemoryKind::RamAsync ? "knap_ram_async"
                                                                   : fmt::format("knap_ram_{}", kind);
    std::vector<Parameter> parameters{{"WIDTH", fmt::format("{}", item.word.total_bits())},
                                      {"DEPTH", fmt::format("{}", item.depth)},
                                      {"ADDRESS_WIDTH", fmt::format("{}", address)}};
    const bool is_block = item.style == MemoryStyle::Block && item.kind != MemoryKind::RamAsync;
    const std::optional<std::uint32_t> inside = plan_.output_registers[i];
    if (inside) parameters.push_back({"READ_STAGES", "2"});
    if (is_rom) parameters.push_back({"FILE", fmt::format("\"{}\"", names_.images[index_][i])});
    std::vector<Pin> pins{{"clk", {clock(item.clock)}}};
    if (!is_rom) {
      pins.push_back({"write_enable", bit_or_one(item.write_enable)});
      pins.push_back({"write_address", expressions_.at_width(*item.write_address, Lane{}, address), address});
      pins.push_back({"write_data", expressions_.whole(*item.write_data, item.word.lane_width_bits()),
                      item.word.total_bits()});
    }
    if (item.kind != MemoryKind::RamAsync) pins.push_back({"read_enable", bit_or_one(item.read_enable)});
    pins.push_back({"read_address", expressions_.at_width(item.read_address, Lane{}, address), address});
    if (is_block)
      pins.push_back(
          {"output_enable", inside ? bit_or_one(m_.registers[*inside].enable) : literal(1, 1, false)});
    pins.push_back(
        {"read_data",
         {inside ? name_of_register(*inside) : name_of(MemoryValue{static_cast<std::uint32_t>(i)})}});
    out_.gap();
    out_.comment(item.comment, "  ");
    leaf(module, parameters, plan_.memories[i], pins);
  }
}

std::optional<ModulePrinter::StateKey> ModulePrinter::key(const Driver& driver) {
  const auto kind = static_cast<std::uint32_t>(driver.index());
  if (const auto* d = std::get_if<PortInput>(&driver)) return std::array{kind, d->port, 0u};
  if (const auto* d = std::get_if<RegisterValue>(&driver)) return std::array{kind, d->index, 0u};
  if (const auto* d = std::get_if<MemoryValue>(&driver)) return std::array{kind, d->index, 0u};
  if (const auto* d = std::get_if<MultiplierValue>(&driver)) return std::array{kind, d->index, 0u};
  if (const auto* d = std::get_if<InstanceOutput>(&driver)) return std::array{kind, d->instance, d->port};
  return std::nullopt;
}

void ModulePrinter::index_state() {
  for (std::uint32_t s = 0; s < m_.signals.size(); ++s)
    if (const auto found = key(m_.signals[s].driver)) state_.emplace(*found, SignalId{s});
  for (std::size_t i = 0; i < plan_.accumulators.size(); ++i)
    accumulators_[plan_.accumulators[i].next.index] = i;
}

std::string ModulePrinter::name_of(const Driver& driver) const {
  const auto found = state_.find(*key(driver));
  return found == state_.end() ? "" : plan(found->second).name;
}

void ModulePrinter::multipliers() {
  for (std::uint32_t i = 0; i < m_.multipliers.size(); ++i)
    if (plan_.live_multipliers[i]) multiplier(i);
}

void ModulePrinter::multiplier(std::uint32_t index) {
  const Multiplier& item = m_.multipliers[index];
  const SignalId value = state_.at(*key(MultiplierValue{index}));
  const Type& product = type(value);
  const int a = type(item.a).lane_width_bits(), b = type(item.b).lane_width_bits(),
            width = product.lane_width_bits();
  const bool is_loop = product.lanes > 1;
  const std::string indent = is_loop ? "    " : "  ";
  const std::string& name = plan(value).name;
  out_.gap();
  if (is_loop) open_loop(product.lanes, plan_.multipliers[index]);
  const std::string target = !is_loop     ? name
                             : width == 1 ? fmt::format("{}[i]", name)
                                          : fmt::format("{}[i*{} +: {}]", name, width, width);
  std::string full = target;
  if (width < a + b) {
    full = is_loop ? "full" : scope_.take(plan_.multipliers[index] + "_full");
    out_.line(fmt::format("{}logic [{}:0] {};", indent, a + b - 1, full));
    out_.line(fmt::format("{}assign {} = {}[{}:0];", indent, target, full, width - 1));
    // The factors' ranges leave the high bits without meaning.
    const std::string rest = is_loop ? "unused_high" : scope_.take("unused_" + full);
    const std::string bits =
        width + 1 == a + b ? fmt::format("{}", width) : fmt::format("{}:{}", a + b - 1, width);
    out_.line(fmt::format("{}logic {};", indent, rest));
    out_.line(fmt::format("{}assign {} = ^{}[{}];", indent, rest, full, bits));
  }
  const Lane lane{0, is_loop};
  leaf("knap_multiply_dsp",
       {{"A_WIDTH", fmt::format("{}", a)},
        {"B_WIDTH", fmt::format("{}", b)},
        {"A_SIGNED", type(item.a).interval.is_signed() ? "1" : "0"},
        {"B_SIGNED", type(item.b).interval.is_signed() ? "1" : "0"},
        {"STAGES", fmt::format("{}", item.stages)}},
       is_loop ? "multiply" : plan_.multipliers[index],
       {{"clk", {clock(item.clock)}},
        {"enable", bit_or_one(item.enable)},
        {"a", expressions_.natural(item.a, lane), a},
        {"b", expressions_.natural(item.b, lane), b},
        {"product", {full}}},
       indent);
  if (is_loop) out_.line("  end");
}

void ModulePrinter::accumulator(const Accumulator& item) {
  const Type& next = type(item.next);
  const int width = next.lane_width_bits();
  const bool is_loop = next.lanes > 1;
  const std::string& target = plan(item.next).name;
  const std::string name = scope_.take(m_.registers[item.reg].name + "_accumulate");
  const Lane lane{0, is_loop};
  const SignalId held = state_.at(*key(RegisterValue{item.reg}));
  if (is_loop) open_loop(next.lanes, name);
  leaf("knap_accumulate", {{"WIDTH", fmt::format("{}", width)}}, is_loop ? "accumulate" : name,
       {{"first", expressions_.natural(item.first, Lane{})},
        {"start", expressions_.at_width(item.start, lane, width), width},
        {"sum", expressions_.at_width(held, lane, width), width},
        {"addend", expressions_.at_width(item.addend, lane, width), width},
        {"next", {!is_loop ? target : fmt::format("{}[i*{} +: {}]", target, width, width)}}},
       is_loop ? "    " : "  ");
  if (!is_loop) return;
  out_.line("  end");
  out_.gap();
}

void ModulePrinter::instances() {
  for (std::uint32_t i = 0; i < m_.instances.size(); ++i) {
    const Instance& item = m_.instances[i];
    const Module& child = design_.modules[item.module];
    std::vector<Pin> pins;
    for (std::uint32_t c = 0; c < design_.clocks.size(); ++c) {
      pins.push_back({clock({c}), {clock({c})}});
      pins.push_back({reset({c}), {reset({c})}});
    }
    std::vector<SignalId> driver(child.ports.size());  // per input port
    for (std::size_t p = 0, input = 0; p < child.ports.size(); ++p)
      if (child.ports[p].direction == Direction::In) driver[p] = item.inputs[input++];
    for (const std::uint32_t p : printed_ports(child)) {
      const Port& port = child.ports[p];
      Printed value;
      if (port.direction == Direction::In) {
        value = expressions_.whole(driver[p], port.type.lane_width_bits());
      } else {
        value.text = name_of(InstanceOutput{i, p});
        if (value.text.empty()) {  // nothing names this output
          value.text = scope_.take(plan_.instances[i] + "_" + port.name);
          declare(port.type, value.text, "");
          spare_.push_back(value.text);
        }
      }
      pins.push_back({names_.ports[item.module][p], value, port.type.total_bits()});
    }
    out_.gap();
    out_.comment(item.comment, "  ");
    leaf(names_.modules[item.module], {}, plan_.instances[i], pins);
  }
}

void ModulePrinter::registers() {
  std::map<std::tuple<std::uint32_t, std::uint32_t, bool>, std::size_t> index;
  std::vector<std::vector<std::size_t>> groups;
  for (std::size_t r = 0; r < m_.registers.size(); ++r) {
    if (!plan_.live_registers[r] || plan_.is_inside[r]) continue;
    const Register& item = m_.registers[r];
    const std::uint32_t enable = item.enable ? item.enable->index + 1 : 0;
    const auto added =
        index.emplace(std::make_tuple(item.clock.index, enable, item.reset.has_value()), groups.size());
    if (added.second) groups.emplace_back();
    groups[added.first->second].push_back(r);
  }
  for (const std::vector<std::size_t>& group : groups) always(group);
}

void ModulePrinter::always(const std::vector<std::size_t>& group) {
  const Register& first = m_.registers[group.front()];
  out_.gap();
  out_.line(fmt::format("  always_ff @(posedge {}) begin", clock(first.clock)));
  std::string indent = "    ";
  const bool is_plain = !first.reset && !first.enable;
  if (first.reset) {
    out_.line(fmt::format("    if ({}) begin", reset(first.clock)));
    for (const std::size_t r : group)
      out_.line(fmt::format("      {} <= {};", name_of_register(r), reset_text(m_.registers[r])));
    out_.line(first.enable ? fmt::format("    end else if ({}) begin", bit_or_one(first.enable).text)
                           : "    end else begin");
  } else if (first.enable) {
    out_.line(fmt::format("    if ({}) begin", bit_or_one(first.enable).text));
  }
  if (!is_plain) indent = "      ";
  for (const std::size_t r : group) {
    const Register& item = m_.registers[r];
    statement(name_of_register(r) + " <=", expressions_.whole(item.next, item.type.lane_width_bits()),
              indent);
  }
  if (!is_plain) out_.line("    end");
  out_.line("  end");
}

std::string ModulePrinter::name_of_register(std::size_t r) const {
  return name_of(RegisterValue{static_cast<std::uint32_t>(r)});
}

std::string ModulePrinter::reset_text(const Register& item) {
  const int width = item.type.lane_width_bits();
  const bool is_signed = item.type.interval.is_signed();
  const bool is_uniform = std::all_of(item.reset->begin(), item.reset->end(),
                                      [&](std::int64_t v) { return v == item.reset->front(); });
  const auto lane = [&](std::int64_t value) { return literal(value, width, is_signed); };
  if (item.type.lanes == 1) return lane(item.reset->front()).text;
  if (is_uniform && item.reset->front() == 0) return literal(0, item.type.total_bits(), false).text;
  if (is_uniform) return repeat(item.type.lanes, lane(item.reset->front())).text;
  std::vector<Printed> all;
  for (std::size_t k = item.reset->size(); k-- > 0;) all.push_back(lane((*item.reset)[k]));
  return list(all).text;
}

void ModulePrinter::outputs() {
  out_.gap();
  for (std::size_t p = 0; p < m_.ports.size(); ++p) {
    const Port& port = m_.ports[p];
    if (port.direction == Direction::In) continue;
    const SignalPlan& source = plan(*port.driver);
    if (source.is_port && source.name == plan_.ports[p]) continue;
    assign(plan_.ports[p], expressions_.whole(*port.driver, port.type.lane_width_bits()));
  }
}

void ModulePrinter::checks() {
  const bool is_top = index_ + 1 == design_.modules.size();
  std::vector<const StreamPorts*> checked;
  for (const StreamPorts& stream : m_.streams)
    if (is_top || stream.direction == Direction::Out) checked.push_back(&stream);
  if (checked.empty()) return;
  out_.gap();
  out_.line("`ifndef SYNTHESIS");
  for (const StreamPorts* stream : checked) {
    const auto port = [&](std::uint32_t p) { return Printed{plan_.ports[p]}; };
    leaf("knap_stream_check", {{"WIDTH", fmt::format("{}", m_.ports[stream->data].type.total_bits())}},
         scope_.take(stream->name + "_check"),
         {{"clk", {clock(ClockId{})}},
          {"rst", {reset(ClockId{})}},
          {"valid", port(stream->valid)},
          {"ready", port(stream->ready)},
          {"data", port(stream->data)}});
  }
  out_.trim();
  out_.line("`endif");
}

void ModulePrinter::unread() {
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

}  // namespace knap::hw
