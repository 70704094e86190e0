#include "hw/sim/machine.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "hw/sim/execute.h"

namespace knap::hw::sim {
namespace {

bool differs(const std::int64_t* a, const std::int64_t* b, std::size_t lanes) {
  return lanes == 1 ? *a != *b : std::memcmp(a, b, lanes * sizeof(std::int64_t)) != 0;
}

}  // namespace

Machine::Machine(Program& program)
    : program_(program),
      slots_(program.initial),
      shadow_(program.shadow_size, 0),
      dirty_(program.tasks.size() + program.units.size(), 1),
      memory_stage_(program.memories.size()),
      multiplier_active_(program.multipliers.size(), 0),
      taint_(program) {
  std::uint32_t groups = 0;
  for (const Unit& unit : program.units) {
    group_base_.push_back(groups);
    groups += static_cast<std::uint32_t>(unit.groups.size());
  }
  group_active_.assign(groups, 0);
}

void Machine::set_reset(bool asserted) {
  if (asserted != is_reset_) std::fill(dirty_.begin(), dirty_.end(), std::uint8_t{1});
  is_reset_ = asserted;
}

void Machine::set(const Handle& handle, const std::int64_t* values) {
  if (!copy_changed(slots_.data() + handle.slot, values, handle.lanes)) return;
  for (const std::uint32_t task : handle.tasks) dirty_[task] = 1;
}

/// Marks the readers of exported slots that have changed, and hands on taint.
void Machine::wake(std::vector<Export>& exports) {
  for (const Export& item : exports) {
    const bool is_tainted = taint_.is_any_on() && taint_.is_marked(item.slot, item.lanes);
    if (!is_tainted && !differs(shadow_.data() + item.shadow, slots_.data() + item.slot, item.lanes))
      continue;
    std::copy_n(slots_.data() + item.slot, item.lanes, shadow_.data() + item.shadow);
    for (const std::uint32_t task : item.tasks) {
      dirty_[task] = 1;
      if (!is_tainted) continue;
      const auto tasks = static_cast<std::uint32_t>(program_.tasks.size());
      taint_.turn_on(task < tasks ? program_.tasks[task].unit : task - tasks);
    }
  }
}

/// Without marks; a claim that fails and whose value something uses makes the task run again, with marks.
void Machine::run_fast(std::uint32_t index) {
  const Task& task = program_.tasks[index];
  const Op* ops = program_.ops.data();
  Stop stop = execute(program_, ops + task.begin, ops + task.end, slots_.data());
  if (!stop.failed) return;
  failed_.clear();
  while (stop.failed) {
    failed_.push_back(static_cast<std::uint32_t>(stop.next - ops) - 1);
    taint_.fail(failed_.back(), slots_.data());
    stop = execute(program_, stop.next, ops + task.end, slots_.data());
  }
  if (taint_.is_harmless(index, failed_, slots_.data())) return;
  taint_.turn_on(task.unit);
  taint_.run(failed_.front(), task.end, slots_.data());
}

void Machine::run_task(std::uint32_t index) {
  Task& task = program_.tasks[index];
  if (taint_.is_on(task.unit)) {
    taint_.run(task.begin, task.end, slots_.data());
  } else {
    run_fast(index);
  }
  dirty_[index] = 0;
  for (const std::uint32_t other : program_.units[task.unit].tasks)
    if (other > index) dirty_[other] = 1;
  dirty_[program_.tasks.size() + task.unit] = 1;
  wake(task.exports);
}

void Machine::settle() {
  for (std::uint32_t t = 0; t < program_.tasks.size(); ++t)
    if (dirty_[t] != 0) run_task(t);
}

void Machine::stage_unit(std::uint32_t u) {
  const Unit& unit = program_.units[u];
  std::uint8_t* active = group_active_.data() + group_base_[u];
  for (std::size_t g = 0; g < unit.groups.size(); ++g) {
    active[g] = is_active(unit.groups[g].enable) ? 1 : 0;
    if (active[g] == 0) continue;
    for (const Move& move : unit.groups[g].staged)
      std::copy_n(slots_.data() + move.src, move.lanes, slots_.data() + move.stage);
  }
  for (const std::uint32_t m : unit.memories) {
    const MemoryState& memory = program_.memories[m];
    MemoryStage& stage = memory_stage_[m];
    const auto depth = static_cast<std::uint64_t>(memory.depth);
    stage.writes = memory.write_enable != kNone && slots_[memory.write_enable] != 0;
    if (stage.writes) {
      stage.address = static_cast<std::uint64_t>(slots_[memory.write_address]);
      stage.writes = stage.address < depth;  // outside: only behind a claim that fails
      std::copy_n(slots_.data() + memory.write_data, memory.lanes,
                  slots_.data() + memory.stage + memory.lanes);
    }
    stage.reads = memory.kind != MemoryKind::RamAsync && is_active(memory.read_enable);
    if (!stage.reads) continue;
    auto address = static_cast<std::uint64_t>(slots_[memory.read_address]);
    if (address >= depth) address = 0;
    stage.read_address = address;
    stage.collides = stage.writes && stage.address == address;
    if (stage.collides) taint_.turn_on(u);
  }
  for (const std::uint32_t m : unit.multipliers) {
    const MultiplierState& item = program_.multipliers[m];
    multiplier_active_[m] = is_active(item.enable) ? 1 : 0;
    // Nobody else sees the ring, so the product is written at once.
    if (multiplier_active_[m] != 0) execute(program_, &item.product, &item.product + 1, slots_.data());
  }
  if (taint_.is_on(u)) taint_.stage(unit, slots_.data(), is_reset_);
}

bool Machine::apply_memory(std::uint32_t m, bool is_tainted) {
  MemoryState& memory = program_.memories[m];
  const MemoryStage& stage = memory_stage_[m];
  bool is_changed = false;
  if (stage.reads) {
    if (is_tainted) taint_.apply_read(m, stage.collides);
    const std::vector<std::int64_t>& words = memory.rom ? *memory.rom : memory.words;
    is_changed = copy_changed(slots_.data() + memory.data, words.data() + stage.read_address * memory.lanes,
                              memory.lanes);
  }
  if (stage.writes) {
    if (is_tainted) taint_.apply_write(m, stage.address);
    is_changed |= copy_changed(memory.words.data() + stage.address * memory.lanes,
                               slots_.data() + memory.stage + memory.lanes, memory.lanes);
  }
  return is_changed;
}

bool Machine::apply_multiplier(std::uint32_t m, bool is_tainted) {
  MultiplierState& item = program_.multipliers[m];
  const bool is_active = multiplier_active_[m] != 0;
  if (is_tainted) taint_.apply_multiplier(m, is_active);
  if (!is_active) return false;
  // From the newest product to the value that was out: at rest only where all are equal.
  const std::int64_t* ring = slots_.data() + item.ring;
  const auto entry = [&](std::uint32_t age) {
    return ring + static_cast<std::size_t>((item.head + item.stages - age) % item.stages) * item.lanes;
  };
  bool is_changed = false;
  for (std::uint32_t age = 0; age + 1 < item.stages; ++age)
    is_changed |= differs(entry(age), entry(age + 1), item.lanes);
  is_changed |= copy_changed(slots_.data() + item.value, entry(item.stages - 1), item.lanes);
  item.head = (item.head + 1) % item.stages;
  item.product.dst = item.ring + item.head * item.lanes;
  return is_changed;
}

bool Machine::apply_resets(const Unit& unit) {
  bool is_changed = false;
  for (const Reset& reset : unit.resets) {
    const auto lanes = static_cast<std::uint32_t>(reset.values.size());
    is_changed |= copy_changed(slots_.data() + reset.dst, reset.values.data(), lanes);
    taint_.clear(reset.dst, lanes);
  }
  return is_changed;
}

bool Machine::apply_unit(std::uint32_t u) {
  const Unit& unit = program_.units[u];
  const std::uint8_t* active = group_active_.data() + group_base_[u];
  const bool is_tainted = taint_.is_on(u);
  if (is_tainted) taint_.apply(unit, slots_.data(), active);
  bool is_changed = false;
  for (std::size_t g = 0; g < unit.groups.size(); ++g) {
    if (active[g] == 0) continue;
    for (const Move& move : unit.groups[g].direct)
      is_changed |= copy_changed(slots_.data() + move.dst, slots_.data() + move.src, move.lanes);
    for (const Move& move : unit.groups[g].staged)
      is_changed |= copy_changed(slots_.data() + move.dst, slots_.data() + move.stage, move.lanes);
  }
  for (const std::uint32_t m : unit.memories) is_changed |= apply_memory(m, is_tainted);
  for (const std::uint32_t m : unit.multipliers) is_changed |= apply_multiplier(m, is_tainted);
  return is_changed || is_tainted;
}

/// A failed claim's value must not leave the design: not in valid, ready or a plain output, nor in data that
/// is valid.
void Machine::check_outputs() {
  const Module& top = program_.design->top();
  for (std::size_t p = 0; p < top.ports.size(); ++p) {
    const Handle& handle = program_.handles[p];
    if (handle.is_input || !taint_.is_marked(handle.slot, handle.lanes)) continue;
    const auto stream = std::find_if(top.streams.begin(), top.streams.end(),
                                     [p](const StreamPorts& s) { return s.data == p; });
    if (stream != top.streams.end() && slots_[program_.handles[stream->valid].slot] == 0) continue;
    for (std::uint32_t k = 0; k < handle.lanes; ++k) {
      const std::uint32_t mark = taint_.mark(handle.slot + k);
      KNAP_CHECK(mark == 0, fmt::format("cycle {}: {}; it leaves through {}", cycles_, taint_.describe(mark),
                                        handle.path));
    }
  }
}

void Machine::step() {
  settle();
  if (taint_.is_any_on() && !is_reset_) check_outputs();
  const auto tasks = static_cast<std::uint32_t>(program_.tasks.size());
  const auto units = static_cast<std::uint32_t>(program_.units.size());
  for (std::uint32_t u = 0; u < units; ++u)
    if (dirty_[tasks + u] != 0) stage_unit(u);
  for (std::uint32_t u = 0; u < units; ++u) {
    Unit& unit = program_.units[u];
    const bool is_dirty = dirty_[tasks + u] != 0;
    if (!is_dirty && !is_reset_) continue;
    bool is_changed = is_dirty && apply_unit(u);
    if (is_reset_) is_changed |= apply_resets(unit);
    dirty_[tasks + u] = is_changed ? 1 : 0;
    if (!is_changed) continue;
    for (const std::uint32_t task : unit.tasks) dirty_[task] = 1;
    wake_later_.push_back(u);
  }
  // Only now: readers woken here must not be taken for dirty in this edge.
  for (const std::uint32_t u : wake_later_) wake(program_.units[u].exports);
  wake_later_.clear();
  if (taint_.is_any_on()) taint_.settle_down();
  ++cycles_;
}

}  // namespace knap::hw::sim
