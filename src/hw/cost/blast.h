// Blasted: a module as gates, carry chains and flip-flops - what synthesis makes of it before it maps gates
// to tables.
#pragma once

#include <cstdint>
#include <vector>

#include "hw/cost/gates.h"
#include "hw/device/device.h"
#include "hw/ir/module.h"

namespace knap::hw {

/// A hard adder or a product of two variables.
struct Arithmetic {
  enum class Kind { Chain, Product };
  Kind kind = Kind::Chain;
  std::vector<Bit> a, b;  ///< Chain: of one width, lowest bits that need no carry left out
  /// Chain of ECP5's knap_accumulate: a + (select ? if_selected : b), the choice inside; else empty.
  std::vector<Bit> if_selected = {};
  Bit select = kFalse;
  std::vector<Bit> propagate;  ///< Chain on Xilinx: a xor b, tables of their own
  std::vector<Bit> outputs;    ///< leaves; a product's lowest bit is a gate
  bool is_signed = false;      ///< Product: both factors are
};

/// q takes d where enable is 1; with a reset it takes `reset` (0 or 1).
struct FlipFlop {
  Bit q = kFalse, d = kFalse, enable = kTrue;
  int reset = -1;
  bool is_copy = false;  ///< Register::is_copy: no twin of another
  bool operator==(const FlipFlop&) const = default;
};

/// A memory or a multiplier in a hard block: what it reads, when anything that it gives is used.
struct Opaque {
  enum class Kind {
    LutRam,     ///< outputs follow read_address at once (the register behind it is made of flip-flops)
    BlockRam,   ///< outputs after an edge
    Multiplier  ///< likewise
  };
  std::vector<Bit> inputs;
  std::vector<Bit> outputs;
  Kind kind = Kind::LutRam;
  std::vector<Bit> read_address = {};  ///< LutRam
  /// BlockRam: outputs come from a register inside. Multiplier: one lies between factors and product.
  bool is_registered = false;
};

/// The bits of a port of the module, or of one of its instances.
struct PortBits {
  std::uint32_t instance = 0;  ///< of an instance
  std::uint32_t port = 0;      ///< index into the ports of the module, or of the instantiated one
  std::vector<Bit> bits;
};

struct Blasted {
  Gates gates;
  std::vector<Arithmetic> arithmetic;
  std::vector<FlipFlop> flip_flops;
  std::vector<Opaque> opaque;
  std::vector<Bit> roots;                                   ///< of outputs and instances
  std::vector<PortBits> inputs, outputs;                    ///< of the module
  std::vector<PortBits> instance_inputs, instance_outputs;  ///< of what it instantiates
};

/// Equal bits, gates and flip-flops are one (flip-flops as far as a few rounds find them); constants are
/// folded. As the flow of eda/yosys treats `family`.
Blasted blast(const Module& module, Family family);

}  // namespace knap::hw
