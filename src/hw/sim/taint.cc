#include "hw/sim/taint.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "hw/ir/derive.h"
#include "hw/sim/execute.h"

namespace knap::hw::sim {
namespace {

std::uint32_t either(std::uint32_t a, std::uint32_t b) { return a != 0 ? a : b; }

/// Lane index of an operand that may be a single lane.
struct Strides {
  std::uint32_t first = 1, second = 1;
  explicit Strides(Shape shape)
      : first(shape == Shape::VectorVector || shape == Shape::VectorScalar ? 1 : 0),
        second(shape == Shape::VectorVector || shape == Shape::ScalarVector ? 1 : 0) {}
};

}  // namespace

Taint::Taint(const Program& program)
    : program_(program),
      readers_(program),
      marks_(program.initial.size(), 0),
      word_marks_(program.memories.size()),
      pipe_marks_(program.multipliers.size()),
      values_(program.ops.size() + 1, 0),
      on_(program.units.size(), 0) {
  for (std::size_t m = 0; m < program.multipliers.size(); ++m)
    pipe_marks_[m].assign(std::size_t{program.multipliers[m].stages} * program.multipliers[m].lanes, 0);
}

void Taint::turn_on(std::uint32_t unit) {
  if (on_[unit] != 0) return;
  on_[unit] = 1;
  ++on_count_;
}

bool Taint::is_marked(std::uint32_t slot, std::uint32_t lanes) const {
  return std::any_of(marks_.begin() + slot, marks_.begin() + slot + lanes,
                     [](std::uint32_t m) { return m != 0; });
}

void Taint::fail(std::uint32_t op, std::int64_t* slots) {
  const Op& claim = program_.ops[op];
  const Interval& interval = program_.limits[claim.limits].interval;
  const Interval full = interval_of(width_bits(interval), interval.is_signed());
  for (std::uint32_t i = 0; i < claim.lanes; ++i) {
    std::int64_t& value = slots[claim.dst + i];
    if (interval.contains(value)) continue;
    if (marks_[claim.dst + i] == 0) {
      marks_[claim.dst + i] = op + 1;
      values_[op + 1] = value;
    }
    value = wrap(value, full);
  }
}

bool Taint::is_used_at_edge(std::uint32_t task, std::uint32_t slot, const std::int64_t* slots) const {
  for (const std::uint32_t* enable = readers_.edges.begin(slot); enable != readers_.edges.end(slot);
       ++enable) {
    if (*enable == kNone || slots[*enable] != 0) return true;
    // An enable that a later task computes is not known yet.
    if (readers_.tasks[*enable] != kNone && readers_.tasks[*enable] > task) return true;
  }
  return false;
}

bool Taint::is_harmless(std::uint32_t task, const std::vector<std::uint32_t>& failed,
                        const std::int64_t* slots) {
  // Readers come after what they read, so a heap of operations visits each once, after all its operands.
  std::vector<std::uint32_t>& heap = heap_;
  std::vector<std::uint32_t>& visited = visited_;
  heap.clear();
  visited.clear();
  const auto later = std::greater<>();
  bool is_used = false;
  const auto spread = [&](std::uint32_t index) {
    const Op& op = program_.ops[index];
    visited.push_back(index);
    for (std::uint32_t slot = op.dst; slot < op.dst + op.lanes; ++slot) {
      if (marks_[slot] == 0) continue;
      is_used = is_used || is_used_at_edge(task, slot, slots);
      for (const std::uint32_t* reader = readers_.operations.begin(slot);
           reader != readers_.operations.end(slot); ++reader) {
        is_used = is_used || *reader >= program_.tasks[task].end;
        heap.push_back(*reader);
        std::push_heap(heap.begin(), heap.end(), later);
      }
    }
  };
  for (const std::uint32_t index : failed) spread(index);
  while (!heap.empty() && !is_used) {
    const std::uint32_t index = heap.front();
    while (!heap.empty() && heap.front() == index) {
      std::pop_heap(heap.begin(), heap.end(), later);
      heap.pop_back();
    }
    // A claim that failed itself keeps its own mark.
    if (std::find(failed.begin(), failed.end(), index) != failed.end()) continue;
    propagate(program_.ops[index], slots);
    spread(index);
  }
  for (const std::uint32_t index : visited) clear(program_.ops[index].dst, program_.ops[index].lanes);
  return !is_used;
}

void Taint::run(std::uint32_t begin, std::uint32_t end, std::int64_t* slots) {
  for (std::uint32_t i = begin; i < end; ++i) {
    const Op* op = &program_.ops[i];
    const Stop stop = execute(program_, op, op + 1, slots);
    propagate(*op, slots);
    if (stop.failed) fail(i, slots);
  }
}

void Taint::propagate_binary(const Op& op, const std::int64_t* slots) {
  const Strides stride(op.shape);
  for (std::uint32_t i = 0; i < op.lanes; ++i) {
    const std::uint32_t a = op.a + i * stride.first, b = op.b + i * stride.second;
    std::uint32_t mark = either(marks_[a], marks_[b]);
    // A clean operand that decides alone: 0 of a product or an and, 1 of an or.
    const bool is_zero = (marks_[a] == 0 && slots[a] == 0) || (marks_[b] == 0 && slots[b] == 0);
    const bool is_one = (marks_[a] == 0 && slots[a] == 1) || (marks_[b] == 0 && slots[b] == 1);
    if (is_zero && (op.code == Code::And || op.code == Code::Mul || op.code == Code::Mul32)) mark = 0;
    if (is_one && op.code == Code::Or) mark = 0;
    marks_[op.dst + i] = mark;
  }
}

void Taint::propagate_mux(const Op& op, const std::int64_t* slots) {
  const Strides stride(op.shape);
  for (std::uint32_t i = 0; i < op.lanes; ++i) {
    const std::uint32_t select = op.a + (op.code == Code::MuxLanes ? i : 0);
    const std::uint32_t b = op.b + i * stride.first, c = op.c + i * stride.second;
    std::uint32_t mark = marks_[slots[select] != 0 ? b : c];
    const bool arms_agree = marks_[b] == 0 && marks_[c] == 0 && slots[b] == slots[c];
    if (marks_[select] != 0 && !arms_agree) mark = marks_[select];
    marks_[op.dst + i] = mark;
  }
}

std::uint32_t Taint::word_mark(std::uint32_t memory, std::uint64_t address, std::uint32_t lane) const {
  const std::vector<std::uint32_t>& words = word_marks_[memory];
  const MemoryState& state = program_.memories[memory];
  if (words.empty() || address >= static_cast<std::uint64_t>(state.depth)) return 0;
  return words[address * state.lanes + lane];
}

void Taint::propagate(const Op& op, const std::int64_t* slots) {
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
      return propagate_binary(op, slots);
    case Code::Mux:
    case Code::MuxLanes:
      return propagate_mux(op, slots);
    case Code::Not:
    case Code::Shl:
    case Code::Shr:
    case Code::Narrow:
    case Code::TruncateU:
    case Code::TruncateS:
    case Code::Lookup:
    case Code::Copy:
      for (std::uint32_t i = 0; i < op.lanes; ++i) marks_[op.dst + i] = marks_[op.a + i];
      return;
    case Code::Pick: {
      const auto index = static_cast<std::uint64_t>(slots[op.b]);
      marks_[op.dst] = either(marks_[op.b], marks_[op.a + (index < op.c ? index : 0)]);
      return;
    }
    case Code::Fill:
      std::fill_n(marks_.begin() + op.dst, op.lanes, marks_[op.a]);
      return;
    case Code::ReadAsync:
      for (std::uint32_t i = 0; i < op.lanes; ++i)
        marks_[op.dst + i] =
            either(marks_[op.a], word_mark(op.b, static_cast<std::uint64_t>(slots[op.a]), i));
      return;
  }
}

