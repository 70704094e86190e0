// Program: a flattened design as straight-line operations over 64-bit slots, cut into tasks that can be
// skipped.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "hw/ir/module.h"

namespace knap::hw::sim {

inline constexpr std::uint32_t kNone = 0xffffffffu;

/// What an operation does; operands are slot indices. Lane k of a signal is slot + k.
enum class Code : std::uint8_t {
  Add,
  Sub,
  Mul,
  Mul32,  ///< Mul of operands that fit 32 bits: four at a time
  And,
  Or,
  Xor,
  Equal,
  Less,
  Not,
  Shl,        ///< by b
  Shr,        ///< by b
  Narrow,     ///< a, within limits
  TruncateU,  ///< keeps 64 - b bits
  TruncateS,
  Mux,       ///< a ? b : c, one select
  MuxLanes,  ///< a[i] ? b[i] : c[i]
  Lookup,    ///< tables[b][a]
  Pick,      ///< a[b], count c lanes
  Copy,
  Fill,       ///< a[0] into all lanes
  ReadAsync,  ///< memories[b] at address a
};

/// Which operands are vectors. Mux: of the arms b and c.
enum class Shape : std::uint8_t { One, VectorVector, VectorScalar, ScalarVector, ScalarScalar };

struct Op {
  Code code = Code::Copy;
  Shape shape = Shape::One;
  std::uint32_t lanes = 1;
  std::uint32_t dst = 0, a = 0, b = 0, c = 0;
  std::uint32_t limits = kNone;  ///< what a claim says about the result
};

/// Bounds of a Narrow.
struct Limits {
  Interval interval;
  std::uint64_t span = 0;  ///< high - low
};

struct Table {
  std::shared_ptr<const std::vector<std::int64_t>> values;
};

/// Where an operation or memory came from, for messages: index of the signal or memory.
struct Origin {
  const Module* module = nullptr;
  std::uint32_t index = 0;
  std::uint32_t node = 0;
};

/// A memory instance; `data` is the slot of its read data.
struct MemoryState {
  MemoryKind kind = MemoryKind::Ram;
  std::uint32_t lanes = 1;
  std::int64_t depth = 1;
  std::uint32_t data = 0, read_address = 0, read_enable = kNone;
  std::uint32_t write_enable = kNone, write_address = kNone, write_data = kNone;
  std::uint32_t stage = 0;  ///< staging area: read data, then write data
  std::shared_ptr<const std::vector<std::int64_t>> rom;
  std::vector<std::int64_t> words;  ///< RAMs
  Origin origin;
};

struct MultiplierState {
  Op product;               ///< into the ring, at `head`
  std::uint32_t ring = 0;   ///< slots of the last `stages` products, lanes each, in the staging area
  std::uint32_t head = 0;   ///< entry that is written next: the oldest
  std::uint32_t value = 0;  ///< slot of the product that has come out
  std::uint32_t stages = 1, lanes = 1, enable = kNone;
};

struct Move {
  std::uint32_t dst = 0, src = 0, lanes = 1;
  std::uint32_t stage = kNone;  ///< where `staged` ones wait
};

/// Registers with the same enable. `direct` sources do not change at the edge; `staged` ones are state and
/// are copied first.
struct Group {
  std::uint32_t enable = kNone;
  std::vector<Move> direct, staged;
};

struct Reset {
  std::uint32_t dst = 0;
  std::vector<std::int64_t> values;
};

/// Slots whose change wakes tasks of other units.
struct Export {
  std::uint32_t slot = 0, lanes = 1, shadow = 0;
  std::vector<std::uint32_t> tasks;
};

/// A run of operations of one unit, skipped while nothing that it reads has changed.
struct Task {
  std::uint32_t unit = 0, begin = 0, end = 0;
  std::vector<Export> exports;
};

/// One instance (with the small ones inside it): what is evaluated, or skipped, together.
struct Unit {
  std::string path;
  std::uint32_t begin = 0, end = 0;  ///< its slots
  std::vector<std::uint32_t> tasks;  ///< in order
  std::vector<Group> groups;
  std::vector<Reset> resets;
  std::vector<std::uint32_t> memories, multipliers;
  std::vector<Export> exports;         ///< of its state
  std::vector<std::uint32_t> imports;  ///< slots of other units that it reads
};

/// A port of some instance.
struct Handle {
  std::string path;
  std::uint32_t slot = 0, lanes = 1;
  Interval interval;
  bool is_input = false;             ///< of the top
  std::vector<std::uint32_t> tasks;  ///< woken when a top input changes
};

struct Program {
  std::shared_ptr<const Design> design;
  std::vector<Op> ops;
  std::vector<Origin> origins;     ///< per operation
  std::vector<std::string> paths;  ///< per node (instance)
  std::vector<Limits> limits;
  std::vector<Table> tables;
  std::vector<MemoryState> memories;
  std::vector<MultiplierState> multipliers;
  std::vector<Task> tasks;  ///< in evaluation order; task tasks.size() + u is the clock edge of unit u
  std::vector<Unit> units;
  std::vector<Handle> handles;        ///< the top's ports first, in order
  std::vector<std::int64_t> initial;  ///< slots at the start; the staging area behind them
  std::uint32_t shadow_size = 0;
};

/// Calls f(slot, lanes) for every range that the operation reads.
template <class F>
void for_each_read(const Op& op, F&& f);

/// Calls f(slot, lanes, enable) for all that the clock edge of a unit reads; where `enable` is a slot that
/// holds 0, what was read has no effect.
template <class F>
void for_each_edge_read(const Program& program, const Unit& unit, F&& f);

/// Flattens and schedules; `seed` chooses the start values of state without reset. KNAP_CHECKs
/// verify(design).
Program compile(const Design& design, std::uint64_t seed);

template <class F>
void for_each_read(const Op& op, F&& f) {
  const bool first = op.shape == Shape::VectorVector || op.shape == Shape::VectorScalar;
  const bool second = op.shape == Shape::VectorVector || op.shape == Shape::ScalarVector;
  switch (op.code) {
    case Code::Add:
    case Code::Sub:
    case Code::Mul:
    case Code::Mul32:
    case Code::And:
    case Code::Or:
    case Code::Xor:
    case Code::Equal:
    case Code::Less:
      f(op.a, first ? op.lanes : 1u);
      f(op.b, second ? op.lanes : 1u);
      return;
    case Code::Not:
    case Code::Shl:
    case Code::Shr:
    case Code::Narrow:
    case Code::TruncateU:
    case Code::TruncateS:
    case Code::Lookup:
    case Code::Copy:
      f(op.a, op.lanes);
      return;
    case Code::Mux:
    case Code::MuxLanes:
      f(op.a, op.code == Code::MuxLanes ? op.lanes : 1u);
      f(op.b, first ? op.lanes : 1u);
      f(op.c, second ? op.lanes : 1u);
      return;
    case Code::Pick:
      f(op.a, op.c);
      f(op.b, 1u);
      return;
    case Code::Fill:
    case Code::ReadAsync:
      f(op.a, 1u);
      return;
  }
}

template <class F>
void for_each_edge_read(const Program& program, const Unit& unit, F&& f) {
  const auto optional = [&](std::uint32_t slot, std::uint32_t lanes, std::uint32_t enable) {
    if (slot != kNone) f(slot, lanes, enable);
  };
  for (const Group& group : unit.groups) {
    optional(group.enable, 1, kNone);
    for (const Move& move : group.direct) f(move.src, move.lanes, group.enable);
    for (const Move& move : group.staged) f(move.src, move.lanes, group.enable);
  }
  for (const std::uint32_t m : unit.memories) {
    const MemoryState& memory = program.memories[m];
    if (memory.kind != MemoryKind::RamAsync) f(memory.read_address, 1u, memory.read_enable);
    optional(memory.read_enable, 1, kNone);
    optional(memory.write_enable, 1, kNone);
    optional(memory.write_address, 1, memory.write_enable);
    optional(memory.write_data, memory.lanes, memory.write_enable);
  }
  for (const std::uint32_t m : unit.multipliers) {
    const MultiplierState& item = program.multipliers[m];
    for_each_read(item.product,
                  [&](std::uint32_t slot, std::uint32_t lanes) { f(slot, lanes, item.enable); });
    optional(item.enable, 1, kNone);
  }
}

}  // namespace knap::hw::sim
