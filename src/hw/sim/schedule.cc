#include "hw/sim/schedule.h"

#include <algorithm>
#include <functional>
#include <map>
#include <queue>
#include <set>

#include "hw/ir/verify.h"

namespace knap::hw::sim {
namespace {

class Scheduler {
 public:
  Scheduler(const Layout& layout, Lowered lowered, Program& program)
      : layout_(layout), in_(std::move(lowered)), program_(program) {
    owner_.assign(program.initial.size(), kNone);
    for (std::uint32_t i = 0; i < in_.ops.size(); ++i)
      for (std::uint32_t k = 0; k < in_.ops[i].lanes; ++k) owner_[in_.ops[i].dst + k] = i;
    slot_unit_.assign(program.initial.size(), kNone);
    for (std::uint32_t u = 0; u < program.units.size(); ++u)
      std::fill(slot_unit_.begin() + program.units[u].begin, slot_unit_.begin() + program.units[u].end, u);
  }

  void run() {
    keep_needed();
    fuse_claims();
    order();
    connect();
  }

 private:
  std::uint32_t unit_of(std::uint32_t op) const { return layout_.nodes[in_.origins[op].node].unit; }

  void keep_needed() {
    needed_.assign(in_.ops.size(), false);
    std::vector<std::uint32_t> work;
    const auto need = [&](std::uint32_t slot, std::uint32_t lanes) {
      for (std::uint32_t k = 0; k < lanes; ++k) {
        const std::uint32_t op = owner_[slot + k];
        if (op == kNone || needed_[op]) continue;
        needed_[op] = true;
        work.push_back(op);
      }
    };
    for (const Handle& handle : program_.handles) need(handle.slot, handle.lanes);
    for (const Unit& unit : program_.units)
      for_each_edge_read(program_, unit,
                         [&](std::uint32_t slot, std::uint32_t lanes, std::uint32_t) { need(slot, lanes); });
    while (!work.empty()) {
      const std::uint32_t op = work.back();
      work.pop_back();
      for_each_read(in_.ops[op], need);
    }
  }

  /// A claim on a result that nothing else reads becomes part of the operation that computes it.
  void fuse_claims() {
    std::vector<std::uint8_t> readers(program_.initial.size(), 0);  // saturating at 2
    const auto reads = [&](std::uint32_t slot, std::uint32_t lanes) {
      for (std::uint32_t k = 0; k < lanes; ++k)
        readers[slot + k] = static_cast<std::uint8_t>(std::min(2, readers[slot + k] + 1));
    };
    for (std::uint32_t i = 0; i < in_.ops.size(); ++i)
      if (needed_[i]) for_each_read(in_.ops[i], reads);
    for (const Handle& handle : program_.handles) reads(handle.slot, handle.lanes);
    for (const Unit& unit : program_.units)
      for_each_edge_read(program_, unit,
                         [&](std::uint32_t slot, std::uint32_t lanes, std::uint32_t) { reads(slot, lanes); });
    for (std::uint32_t i = 0; i < in_.ops.size(); ++i) {
      const Op& claim = in_.ops[i];
      if (!needed_[i] || claim.code != Code::Narrow || owner_[claim.a] == kNone) continue;
      const std::uint32_t source = owner_[claim.a];
      Op& op = in_.ops[source];
      bool is_alone =
          op.dst == claim.a && op.lanes == claim.lanes && op.limits == kNone && unit_of(source) == unit_of(i);
      for (std::uint32_t k = 0; k < claim.lanes; ++k) is_alone = is_alone && readers[claim.a + k] == 1;
      if (!is_alone) continue;
      op.dst = claim.dst;
      op.limits = claim.limits;
      in_.origins[source] = in_.origins[i];
      for (std::uint32_t k = 0; k < claim.lanes; ++k) owner_[claim.dst + k] = source;
      needed_[i] = false;
    }
  }

  /// Kahn's algorithm; operations of one unit are kept together as long as one is ready, in the order they
  /// were written.
  void order() {
    std::vector<std::uint32_t> waits(in_.ops.size(), 0);
    std::vector<std::vector<std::uint32_t>> consumers(in_.ops.size());
    for (std::uint32_t i = 0; i < in_.ops.size(); ++i) {
      if (!needed_[i]) continue;
      std::uint32_t last = kNone;
      for_each_read(in_.ops[i], [&](std::uint32_t slot, std::uint32_t lanes) {
        for (std::uint32_t k = 0; k < lanes; ++k) {
          const std::uint32_t source = owner_[slot + k];
          if (source == kNone || source == last) continue;
          consumers[source].push_back(i);
          ++waits[i];
          last = source;
        }
      });
    }
    using Heap = std::priority_queue<std::uint32_t, std::vector<std::uint32_t>, std::greater<>>;
    std::vector<Heap> ready(program_.units.size());
    std::set<std::uint32_t> units;  // with something ready
    const auto make_ready = [&](std::uint32_t op) {
      ready[unit_of(op)].push(op);
      units.insert(unit_of(op));
    };
    std::size_t total = 0;
    for (std::uint32_t i = 0; i < in_.ops.size(); ++i) {
      if (!needed_[i]) continue;
      ++total;
      if (waits[i] == 0) make_ready(i);
    }
    while (!units.empty()) {
      const std::uint32_t unit = *units.begin();
      Task task;
      task.unit = unit;
      task.begin = static_cast<std::uint32_t>(program_.ops.size());
      while (!ready[unit].empty()) {
        const std::uint32_t op = ready[unit].top();
        ready[unit].pop();
        program_.ops.push_back(in_.ops[op]);
        program_.origins.push_back(in_.origins[op]);
        for (const std::uint32_t consumer : consumers[op])
          if (--waits[consumer] == 0) make_ready(consumer);
      }
      units.erase(unit);
      task.end = static_cast<std::uint32_t>(program_.ops.size());
      program_.units[unit].tasks.push_back(static_cast<std::uint32_t>(program_.tasks.size()));
      program_.tasks.push_back(task);
    }
    KNAP_CHECK(program_.ops.size() == total, "a combinational loop");
  }

