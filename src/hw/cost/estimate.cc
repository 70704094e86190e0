#include "hw/cost/estimate.h"

#include <algorithm>
#include <cmath>

#include "hw/cost/memory.h"

namespace knap::hw {

Resources hard_blocks(const Module& module, Family family) {
  Resources sum;
  for (const Memory& memory : module.memories)
    if (memory.style == MemoryStyle::Block)
      sum += memory.kind == MemoryKind::Rom ? block_rom_cost(family, memory.word.total_bits(), memory.depth)
                                            : block_ram_cost(family, memory.word.total_bits(), memory.depth);
    else if (memory.kind == MemoryKind::Ram)  // iCE40 has no lookup-table RAM
      sum.bram += lut_ram_cost(family, memory.word.total_bits(), memory.depth).bram;
  for (const Multiplier& multiplier : module.multipliers) {
    const Type a = module.type(multiplier.a), b = module.type(multiplier.b);
    for (int lane = 0; lane < std::max(a.lanes, b.lanes); ++lane)
      sum += dsp_cost(family, a.lane_width_bits(), a.interval.is_signed(), b.lane_width_bits(),
                      b.interval.is_signed());
  }
  return sum;
}

Resources module_estimate(const Module& module, Family family) {
  const Features counts = features(module, family);
  const Calibration& weights = calibration(family);
  Resources sum = hard_blocks(module, family);
  double lut = sum.lut, ff = sum.ff;
  for (std::size_t i = 0; i < kFeatures; ++i) {
    lut += counts[i] * weights.lut[i];
    ff += counts[i] * weights.ff[i];
  }
  sum.lut = std::max(0.0, std::round(lut));
  sum.ff = std::max(0.0, std::round(ff));
  if (family == Family::Ice40) sum.cells = sum.lut + counts[static_cast<std::size_t>(Feature::LoneFlipFlops)];
  return sum;
}

Estimate estimate(const Design& design, Family family) {
  // A module's cost with all that it instantiates, leaves first.
  std::vector<Resources> whole;
  for (const Module& module : design.modules) {
    Resources sum = module_estimate(module, family);
    for (const Instance& instance : module.instances) sum += whole[instance.module];
    whole.push_back(sum);
  }
  Estimate result;
  const Module& top = design.top();
  ModuleEstimate glue{"", module_estimate(top, family)};
  glue.resources.pins = 2;  // clk and rst
  for (const Port& port : top.ports) glue.resources.pins += port.type.total_bits();
  whole.back().pins = glue.resources.pins;
  for (const Instance& instance : top.instances) {
    const std::string& layer = design.modules[instance.module].layer;
    if (layer.empty()) {
      glue.resources += whole[instance.module];
    } else {
      result.layers.push_back({layer, whole[instance.module]});
    }
  }
  result.layers.push_back(glue);
  result.total = whole.back();
  return result;
}

}  // namespace knap::hw
