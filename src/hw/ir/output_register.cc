#include "hw/ir/output_register.h"

#include "hw/ir/derive.h"

namespace knap::hw {

std::vector<std::optional<std::uint32_t>> output_registers(const Module& module) {
  const std::vector<int> readers = count_readers(module);
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
