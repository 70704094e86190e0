#include "hw/ir/verify.h"

#include <fmt/format.h>

#include <set>

#include "core/base/diagnostics.h"
#include "hw/ir/derive.h"
#include "hw/ir/order.h"

namespace knap::hw {
namespace {

constexpr std::int64_t kMaxDepth = std::int64_t{1} << 32;

/// Checks one module; collects every complaint.
class Checker {
 public:
  Checker(const Design& design, std::uint32_t index)
      : design_(design), module_(design.modules[index]), index_(index) {}

  std::vector<Diagnostic> run() {
    types();
    if (!found_.empty()) return std::move(found_);  // arithmetic on such types has no meaning
    ports();
    instances();
    for (std::uint32_t i = 0; i < module_.multipliers.size(); ++i) multiplier(module_.multipliers[i]);
    for (std::uint32_t s = 0; s < module_.signals.size(); ++s) signal({s});
    for (const Register& item : module_.registers) check_register(item);
    for (const Memory& item : module_.memories) memory(item);
    streams();
    return std::move(found_);
  }

 private:
  void complain(const std::string& what, const std::string& message) {
    found_.push_back({&diag::kBadArtefact, module_.name + (what.empty() ? "" : "." + what), message});
  }
  bool exists(SignalId id) const { return id.index < module_.signals.size(); }

  /// The signal exists, is contained in `type` and has its lanes.
  void reads(const std::string& who, const std::string& role, SignalId id, const Type& type) {
    if (!exists(id)) return complain(who, fmt::format("{} %{} does not exist", role, id.index));
    const Type& given = module_.signals[id.index].type;
    if (given.lanes != type.lanes || !type.interval.contains(given.interval))
      complain(who, fmt::format("{} {} x{} does not fit {} x{}", role, to_string(given.interval), given.lanes,
                                to_string(type.interval), type.lanes));
  }
  void reads_bit(const std::string& who, const std::string& role, const std::optional<SignalId>& id) {
    if (id) reads(who, role, *id, Type{kBit});
  }
  bool check_type(const std::string& who, const Type& type) {
    const bool is_good = type.lanes >= 1 && type.lanes <= kMaxLanes &&
                         type.interval.low <= type.interval.high && kMaxInterval.contains(type.interval);
    if (!is_good) complain(who, fmt::format("type {} x{}", to_string(type.interval), type.lanes));
    return is_good;
  }
  void clock(const std::string& who, ClockId id) {
    if (id.index >= design_.clocks.size()) complain(who, fmt::format("clock {} does not exist", id.index));
  }

  void types() {
    for (const Port& port : module_.ports) check_type(port.name, port.type);
    for (const Register& item : module_.registers) check_type(item.name, item.type);
    for (const Memory& item : module_.memories) {
      if (item.depth < 1 || item.depth > kMaxDepth) complain(item.name, fmt::format("depth {}", item.depth));
      check_type(item.name, item.word);
    }
    for (std::uint32_t s = 0; s < module_.signals.size(); ++s) {
      check_type(label({s}), module_.signals[s].type);
      const auto* constant = std::get_if<Constant>(&module_.signals[s].driver);
      if (constant == nullptr) continue;
      for (const std::int64_t value : constant->lanes)
        if (!kMaxInterval.contains(value)) complain(label({s}), fmt::format("value {}", value));
    }
  }

  void ports() {
    std::set<std::string> names;
    for (const Port& port : module_.ports) {
      if (!names.insert(port.name).second) complain(port.name, "two ports have this name");
      if (port.direction == Direction::In && port.driver) complain(port.name, "an input is driven");
      if (port.direction == Direction::In) continue;
      if (!port.driver) {
        complain(port.name, "nothing drives this output");
      } else {
        reads(port.name, "driver", *port.driver, port.type);
      }
    }
  }

  void instances() {
    for (const Instance& instance : module_.instances) {
      if (instance.module >= index_) {
        complain(instance.name,
                 fmt::format("instantiates module {}, which does not precede it", instance.module));
        continue;
      }
      std::size_t input = 0;
      for (const Port& port : design_.modules[instance.module].ports) {
        if (port.direction == Direction::Out) continue;
        if (input < instance.inputs.size())
          reads(instance.name, port.name, instance.inputs[input], port.type);
        ++input;
      }
      if (input != instance.inputs.size())
        complain(instance.name, fmt::format("{} values for {} inputs", instance.inputs.size(), input));
    }
  }

  void multiplier(const Multiplier& item) {
    clock(item.name, item.clock);
    if (!exists(item.a) || !exists(item.b)) return complain(item.name, "an operand does not exist");
    if (item.stages < 1 || item.stages > 3) complain(item.name, fmt::format("{} stages", item.stages));
    reads_bit(item.name, "enable", item.enable);
  }

  std::string label(SignalId id) const {
    const std::string& name = module_.signals[id.index].name;
    return name.empty() ? fmt::format("%{}", id.index) : name;
  }

  void signal(SignalId id) {
    const Signal& item = module_.signals[id.index];
    read_once(id);
    if (const auto* output = std::get_if<InstanceOutput>(&item.driver)) return instance_output(id, *output);
    const Result<Type> derived = derive(module_, item.driver);
    if (!derived.ok()) return complain(label(id), derived.error().first().message);
    const bool is_slice = std::holds_alternative<Slice>(item.driver);
    if (is_slice ? item.type.lanes > derived->lanes : item.type.lanes != derived->lanes)
      return complain(label(id),
                      fmt::format("{} lanes declared, {} derived", item.type.lanes, derived->lanes));
    if (std::holds_alternative<Truncate>(item.driver)) {
      const Interval full = interval_of(item.type.lane_width_bits(), item.type.interval.is_signed());
      if (full != item.type.interval)
        complain(label(id),
                 fmt::format("truncates to {}, which is no full range", to_string(item.type.interval)));
    } else if (std::holds_alternative<Narrow>(item.driver)) {
      if (!derived->interval.contains(item.type.interval))
        complain(label(id), fmt::format("narrows {} to {}", to_string(derived->interval),
                                        to_string(item.type.interval)));
    } else if (!item.type.interval.contains(derived->interval)) {
      complain(label(id), fmt::format("declared {}, derived {}", to_string(item.type.interval),
                                      to_string(derived->interval)));
    }
  }

