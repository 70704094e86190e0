// print_module: one module as SystemVerilog text.
#pragma once

#include <string>
#include <vector>

#include "hw/ir/order.h"
#include "hw/sv/writer.h"

namespace knap::hw {

/// How the modules of a design are called.
struct DesignNames {
  std::vector<std::string> modules;                   ///< per module
  std::vector<std::vector<std::string>> ports;        ///< per module and port
  std::vector<std::vector<std::string>> images;       ///< per module and memory: the ROM's file, "" for RAMs
};

/// Port names of a module as they will be printed.
std::vector<std::string> port_names(const Module& module, const Design& design);

void print_module(const Design& design, std::uint32_t index, const ModuleOrder& order, const DesignNames& names, Writer& out);

}  // namespace knap::hw
