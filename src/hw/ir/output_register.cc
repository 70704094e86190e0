#include "hw/ir/output_register.h"

#include "hw/ir/derive.h"

namespace knap::hw {

std::vector<std::optional<std::uint32_t>> output_registers(const Module& module) {
  std::vector<int> readers(module.signals.size(), 0);
  const auto read = [&](SignalId id) { ++readers[id.index]; };
  const auto read_if = [&](const std::optional<SignalId>& id) {
    if (id) read(*id);
  };
  for (const Signal& signal : module.signals) for_each_operand(signal.driver, read);
  for (const Register& reg : module.registers) read(reg.next), read_if(reg.enable);
  for (const Memory& memory : module.memories) {
    read(memory.read_address);
    for (const auto& id : {memory.read_enable, memory.write_enable, memory.write_address, memory.write_data})
      read_if(id);
  }
  for (const Multiplier& item : module.multipliers) read(item.a), read(item.b), read_if(item.enable);
  for (const Instance& instance : module.instances)
    for (const SignalId input : instance.inputs) read(input);
  for (const Port& port : module.ports) read_if(port.driver);

  std::vector<std::optional<std::uint32_t>> found(module.memories.size());
  std::vector<int> values(module.memories.size(), 0);  // signals that show the memory's word
  for (const Signal& signal : module.signals)
    if (const auto* value = std::get_if<MemoryValue>(&signal.driver)) ++values[value->index];
  for (std::uint32_t r = 0; r < module.registers.size(); ++r) {
    const Register& reg = module.registers[r];
    const auto* value = std::get_if<MemoryValue>(&module.signals[reg.next.index].driver);
    if (value == nullptr || reg.reset || readers[reg.next.index] != 1 || values[value->index] != 1) continue;
    const Memory& memory = module.memories[value->index];
    if (memory.style == MemoryStyle::Block && memory.kind != MemoryKind::RamAsync &&
        memory.clock == reg.clock && memory.word == reg.type)
      found[value->index] = r;
  }
  return found;
}

}  // namespace knap::hw