  /// Who wakes whom: producer (task, or T + unit for its state) -> slot -> tasks.
  void connect() {
    const auto task_count = static_cast<std::uint32_t>(program_.tasks.size());
    std::vector<std::uint32_t> writer(program_.initial.size(), kNone);  // task per slot
    for (std::uint32_t t = 0; t < task_count; ++t)
      for (std::uint32_t i = program_.tasks[t].begin; i < program_.tasks[t].end; ++i)
        for (std::uint32_t k = 0; k < program_.ops[i].lanes; ++k) writer[program_.ops[i].dst + k] = t;
    std::vector<std::map<std::uint32_t, std::set<std::uint32_t>>> wakes(task_count + program_.units.size());
    std::map<std::uint32_t, std::set<std::uint32_t>> inputs;  // slots that belong to no unit
    std::vector<std::set<std::uint32_t>> imports(program_.units.size());
    const auto reads = [&](std::uint32_t task, std::uint32_t unit, std::uint32_t slot, std::uint32_t lanes) {
      for (std::uint32_t s = slot; s < slot + lanes; ++s) {
        const std::uint32_t home = slot_unit_[s];
        if (home == kNone) {
          inputs[s].insert(task);
        } else if (home != unit && (writer[s] != kNone || in_.is_state[s])) {
          wakes[writer[s] != kNone ? writer[s] : task_count + home][s].insert(task);
          imports[unit].insert(s);
        }
      }
    };
    for (std::uint32_t t = 0; t < task_count; ++t)
      for (std::uint32_t i = program_.tasks[t].begin; i < program_.tasks[t].end; ++i)
        for_each_read(program_.ops[i], [&](std::uint32_t slot, std::uint32_t lanes) {
          reads(t, program_.tasks[t].unit, slot, lanes);
        });
    for (std::uint32_t u = 0; u < program_.units.size(); ++u)
      for_each_edge_read(program_, program_.units[u],
                         [&](std::uint32_t slot, std::uint32_t lanes, std::uint32_t) {
                           reads(task_count + u, u, slot, lanes);
                         });
    for (std::uint32_t t = 0; t < task_count; ++t) program_.tasks[t].exports = exports_of(wakes[t]);
    for (std::uint32_t u = 0; u < program_.units.size(); ++u) {
      program_.units[u].exports = exports_of(wakes[task_count + u]);
      program_.units[u].imports.assign(imports[u].begin(), imports[u].end());
    }
    for (Handle& handle : program_.handles) {
      if (!handle.is_input) continue;
      std::set<std::uint32_t> tasks;
      for (std::uint32_t k = 0; k < handle.lanes; ++k)
        tasks.insert(inputs[handle.slot + k].begin(), inputs[handle.slot + k].end());
      handle.tasks.assign(tasks.begin(), tasks.end());
    }
  }

  /// Neighbouring slots with the same readers become one export.
  std::vector<Export> exports_of(const std::map<std::uint32_t, std::set<std::uint32_t>>& wakes) {
    std::vector<Export> result;
    const std::set<std::uint32_t>* last = nullptr;
    for (const auto& entry : wakes) {
      const bool continues =
          last != nullptr && result.back().slot + result.back().lanes == entry.first && *last == entry.second;
      if (continues) {
        ++result.back().lanes;
      } else {
        Export item;
        item.slot = entry.first;
        item.shadow = program_.shadow_size;
        item.tasks.assign(entry.second.begin(), entry.second.end());
        result.push_back(std::move(item));
      }
      ++program_.shadow_size;
      last = &entry.second;
    }
    return result;
  }

  const Layout& layout_;
  Lowered in_;
  Program& program_;
  std::vector<std::uint32_t> owner_;      ///< operation that writes a slot
  std::vector<std::uint32_t> slot_unit_;  ///< unit that a slot belongs to
  std::vector<bool> needed_;
};

}  // namespace

void schedule(const Layout& layout, Lowered lowered, Program& program) {
  lowered.is_state.resize(program.initial.size(), false);
  Scheduler(layout, std::move(lowered), program).run();
}

Program compile(const Design& design, std::uint64_t seed) {
  const Result<void> verified = verify(design);
  KNAP_CHECK(verified.ok(), verified.ok() ? "" : to_string(verified.error()));
  Program program;
  program.design = std::make_shared<const Design>(design);
  const Layout layout = lay_out(*program.design);
  schedule(layout, lower(layout, seed, program), program);
  return program;
}

}  // namespace knap::hw::sim