void Taint::stage(const Unit& unit, const std::int64_t* slots, bool is_reset) {
  std::vector<std::uint32_t>& groups = group_marks_[unit.begin];
  groups.clear();
  for (const Group& group : unit.groups) {
    groups.push_back(mark(group.enable));
    for (const Move& move : group.staged)
      std::copy_n(marks_.begin() + move.src, move.lanes, marks_.begin() + move.stage);
  }
  for (const std::uint32_t m : unit.memories) {
    const MemoryState& memory = program_.memories[m];
    if (memory.kind != MemoryKind::RamAsync) {
      const std::uint32_t address = either(mark(memory.read_enable), marks_[memory.read_address]);
      for (std::uint32_t i = 0; i < memory.lanes; ++i)
        marks_[memory.stage + i] =
            either(address, word_mark(m, static_cast<std::uint64_t>(slots[memory.read_address]), i));
    }
    if (memory.kind == MemoryKind::Rom) continue;
    std::uint32_t used = mark(memory.write_enable);
    if (slots[memory.write_enable] != 0) used = either(used, marks_[memory.write_address]);
    KNAP_CHECK(used == 0 || is_reset, fmt::format("{}; it decides where memory {} is written", describe(used),
                                                  memory.origin.module->memories[memory.origin.index].name));
    std::copy_n(marks_.begin() + memory.write_data, memory.lanes,
                marks_.begin() + memory.stage + memory.lanes);
  }
  for (const std::uint32_t m : unit.multipliers) {
    const MultiplierState& item = program_.multipliers[m];
    std::vector<std::uint32_t>& ring = pipe_marks_[m];
    const std::uint32_t enable = mark(item.enable);
    if (enable != 0) std::fill(ring.begin(), ring.end(), enable);
    if (item.enable != kNone && slots[item.enable] == 0) continue;
    propagate(item.product, slots);
    if (enable == 0)
      std::copy_n(marks_.begin() + item.product.dst, item.lanes, ring.begin() + item.head * item.lanes);
    clear(item.product.dst, item.lanes);
  }
}

