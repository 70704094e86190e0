// emit: a design as SystemVerilog text, one file per module, with memory images and the list of constants.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "hw/ir/module.h"

namespace knap::hw {

/// One entry of constants.json (interfaces.md): where a weight, bias or threshold stands in the emitted
/// files.
struct ConstantSpot {
  std::string layer, what, file;
  std::int64_t line = 0, column = 0;  ///< from 1
  int digits = 0, base = 2;
  bool operator==(const ConstantSpot&) const = default;
};

struct Emitted {
  std::map<std::string, std::string> files;  ///< "ecg_af_top.sv", "conv1_weights.mem" -> contents
  std::vector<std::string> sources;          ///< .sv files in compile order (leaf bodies not included)
  std::vector<ConstantSpot> constants;
};

/// Names are made legal and unique; expressions used once are inlined; each module starts with its comment.
/// The output is in the subset of docs/tools.md (Yosys 0.23, Verilator 5.006, Icarus 11) and clean under
/// verilator -Wall.
Emitted emit(const Design& design);

}  // namespace knap::hw
