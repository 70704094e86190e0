// Machine: runs a program cycle by cycle, skipping what cannot have changed.
#pragma once

#include <cstdint>
#include <vector>

#include "hw/sim/program.h"
#include "hw/sim/taint.h"

namespace knap::hw::sim {

/// Tasks carry a dirty flag: set when a slot that they read has changed, cleared when they have run. A unit
/// whose edge is clean would load what it holds already, so it is skipped too. A skipped task would compute
/// what its slots hold: its operations are functions of slots that have not changed since it ran.
class Machine {
 public:
  explicit Machine(Program& program);

  void set_reset(bool asserted);
  void set(const Handle& handle, const std::int64_t* values);
  void settle();
  void step();
  const std::int64_t* slots() const { return slots_.data(); }
  std::uint64_t cycles() const { return cycles_; }

 private:
  void run_task(std::uint32_t task);
  void run_fast(std::uint32_t task);
  void wake(std::vector<Export>& exports);
  void stage_unit(std::uint32_t unit);
  bool apply_unit(std::uint32_t unit);
  bool apply_memory(std::uint32_t memory, bool is_tainted);
  bool apply_multiplier(std::uint32_t multiplier, bool is_tainted);
  bool apply_resets(const Unit& unit);
  bool is_active(std::uint32_t enable) const { return enable == kNone || slots_[enable] != 0; }
  void check_outputs();

  Program& program_;
  std::vector<std::int64_t> slots_, shadow_;
  std::vector<std::uint8_t> dirty_;         ///< per task, then per unit's edge
  std::vector<std::uint8_t> group_active_;  ///< of all units, one after the other
  std::vector<std::uint32_t> group_base_;   ///< per unit
  struct MemoryStage {
    bool reads = false, writes = false, collides = false;
    std::uint64_t address = 0, read_address = 0;
  };
  std::vector<MemoryStage> memory_stage_;
  std::vector<std::uint8_t> multiplier_active_;
  std::vector<std::uint32_t> wake_later_;
  std::vector<std::uint32_t> failed_;
  Taint taint_;
  bool is_reset_ = false;
  std::uint64_t cycles_ = 0;
};

}  // namespace knap::hw::sim
