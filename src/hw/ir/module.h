// Module, Design: hardware as values - typed signals, registers, memories, multipliers, instances and
// streams.
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/num/interval.h"

namespace knap::hw {

/// Index into Module::signals.
struct SignalId {
  std::uint32_t index = 0;
  auto operator<=>(const SignalId&) const = default;
};

/// Which clock and reset a register or memory belongs to (index into Design::clocks).
struct ClockId {
  std::uint32_t index = 0;
  auto operator<=>(const ClockId&) const = default;
};

/// `lanes` integers, each within `interval`. Lane k lies at bits [k * width, (k + 1) * width).
struct Type {
  Interval interval;
  std::int32_t lanes = 1;

  bool operator==(const Type&) const = default;
  int lane_width_bits() const { return width_bits(interval); }
  int total_bits() const { return lane_width_bits() * lanes; }
  bool is_bit() const { return lanes == 1 && interval.low >= 0 && interval.high <= 1; }
};
inline constexpr Interval kBit{0, 1};
/// More lanes, or values beyond 61 bits, are refused by verify().
inline constexpr std::int32_t kMaxLanes = 1 << 24;
inline constexpr Interval kMaxInterval{-(std::int64_t{1} << 61), std::int64_t{1} << 61};

// ---- what drives a signal. Operations are lane-wise; an operand of one lane is broadcast over the other's
// lanes.

/// One value per lane.
struct Constant {
  std::vector<std::int64_t> lanes;
  /// "weight", "bias", "threshold" where the values come from the model: they are then printed as literals of
  /// their own and listed in constants.json. "" elsewhere.
  std::string what = {};
  bool operator==(const Constant&) const = default;
};
/// Value of an input port of the module.
struct PortInput {
  std::uint32_t port = 0;
  bool operator==(const PortInput&) const = default;
};
/// And, Or, Xor work on single-bit lanes; Equal and Less give single bits and compare values (never codes).
enum class BinaryOp { Add, Sub, Mul, And, Or, Xor, Equal, Less };
struct Binary {
  BinaryOp op = BinaryOp::Add;
  SignalId a, b;
  bool operator==(const Binary&) const = default;
};
/// 1 - a for single-bit lanes.
struct Not {
  SignalId a;
  bool operator==(const Not&) const = default;
};
struct ShiftLeft {
  SignalId a;
  int amount = 0;
  bool operator==(const ShiftLeft&) const = default;
};
/// Floor division by 2^amount.
struct ShiftRight {
  SignalId a;
  int amount = 0;
  bool operator==(const ShiftRight&) const = default;
};
/// The same value in a narrower type: a claim that the generator proves in a comment. The high bits are
/// dropped where it does not hold, which is allowed only as long as nothing depends on the value (a mux that
/// selects its other arm, data that goes with valid = 0): the simulator follows such values and fails where
/// one is used.
struct Narrow {
  SignalId a;
  bool operator==(const Narrow&) const = default;
};
/// value mod 2^width, as the (full-range) type says: signed or unsigned.
struct Truncate {
  SignalId a;
  bool operator==(const Truncate&) const = default;
};
/// select ? when_true : when_false; select is one bit, or one bit per lane.
struct Mux {
  SignalId select, when_true, when_false;
  bool operator==(const Mux&) const = default;
};
/// table[index], combinational, lane by lane; index in [0, table.size()).
struct Lookup {
  SignalId index;
  std::shared_ptr<const std::vector<std::int64_t>> table;
  std::string what = {};  ///< as Constant::what
  bool operator==(const Lookup& o) const;
};
/// Lane `index` of a pack, chosen at run time; outside the pack unspecified (simulator: 0).
struct Pick {
  SignalId pack, index;
  bool operator==(const Pick&) const = default;
};
/// Lanes [first, first + type.lanes) of a pack.
struct Slice {
  SignalId pack;
  std::int32_t first = 0;
  bool operator==(const Slice&) const = default;
};
/// All lanes of all parts, one after the other; each part's values fit the type's interval.
struct Pack {
  std::vector<SignalId> parts;
  bool operator==(const Pack&) const = default;
};
struct RegisterValue {
  std::uint32_t index = 0;
  bool operator==(const RegisterValue&) const = default;
};
/// The read data of Module::memories[index].
struct MemoryValue {
  std::uint32_t index = 0;
  bool operator==(const MemoryValue&) const = default;
};
/// The product of Module::multipliers[index].
struct MultiplierValue {
  std::uint32_t index = 0;
  bool operator==(const MultiplierValue&) const = default;
};
/// Output port `port` (index into the instantiated module's ports) of Module::instances[instance].
struct InstanceOutput {
  std::uint32_t instance = 0, port = 0;
  bool operator==(const InstanceOutput&) const = default;
};
/// A name for a signal that is driven later (ready signals run against the data). Driven exactly once.
struct Wire {
  std::optional<SignalId> driver;
  bool operator==(const Wire&) const = default;
};

using Driver =
    std::variant<Constant, PortInput, Binary, Not, ShiftLeft, ShiftRight, Narrow, Truncate, Mux, Lookup, Pick,
                 Slice, Pack, RegisterValue, MemoryValue, MultiplierValue, InstanceOutput, Wire>;

struct Signal {
  Type type;
  Driver driver;
  std::string name;     ///< empty = the printer may inline it or invent one
  std::string comment;  ///< printed above the signal
  bool operator==(const Signal&) const = default;
};

/// next is taken at each rising edge where enable (if any) is 1; reset (if any) wins and is synchronous.
struct Register {
  std::string name;
  Type type;
  SignalId next;
  std::optional<SignalId> enable;
  std::optional<std::vector<std::int64_t>>
      reset;  ///< one value per lane; without: unknown until first written
  ClockId clock;
  std::string comment;
  bool is_copy = false;  ///< of another register, and to stay one (copies.h)
  bool operator==(const Register&) const = default;
};

enum class MemoryKind { Rom, Ram, RamAsync };  ///< Rom and Ram read synchronously, RamAsync combinationally
enum class MemoryStyle { Lut, Block };         ///< RamAsync is always Lut

/// One read port, and for RAMs one write port. A synchronous read takes its address at an edge where
/// read_enable is 1 and holds its data otherwise. An address is never read in the same cycle as it is
/// written, as far as the data read is used (the simulator gives the old data; outside the depth it gives 0
/// and writes nothing).
struct Memory {
  std::string name;
  MemoryKind kind = MemoryKind::Ram;
  MemoryStyle style = MemoryStyle::Lut;
  Type word;
  std::int64_t depth = 1;
  std::shared_ptr<const std::vector<std::int64_t>> contents;  ///< Rom: depth * lanes values, lane fastest
  std::string what;  ///< Rom: what constants.json calls its values ("weight", "bias", "threshold")
  SignalId read_address;
  std::optional<SignalId> read_enable;
  std::optional<SignalId> write_enable, write_address, write_data;
  ClockId clock;
  std::string comment;
  bool operator==(const Memory& o) const;
};

/// Lane-wise product through `stages` (1..3) register stages, all with the same enable, in a DSP block.
struct Multiplier {
  std::string name;
  SignalId a, b;
  std::optional<SignalId> enable;
  int stages = 2;
  ClockId clock;
  bool operator==(const Multiplier&) const = default;
};

enum class Direction { In, Out };

struct Port {
  std::string name;
  Direction direction = Direction::In;
  Type type;
  std::optional<SignalId> driver;  ///< Out: what drives it
  bool operator==(const Port&) const = default;
};

/// Three ports <name>_valid, <name>_ready, <name>_data that form a stream as docs/streams.md defines it.
/// direction In: valid and data are inputs, ready is an output.
struct StreamPorts {
  std::string name;  ///< "in", "out", "in_b", ...
  Direction direction = Direction::In;
  std::uint32_t valid = 0, ready = 0, data = 0;  ///< indices into ports
  std::int64_t beats = 0;                        ///< transfers per inference
  bool operator==(const StreamPorts&) const = default;
};

struct Instance {
  std::string name;
  std::uint32_t module = 0;      ///< index into Design::modules, smaller than that of the parent
  std::vector<SignalId> inputs;  ///< one per input port of the module, in the order of its ports
  std::string comment;
  bool operator==(const Instance&) const = default;
};

/// Clock and reset ports (clk, rst) are implicit: every module has them.
struct Module {
  std::string name;     ///< legal and unique SystemVerilog identifier
  std::string layer;    ///< the net node it implements, "" for glue
  std::string comment;  ///< what it does: shapes, formats, folding; printed as the header
  bool keep_hierarchy = false;
  std::vector<Port> ports;
  std::vector<StreamPorts> streams;
  std::vector<Signal> signals;
  std::vector<Register> registers;
  std::vector<Memory> memories;
  std::vector<Multiplier> multipliers;
  std::vector<Instance> instances;

  bool operator==(const Module&) const = default;
  const Type& type(SignalId id) const { return signals.at(id.index).type; }
};

struct Clock {
  std::string port = "clk", reset = "rst";
  double period_ns = 10.0;
  bool operator==(const Clock&) const = default;
};

/// Instantiated modules precede their parents; the last one is the top.
struct Design {
  std::vector<Module> modules;
  std::vector<Clock> clocks{Clock{}};
  bool operator==(const Design&) const = default;
  const Module& top() const { return modules.back(); }
};

}  // namespace knap::hw
