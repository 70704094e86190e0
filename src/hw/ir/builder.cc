#include "hw/ir/builder.h"

#include <fmt/format.h>

#include <algorithm>

#include "hw/ir/derive.h"

namespace knap::hw {
namespace {

/// A register whose next value was not set yet.
constexpr SignalId kUnset{0xffffffffu};

}  // namespace

Builder::Builder(std::string name, std::string comment, std::string layer) {
  module_.name = std::move(name);
  module_.comment = std::move(comment);
  module_.layer = std::move(layer);
}

void Builder::check(bool condition, const std::string& what) const {
  KNAP_CHECK(condition, fmt::format("module {}: {}", module_.name, what));
}

std::string Builder::unique(const std::string& name) {
  if (name.empty() || names_.insert(name).second) return name;
  for (int i = 1;; ++i) {
    std::string candidate = fmt::format("{}_{}", name, i);
    if (names_.insert(candidate).second) return candidate;
  }
}

Value Builder::add(Type type, Driver driver) {
  const SignalId id{static_cast<std::uint32_t>(module_.signals.size())};
  module_.signals.push_back(Signal{type, std::move(driver), "", ""});
  return Value(this, id);
}

Value Builder::add(Driver driver) {
  Result<Type> type = derive(module_, driver);
  check(type.ok(), type.ok() ? "" : type.error().first().message);
  if (type->interval.is_constant() && !std::holds_alternative<Constant>(driver))
    return constant(std::vector<std::int64_t>(static_cast<std::size_t>(type->lanes), type->interval.low));
  return add(*type, std::move(driver));
}

Value Builder::broadcast(Value value, int lanes) {
  if (value.lanes() == lanes) return value;
  check(value.lanes() == 1, fmt::format("{} lanes given where {} are wanted", value.lanes(), lanes));
  return pack(std::vector<Value>(static_cast<std::size_t>(lanes), value));
}

Value Builder::constant(std::int64_t value) { return constant(std::vector<std::int64_t>{value}); }

Value Builder::constant(std::vector<std::int64_t> lanes, const std::string& what) {
  Constant constant;
  constant.lanes = std::move(lanes);
  constant.what = what;
  return add(Driver{std::move(constant)});
}

Value Value::named(const std::string& name, const std::string& comment) const {
  Signal& signal = builder_->module().signals[id_.index];
  if (signal.name.empty()) signal.name = builder_->unique(name);
  if (signal.comment.empty()) signal.comment = comment;
  return *this;
}

std::uint32_t Builder::add_port(const std::string& name, Direction direction, Type type) {
  for (const Port& port : module_.ports) check(port.name != name, "two ports " + name);
  module_.ports.push_back(Port{name, direction, type, std::nullopt});
  return static_cast<std::uint32_t>(module_.ports.size() - 1);
}

Value Builder::input(const std::string& name, Type type) {
  check(names_.insert(name).second, "the name of input " + name + " is taken");
  const std::uint32_t port = add_port(name, Direction::In, type);
  const Value value = add(type, PortInput{port});
  module_.signals[value.id().index].name = name;
  return value;
}

void Builder::output(const std::string& name, Value value) {
  const std::uint32_t port = add_port(name, Direction::Out, value.type());
  module_.ports[port].driver = value.id();
  names_.insert(name);  // a signal of the same name that drives it becomes the port itself
}

Stream Builder::input_stream(const std::string& name, Type data, std::int64_t beats) {
  Stream stream;
  stream.valid = input(name + "_valid", {kBit});
  stream.data = input(name + "_data", data);
  stream.ready = wire(name + "_ready", {kBit});
  output(name + "_ready", stream.ready);
  const auto last = static_cast<std::uint32_t>(module_.ports.size() - 1);
  module_.streams.push_back(StreamPorts{name, Direction::In, last - 2, last, last - 1, beats});
  return stream;
}

Value Builder::output_stream_ready(const std::string& name) { return input(name + "_ready", {kBit}); }

void Builder::output_stream(const std::string& name, Value valid, Value data, std::int64_t beats) {
  std::optional<std::uint32_t> ready;
  for (std::uint32_t i = 0; i < module_.ports.size(); ++i)
    if (module_.ports[i].name == name + "_ready" && module_.ports[i].direction == Direction::In) ready = i;
  check(ready.has_value(), "output stream " + name + ": output_stream_ready comes first");
  output(name + "_valid", valid);
  module_.ports.back().type = {kBit};
  output(name + "_data", data);
  const auto last = static_cast<std::uint32_t>(module_.ports.size() - 1);
  module_.streams.push_back(StreamPorts{name, Direction::Out, last - 1, ready.value_or(0), last, beats});
}

Value Builder::wire(const std::string& name, Type type) {
  const Value value = add(type, Wire{});
  module_.signals[value.id().index].name = unique(name);
  return value;
}

void Builder::drive(Value wire, Value driver) {
  Signal& signal = module_.signals[wire.id().index];
  const bool is_undriven =
      std::holds_alternative<Wire>(signal.driver) && !std::get<Wire>(signal.driver).driver;
  check(is_undriven, "drive: " + signal.name + " is not an undriven wire");
  const Type type = signal.type;
  const Value full = broadcast(driver, type.lanes);
  check(type.interval.contains(full.interval()),
        fmt::format("wire {} of {} is driven by {}", module_.signals[wire.id().index].name,
                    to_string(type.interval), to_string(full.interval())));
  std::get<Wire>(module_.signals[wire.id().index].driver).driver = full.id();
}

Reg Builder::reg(const std::string& name, Type type, std::optional<std::int64_t> reset,
                 const std::string& comment) {
  Register item;
  item.name = unique(name);
  item.type = type;
  item.next = kUnset;
  item.comment = comment;
  if (reset) {
    check(type.interval.contains(*reset),
          fmt::format("register {}: reset {} is outside {}", name, *reset, to_string(type.interval)));
    item.reset = std::vector<std::int64_t>(static_cast<std::size_t>(type.lanes), *reset);
  }
  const auto index = static_cast<std::uint32_t>(module_.registers.size());
  module_.registers.push_back(item);
  const Value value = add(type, RegisterValue{index});
  module_.signals[value.id().index].name = item.name;
  module_.signals[value.id().index].comment = comment;
  return Reg(this, index, value);
}

void Reg::set(Value next) const {
  Register& item = builder_->module().registers[index_];
  KNAP_CHECK(item.next == kUnset, fmt::format("register {} is set twice", item.name));
  KNAP_CHECK(item.type.interval.contains(next.interval()),
             fmt::format("module {}: register {} of {} is set to {}", builder_->module().name, item.name,
                         to_string(item.type.interval), to_string(next.interval())));
  item.next = builder_->broadcast(next, item.type.lanes).id();
}

void Reg::set(Value next, Value enable) const {
  set(next);
  KNAP_CHECK(enable.type().is_bit(), "an enable is one bit");
  if (enable.interval() != make_constant(1)) builder_->module().registers[index_].enable = enable.id();
}

Value Builder::delay(const std::string& name, Value next, Value enable) {
  const Reg item = reg(name, next.type());
  item.set(next, enable);
  return item;
}

Value Builder::rom(const std::string& name, const std::string& what, MemoryStyle style, Type word,
                   std::shared_ptr<const std::vector<std::int64_t>> contents, Value address,
                   Value read_enable, const std::string& comment) {
  check(contents && !contents->empty() && contents->size() % static_cast<std::size_t>(word.lanes) == 0,
        "rom " + name + ": contents are not whole words");
  Memory memory;
  memory.name = unique(name);
  memory.kind = MemoryKind::Rom;
  memory.style = style;
  memory.word = word;
  memory.depth = static_cast<std::int64_t>(contents->size()) / word.lanes;
  for (const std::int64_t value : *contents)
    check(word.interval.contains(value),
          fmt::format("rom {}: {} is outside {}", name, value, to_string(word.interval)));
  memory.contents = std::move(contents);
  memory.what = what;
  memory.read_address = address.id();
  memory.comment = comment;
  if (read_enable.interval() != make_constant(1)) memory.read_enable = read_enable.id();
  check(Interval{0, memory.depth - 1}.contains(address.interval()),
        fmt::format("rom {}: address {} of {} words", name, to_string(address.interval()), memory.depth));
  module_.memories.push_back(memory);
  return add(word, MemoryValue{static_cast<std::uint32_t>(module_.memories.size() - 1)})
      .named(name + "_data");
}

Value Builder::ram(const std::string& name, MemoryStyle style, Type word, std::int64_t depth, Write write,
                   Value read_address, Value read_enable, const std::string& comment) {
  const Value value = ram_async(name, word, depth, write, read_address, comment);
  Memory& memory = module_.memories.back();
  memory.kind = MemoryKind::Ram;
  memory.style = style;
  if (read_enable.interval() != make_constant(1)) memory.read_enable = read_enable.id();
  return value;
}

Value Builder::ram_async(const std::string& name, Type word, std::int64_t depth, Write write,
                         Value read_address, const std::string& comment) {
  const Interval addresses{0, depth - 1};
  check(addresses.contains(read_address.interval()) && addresses.contains(write.address.interval()),
        fmt::format("ram {}: addresses {} and {} of {} words", name, to_string(read_address.interval()),
                    to_string(write.address.interval()), depth));
  check(word.interval.contains(write.data.interval()),
        fmt::format("ram {}: {} is written to words of {}", name, to_string(write.data.interval()),
                    to_string(word.interval)));
  const Value data = broadcast(write.data, word.lanes);
  Memory memory;
  memory.name = unique(name);
  memory.kind = MemoryKind::RamAsync;
  memory.style = MemoryStyle::Lut;
  memory.word = word;
  memory.depth = depth;
  memory.read_address = read_address.id();
  memory.write_enable = write.enable.id();
  memory.write_address = write.address.id();
  memory.write_data = data.id();
  memory.comment = comment;
  module_.memories.push_back(memory);
  return add(word, MemoryValue{static_cast<std::uint32_t>(module_.memories.size() - 1)})
      .named(name + "_data");
}

Value Builder::multiply_dsp(const std::string& name, Value a, Value b, Value enable, int stages) {
  check(stages >= 1 && stages <= 3, fmt::format("multiplier {}: {} stages", name, stages));
  Multiplier item;
  item.name = unique(name);
  item.a = a.id();
  item.b = b.id();
  item.stages = stages;
  if (enable.interval() != make_constant(1)) item.enable = enable.id();
  module_.multipliers.push_back(item);
  const Driver driver = MultiplierValue{static_cast<std::uint32_t>(module_.multipliers.size() - 1)};
  return add(derive(module_, driver).value(), driver).named(name + "_product");
}

Value Builder::lookup(Value index, std::vector<std::int64_t> table, const std::string& what) {
  if (const auto* fixed = std::get_if<Constant>(&module_.signals[index.id().index].driver)) {
    std::vector<std::int64_t> lanes;
    for (const std::int64_t i : fixed->lanes) lanes.push_back(table.at(static_cast<std::size_t>(i)));
    return constant(std::move(lanes), what);
  }
  return add(
      Driver{Lookup{index.id(), std::make_shared<const std::vector<std::int64_t>>(std::move(table)), what}});
}

std::vector<Value> Builder::instance(const Design& design, std::uint32_t module, const std::string& name,
                                     const std::vector<Value>& inputs, const std::string& comment) {
  check(module < design.modules.size(), fmt::format("instance {}: module {} does not exist", name, module));
  const Module& child = design.modules[module];
  Instance item;
  item.name = unique(name);
  item.module = module;
  item.comment = comment;
  std::size_t given = 0;
  for (const Port& port : child.ports) {
    if (port.direction == Direction::Out) continue;
    check(given < inputs.size(), fmt::format("instance {}: no value for input {}", name, port.name));
    const Value full = broadcast(inputs[given++], port.type.lanes);
    check(port.type.interval.contains(full.interval()),
          fmt::format("instance {}: input {} of {} is given {}", name, port.name,
                      to_string(port.type.interval), to_string(full.interval())));
    item.inputs.push_back(full.id());
  }
  check(given == inputs.size(),
        fmt::format("instance {}: {} values for {} inputs", name, inputs.size(), given));
  module_.instances.push_back(item);
  std::vector<Value> outputs;
  for (std::uint32_t p = 0; p < child.ports.size(); ++p) {
    if (child.ports[p].direction == Direction::In) continue;
    const auto index = static_cast<std::uint32_t>(module_.instances.size() - 1);
    outputs.push_back(
        add(child.ports[p].type, InstanceOutput{index, p}).named(item.name + "_" + child.ports[p].name));
  }
  return outputs;
}

Module Builder::finish(bool keep_hierarchy) {
  for (const Register& item : module_.registers)
    check(item.next != kUnset, "register " + item.name + " is never set");
  for (const Signal& signal : module_.signals)
    if (const auto* wire = std::get_if<Wire>(&signal.driver))
      check(wire->driver.has_value(), signal.name + " is never driven");
  module_.keep_hierarchy = keep_hierarchy;
  return std::move(module_);
}

}  // namespace knap::hw