  void instance_output(SignalId id, const InstanceOutput& output) {
    if (output.instance >= module_.instances.size())
      return complain(label(id), "its instance does not exist");
    const std::uint32_t child = module_.instances[output.instance].module;
    if (child >= index_) return;  // said already
    const std::vector<Port>& ports = design_.modules[child].ports;
    if (output.port >= ports.size() || ports[output.port].direction == Direction::In)
      return complain(label(id),
                      fmt::format("port {} is no output of {}", output.port, design_.modules[child].name));
    if (ports[output.port].type != module_.signals[id.index].type)
      complain(label(id), "its type is not the port's");
  }

  /// Registers, memories, multipliers, inputs and instance outputs each have at most one signal.
  void read_once(SignalId id) {
    const Driver& driver = module_.signals[id.index].driver;
    std::pair<std::uint32_t, std::uint32_t> key{0, 0};
    if (const auto* port = std::get_if<PortInput>(&driver))
      key.first = port->port;
    else if (const auto* reg = std::get_if<RegisterValue>(&driver))
      key.first = reg->index;
    else if (const auto* mem = std::get_if<MemoryValue>(&driver))
      key.first = mem->index;
    else if (const auto* mul = std::get_if<MultiplierValue>(&driver))
      key.first = mul->index;
    else if (const auto* out = std::get_if<InstanceOutput>(&driver))
      key = {out->instance, out->port};
    else
      return;
    if (!sources_.insert({driver.index(), key}).second)
      complain(label(id), "a second signal for the same source");
  }

  void check_register(const Register& item) {
    clock(item.name, item.clock);
    reads(item.name, "next", item.next, item.type);
    reads_bit(item.name, "enable", item.enable);
    if (!item.reset) return;
    if (item.reset->size() != static_cast<std::size_t>(item.type.lanes))
      complain(item.name, "reset has other lanes");
    for (const std::int64_t value : *item.reset)
      if (!item.type.interval.contains(value))
        complain(item.name, fmt::format("reset {} is outside its type", value));
  }

  void memory(const Memory& item) {
    clock(item.name, item.clock);
    const Type address{{0, item.depth - 1}};
    reads(item.name, "read address", item.read_address, address);
    reads_bit(item.name, "read enable", item.read_enable);
    if (item.kind == MemoryKind::RamAsync && item.read_enable)
      complain(item.name, "an asynchronous read has no enable");
    if (item.kind == MemoryKind::RamAsync && item.style != MemoryStyle::Lut)
      complain(item.name, "an asynchronous read needs LUTs");
    if (item.kind == MemoryKind::Rom) return rom(item);
    if (item.contents) complain(item.name, "a RAM has contents");
    if (!item.write_enable || !item.write_address || !item.write_data)
      return complain(item.name, "a RAM without its write port");
    reads_bit(item.name, "write enable", item.write_enable);
    reads(item.name, "write address", *item.write_address, address);
    reads(item.name, "write data", *item.write_data, item.word);
  }

  void rom(const Memory& item) {
    if (item.write_enable || item.write_address || item.write_data) complain(item.name, "a ROM is written");
    if (!item.contents || static_cast<std::int64_t>(item.contents->size()) != item.depth * item.word.lanes)
      return complain(item.name, "its contents are not depth x lanes values");
    for (const std::int64_t value : *item.contents)
      if (!item.word.interval.contains(value))
        return complain(item.name, fmt::format("{} is outside {}", value, to_string(item.word.interval)));
  }

  void streams() {
    for (const StreamPorts& stream : module_.streams) {
      const bool is_in = stream.direction == Direction::In;
      const auto is_port = [&](std::uint32_t port, bool input) {
        return port < module_.ports.size() && (module_.ports[port].direction == Direction::In) == input;
      };
      if (!is_port(stream.valid, is_in) || !is_port(stream.data, is_in) || !is_port(stream.ready, !is_in))
        complain(stream.name, "its ports do not exist or point the wrong way");
      else if (!module_.ports[stream.valid].type.is_bit() || !module_.ports[stream.ready].type.is_bit())
        complain(stream.name, "valid and ready are single bits");
      if (stream.beats < 1) complain(stream.name, fmt::format("{} beats", stream.beats));
    }
  }

  const Design& design_;
  const Module& module_;
  std::uint32_t index_;
  std::vector<Diagnostic> found_;
  std::set<std::pair<std::size_t, std::pair<std::uint32_t, std::uint32_t>>> sources_;
};

}  // namespace

Result<void> verify(const Design& design) {
  std::vector<Diagnostic> found;
  if (design.modules.empty()) return Error(diag::kBadArtefact, "design", "it has no module");
  std::set<std::string> names;
  for (std::uint32_t m = 0; m < design.modules.size(); ++m) {
    const std::string& name = design.modules[m].name;
    if (!names.insert(name).second)
      found.push_back({&diag::kBadArtefact, name, "two modules have this name"});
    std::vector<Diagnostic> more = Checker(design, m).run();
    found.insert(found.end(), more.begin(), more.end());
  }
  if (!found.empty()) return Error(std::move(found));
  KNAP_TRY(orders_of(design));
  return {};
}

}  // namespace knap::hw
