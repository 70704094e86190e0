#include "hw/sim/simulator.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <map>

#include "hw/sim/execute.h"
#include "hw/sim/machine.h"

namespace knap::hw {

/// The program and its machine; handles by path.
struct Simulator::Code {
  explicit Code(sim::Program p) : program(std::move(p)), machine(program) {
    for (std::size_t h = 0; h < program.handles.size(); ++h) by_path.emplace(program.handles[h].path, h);
  }
  sim::Program program;
  sim::Machine machine;
  std::map<std::string, std::size_t, std::less<>> by_path;
};

Simulator::Simulator(const Design& design, std::uint64_t seed)
    : code_(std::make_unique<Code>(sim::compile(design, seed))) {}
Simulator::Simulator(Simulator&&) noexcept = default;
Simulator& Simulator::operator=(Simulator&&) noexcept = default;
Simulator::~Simulator() = default;

std::size_t Simulator::port(std::string_view name) const {
  const std::size_t handle = probe(name);
  KNAP_CHECK(handle < code_->program.design->top().ports.size(),
             fmt::format("{} is no port of the top", name));
  return handle;
}

std::size_t Simulator::probe(std::string_view path) const {
  const auto found = code_->by_path.find(path);
  KNAP_CHECK(found != code_->by_path.end(), fmt::format("no port {}", path));
  return found->second;
}

void Simulator::set_reset(bool asserted) { code_->machine.set_reset(asserted); }

void Simulator::set(std::size_t port, std::int64_t value) { set_lanes(port, {&value, 1}); }

void Simulator::set_lanes(std::size_t port, std::span<const std::int64_t> values) {
  KNAP_CHECK(port < code_->program.handles.size());
  const sim::Handle& handle = code_->program.handles[port];
  KNAP_CHECK(handle.is_input && values.size() == handle.lanes,
             fmt::format("{} is set to {} lanes, or is no input", handle.path, values.size()));
  for (const std::int64_t value : values)
    KNAP_CHECK(handle.interval.contains(value),
               fmt::format("{} = {} is outside {}", handle.path, value, to_string(handle.interval)));
  code_->machine.set(handle, values.data());
}

void Simulator::settle() { code_->machine.settle(); }
void Simulator::step() { code_->machine.step(); }

std::int64_t Simulator::get(std::size_t port_or_probe) const { return get_lanes(port_or_probe).front(); }

std::span<const std::int64_t> Simulator::get_lanes(std::size_t port_or_probe) const {
  const sim::Handle& handle = code_->program.handles.at(port_or_probe);
  return {code_->machine.slots() + handle.slot, handle.lanes};
}

std::uint64_t Simulator::cycles() const { return code_->machine.cycles(); }

std::size_t Simulator::operations() const {
  std::size_t count = 0;
  for (const sim::Op& op : code_->program.ops) count += op.lanes;
  for (const sim::MultiplierState& item : code_->program.multipliers) count += item.lanes;
  return count;
}

}  // namespace knap::hw
