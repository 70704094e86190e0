// ModulePrinter: one module as SystemVerilog text. Split by what is printed: logic in module_printer.cc, what
// is written out entry by entry in table_printer.cc, parts and state in part_printer.cc.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "hw/ir/order.h"
#include "hw/sv/plan.h"
#include "hw/sv/writer.h"

namespace knap::hw {

/// How the modules of a design are called.
struct DesignNames {
  std::vector<std::string> modules;              ///< per module
  std::vector<std::vector<std::string>> ports;   ///< per module and port
  std::vector<std::vector<std::string>> images;  ///< per module and memory: the ROM's file, "" for RAMs
};

/// Port names of a module as they will be printed.
std::vector<std::string> port_names(const Design& design, std::uint32_t index);

/// The ports in the order in which they are printed: stream by stream (inputs first; valid, ready, data),
/// then the others.
std::vector<std::uint32_t> printed_ports(const Module& module);

/// "logic signed [7:0]"
std::string bits_text(int bits, bool is_signed);
std::string type_text(const Type& type);
/// What the reader wants to know about a pack: "4 lanes of 8 bit, signed"; "" for a single lane.
std::string lanes_text(const Type& type);

class ModulePrinter {
 public:
  ModulePrinter(const Design& design, std::uint32_t index, const ModuleOrder& order, const DesignNames& names,
                Writer& out);
  void run();

 private:
  using StateKey = std::array<std::uint32_t, 3>;
  const SignalPlan& plan(SignalId id) const { return plan_.signals[id.index]; }
  const Type& type(SignalId id) const { return m_.type(id); }
  const std::string& clock(ClockId id);
  const std::string& reset(ClockId id);
  void header();
  void declare(const Type& t, const std::string& name, const std::string& comment, bool is_kept = false);
  void declare_state();
  /// "assign target = value;", on several lines where it is long.
  void assign(const std::string& target, const Printed& value, const std::string& indent = "  ") {
    statement("assign " + target + " =", value, indent);
  }
  /// "<head> value;", on several lines where it is long.
  void statement(const std::string& head, const Printed& value, const std::string& indent);
  /// A pure signal: declaration and assignment.
  void signal(SignalId id);
  void open_loop(int lanes, const std::string& name);
  bool is_vector_alike(SignalId id, SignalId operand) const;
  /// Operations that act on all lanes at once.
  bool vector(SignalId id);
  bool is_fixed(SignalId id) const;
  /// All lanes of the operand; a single lane repeated.
  Printed spread(SignalId id, SignalId operand);
  /// Constants that are not simple literals: vectors, and values of the model, one literal per line.
  void fixed(const Signal& item, const SignalPlan& p, const Constant& constant);
  void look_up(SignalId id, const Lookup& lookup);
  void entries(SignalId id, const Lookup& lookup, const std::string& target, const std::string& indent);
  void pack_up(SignalId id, const Pack& pack);
  struct Pin {
    std::string port;
    Printed value;
    int width_bits = 1;
  };
  struct Parameter {
    std::string name, value;
  };
  /// "knap_ram_lut #( ... ) name ( ... );" with one line per parameter and connection.
  void leaf(const std::string& module, const std::vector<Parameter>& parameters, const std::string& name,
            std::vector<Pin> pins, const std::string& indent = "  ");
  Printed bit_or_one(const std::optional<SignalId>& id);
  void memories();
  /// Index of what a state signal shows: registers, memories, multipliers, ports by number, instance outputs
  /// by two.
  static std::optional<StateKey> key(const Driver& driver);
  void index_state();
  /// The declared name of the signal with this driver, "" if there is none.
  std::string name_of(const Driver& driver) const;
  void multipliers();
  /// One leaf per lane. Its product has the bits of both factors; ours may need fewer.
  void multiplier(std::uint32_t index);
  /// One leaf per lane.
  void accumulator(const Accumulator& item);
  void instances();
  /// One always_ff per clock, enable and presence of a reset, in the order of the first register.
  void registers();
  void always(const std::vector<std::size_t>& group);
  std::string name_of_register(std::size_t r) const;
  static std::string reset_text(const Register& item);
  void outputs();
  /// In simulation, every stream that leaves the module keeps its promise; those that enter the top, too.
  void checks();
  /// Every bit is read somewhere, so that lint finds only what is wrong.
  void unread();
  const Design& design_;
  const Module& m_;
  const DesignNames& names_;
  std::uint32_t index_;
  NameScope scope_;
  ModulePlan plan_;
  Expressions expressions_;
  Writer& out_;
  std::vector<std::string> spare_;  ///< instance outputs that no signal shows
  std::map<StateKey, SignalId> state_;
  std::set<std::string> used_;                         ///< clocks and resets
  std::map<std::uint32_t, std::size_t> accumulators_;  ///< by the signal that it drives
};

}  // namespace knap::hw