void Taint::apply(const Unit& unit, const std::int64_t* slots, const std::uint8_t* group_active) {
  const std::vector<std::uint32_t>& groups = group_marks_[unit.begin];
  const auto move_marks = [&](const Move& move, std::uint32_t src, std::size_t group) {
    for (std::uint32_t i = 0; i < move.lanes; ++i) {
      std::uint32_t& mark = marks_[move.dst + i];
      const bool is_same = mark == 0 && marks_[src + i] == 0 && slots[move.dst + i] == slots[src + i];
      if (group_active[group] != 0) mark = marks_[src + i];
      if (groups[group] != 0 && !is_same) mark = groups[group];
    }
  };
  for (std::size_t g = 0; g < unit.groups.size(); ++g) {
    if (group_active[g] == 0 && groups[g] == 0) continue;
    for (const Move& move : unit.groups[g].direct) move_marks(move, move.src, g);
    for (const Move& move : unit.groups[g].staged) move_marks(move, move.stage, g);
  }
}

void Taint::apply_read(std::uint32_t memory, bool is_collision) {
  const MemoryState& state = program_.memories[memory];
  for (std::uint32_t i = 0; i < state.lanes; ++i)
    marks_[state.data + i] = either(marks_[state.stage + i], is_collision ? kCollision + memory : 0);
}

void Taint::apply_write(std::uint32_t memory, std::uint64_t address) {
  const MemoryState& state = program_.memories[memory];
  std::vector<std::uint32_t>& words = word_marks_[memory];
  if (words.empty()) {
    if (!is_marked(state.stage + state.lanes, state.lanes)) return;
    words.assign(state.words.size(), 0);
  }
  std::copy_n(marks_.begin() + state.stage + state.lanes, state.lanes,
              words.begin() + static_cast<std::ptrdiff_t>(address * state.lanes));
}

void Taint::apply_multiplier(std::uint32_t multiplier, bool is_active) {
  const MultiplierState& item = program_.multipliers[multiplier];
  if (!is_active) return;
  const std::uint32_t oldest = (item.head + 1) % item.stages;
  std::copy_n(pipe_marks_[multiplier].begin() + oldest * item.lanes, item.lanes, marks_.begin() + item.value);
}

void Taint::clear(std::uint32_t slot, std::size_t lanes) { std::fill_n(marks_.begin() + slot, lanes, 0u); }

bool Taint::holds_marks(const Unit& unit) const {
  const auto is_set = [](std::uint32_t m) { return m != 0; };
  if (is_marked(unit.begin, unit.end - unit.begin)) return true;
  if (std::any_of(unit.imports.begin(), unit.imports.end(),
                  [this](std::uint32_t s) { return marks_[s] != 0; }))
    return true;
  for (const std::uint32_t m : unit.memories)
    if (std::any_of(word_marks_[m].begin(), word_marks_[m].end(), is_set)) return true;
  for (const std::uint32_t m : unit.multipliers)
    if (std::any_of(pipe_marks_[m].begin(), pipe_marks_[m].end(), is_set)) return true;
  return false;
}

void Taint::settle_down() {
  for (std::size_t u = 0; u < on_.size() && on_count_ > 0; ++u) {
    if (on_[u] == 0 || holds_marks(program_.units[u])) continue;
    on_[u] = 0;
    --on_count_;
    // The staging area is not cleared when used without marks: leave none behind.
    for (const Group& group : program_.units[u].groups)
      for (const Move& move : group.staged) clear(move.stage, move.lanes);
  }
}

std::string Taint::describe(std::uint32_t mark) const {
  if (mark == 0) return "no claim failed";
  if (mark >= kCollision) {
    const Origin& origin = program_.memories[mark - kCollision].origin;
    return fmt::format("{} (module {}): memory {} is read at the address that is being written",
                       program_.paths[origin.node], origin.module->name,
                       origin.module->memories[origin.index].name);
  }
  const Origin& origin = program_.origins[mark - 1];
  const Signal& signal = origin.module->signals[origin.index];
  return fmt::format("{} (module {}): {} was {}, outside {}", program_.paths[origin.node],
                     origin.module->name,
                     signal.name.empty() ? fmt::format("%{}", origin.index) : signal.name, values_[mark],
                     to_string(signal.type.interval));
}

}  // namespace knap::hw::sim
