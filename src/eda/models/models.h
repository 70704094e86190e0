// Models: what netlists are made of, for simulation - fabric cells as logic, hard blocks as behaviour.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace knap::eda {

/// A Yosys techmap that turns the lookup tables, multiplexers, carry chains and flip-flops of a family
/// ("xc7", "xcup", "ecp5", "ice40") into plain logic, which Verilator optimises as such. Flip-flops lose
/// their initial value: they start unknown.
std::string fabric_techmap(std::string_view family);

/// Verilog modules of the family's memories and multipliers, of which Yosys has none or empty ones. Block
/// RAMs have all widths, byte writes and output registers, but no resets; multipliers their registers, but no
/// accumulators beyond P and C.
std::string block_models(std::string_view family);

}  // namespace knap::eda
