#include "hw/ir/order.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/diagnostics.h"
#include "hw/ir/derive.h"

namespace knap::hw {
namespace {

using Sources = std::vector<std::vector<SignalId>>;

/// Position of each input port among the inputs (Instance::inputs is indexed so).
std::vector<std::uint32_t> input_positions(const Module& module) {
  std::vector<std::uint32_t> positions(module.ports.size(), 0);
  std::uint32_t next = 0;
  for (std::size_t p = 0; p < module.ports.size(); ++p)
    if (module.ports[p].direction == Direction::In) positions[p] = next++;
  return positions;
}

/// What each signal reads in the same cycle.
Sources sources_of(const Module& module, const Design& design, const std::vector<PortDependencies>& known) {
  Sources sources(module.signals.size());
  for (std::size_t s = 0; s < sources.size(); ++s) {
    const Driver& driver = module.signals[s].driver;
    for_each_operand(driver, [&](SignalId id) { sources[s].push_back(id); });
    if (const auto* value = std::get_if<MemoryValue>(&driver)) {
      const Memory& memory = module.memories[value->index];
      if (memory.kind == MemoryKind::RamAsync) sources[s].push_back(memory.read_address);
    } else if (const auto* output = std::get_if<InstanceOutput>(&driver)) {
      const Instance& instance = module.instances[output->instance];
      const std::vector<std::uint32_t> positions = input_positions(design.modules[instance.module]);
      for (const std::uint32_t port : known[instance.module][output->port])
        sources[s].push_back(instance.inputs[positions[port]]);
    }
  }
  return sources;
}

std::string label(const Module& module, SignalId id) {
  const std::string& name = module.signals[id.index].name;
  return name.empty() ? fmt::format("%{}", id.index) : name;
}

/// Depth-first, without recursion. Terminates: every signal is entered once.
class Sorter {
 public:
  Sorter(const Module& module, const Sources& sources)
      : module_(module), sources_(sources), state_(sources.size()) {}

  Result<std::vector<SignalId>> run() {
    for (std::uint32_t s = 0; s < sources_.size(); ++s) KNAP_TRY(visit({s}));
    return std::move(order_);
  }

 private:
  enum class State : std::uint8_t { New, Open, Done };
  struct Frame {
    SignalId id;
    std::size_t next = 0;
  };

  Result<void> visit(SignalId root) {
    if (state_[root.index] != State::New) return {};
    std::vector<Frame> stack{{root}};
    state_[root.index] = State::Open;
    while (!stack.empty()) {
      Frame& frame = stack.back();
      const std::vector<SignalId>& sources = sources_[frame.id.index];
      if (frame.next == sources.size()) {
        state_[frame.id.index] = State::Done;
        order_.push_back(frame.id);
        stack.pop_back();
        continue;
      }
      const SignalId source = sources[frame.next++];
      if (state_[source.index] == State::Open) return loop(stack, source);
      if (state_[source.index] == State::Done) continue;
      state_[source.index] = State::Open;
      stack.push_back({source});
    }
    return {};
  }

  Error loop(const std::vector<Frame>& stack, SignalId start) const {
    std::string path;
    bool inside = false;
    for (const Frame& frame : stack) {
      inside = inside || frame.id == start;
      if (inside) path += label(module_, frame.id) + " <- ";
    }
    return Error(diag::kBadArtefact, module_.name, "combinational loop: " + path + label(module_, start));
  }

  const Module& module_;
  const Sources& sources_;
  std::vector<State> state_;
  std::vector<SignalId> order_;
};

/// For every output the inputs that reach it, by one forward pass per input port.
PortDependencies dependencies_of(const Module& module, const Sources& sources,
                                 const std::vector<SignalId>& order) {
  PortDependencies result(module.ports.size());
  for (std::uint32_t input = 0; input < module.ports.size(); ++input) {
    if (module.ports[input].direction == Direction::Out) continue;
    std::vector<bool> reached(module.signals.size());
    for (const SignalId id : order) {
      const auto* port = std::get_if<PortInput>(&module.signals[id.index].driver);
      bool is_reached = port != nullptr && port->port == input;
      for (const SignalId source : sources[id.index]) is_reached = is_reached || reached[source.index];
      reached[id.index] = is_reached;
    }
    for (std::size_t p = 0; p < module.ports.size(); ++p)
      if (module.ports[p].driver && reached[module.ports[p].driver->index]) result[p].push_back(input);
  }
  return result;
}

}  // namespace

Result<ModuleOrder> order_of(const Module& module, const Design& design,
                             const std::vector<PortDependencies>& known) {
  const Sources sources = sources_of(module, design, known);
  ModuleOrder result;
  KNAP_ASSIGN(result.signals, Sorter(module, sources).run());
  result.dependencies = dependencies_of(module, sources, result.signals);
  return result;
}

Result<std::vector<ModuleOrder>> orders_of(const Design& design) {
  std::vector<ModuleOrder> result;
  std::vector<PortDependencies> known;
  for (const Module& module : design.modules) {
    KNAP_ASSIGN(ModuleOrder order, order_of(module, design, known));
    known.push_back(order.dependencies);
    result.push_back(std::move(order));
  }
  return result;
}

}  // namespace knap::hw
