// Taint: follows the values of claims that failed, until nothing depends on them or one is used.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "hw/sim/program.h"
#include "hw/sim/readers.h"

namespace knap::hw::sim {

/// A claim (Narrow) may fail on values that nobody uses: the arm that a mux does not select, sums of
/// registers that were never loaded, data that goes with valid = 0. So a failing claim marks its lanes, and
/// units that hold marked slots run with marks beside the values, until all marks are gone. Reading an
/// address in the cycle that writes it marks likewise. A mark is 0, or what caused it: 1 + operation, or
/// kCollision + memory.
class Taint {
 public:
  explicit Taint(const Program& program);

  bool is_any_on() const { return on_count_ > 0; }
  bool is_on(std::uint32_t unit) const { return on_[unit] != 0; }
  void turn_on(std::uint32_t unit);

  /// The claim of `op` (already executed) failed on some lanes: marks these and wraps them to the type's
  /// width.
  void fail(std::uint32_t op, std::int64_t* slots);
  /// Whether nothing uses the values of the claims that failed in this task, which has run to its end, and
  /// whose unit is off: other arms were selected, enables are 0. Their marks are cleared.
  bool is_harmless(std::uint32_t task, const std::vector<std::uint32_t>& failed, const std::int64_t* slots);
  /// Executes operations [begin, end) of a unit that is on.
  void run(std::uint32_t begin, std::uint32_t end, std::int64_t* slots);
  /// Any mark among the slots.
  bool is_marked(std::uint32_t slot, std::uint32_t lanes) const;
  std::uint32_t mark(std::uint32_t slot) const { return slot == kNone ? 0 : marks_[slot]; }

  /// The edge, beside Machine's: stage before anything changes; apply before the values are moved.
  void stage(const Unit& unit, const std::int64_t* slots, bool is_reset);
  void apply(const Unit& unit, const std::int64_t* slots, const std::uint8_t* group_active);
  void apply_read(std::uint32_t memory, bool is_collision);
  void apply_write(std::uint32_t memory, std::uint64_t address);
  void apply_multiplier(std::uint32_t multiplier, bool is_active);
  void clear(std::uint32_t slot, std::size_t lanes);
  /// Turns off the units that hold no mark any more.
  void settle_down();

  /// "conv1 (module conv_3x3): acc_next was 300, outside [-128,127]"
  std::string describe(std::uint32_t mark) const;

 private:
  void propagate(const Op& op, const std::int64_t* slots);
  void propagate_binary(const Op& op, const std::int64_t* slots);
  void propagate_mux(const Op& op, const std::int64_t* slots);
  std::uint32_t word_mark(std::uint32_t memory, std::uint64_t address, std::uint32_t lane) const;
  bool holds_marks(const Unit& unit) const;
  bool is_used_at_edge(std::uint32_t task, std::uint32_t slot, const std::int64_t* slots) const;

  static constexpr std::uint32_t kCollision = 0x80000000u;
  const Program& program_;
  Readers readers_;
  std::vector<std::uint32_t> marks_;                    ///< per slot
  std::vector<std::vector<std::uint32_t>> word_marks_;  ///< per memory, empty until needed
  std::vector<std::vector<std::uint32_t>> pipe_marks_;  ///< per multiplier
  std::map<std::uint32_t, std::vector<std::uint32_t>>
      group_marks_;                   ///< per unit (slot range begin): marks of the enables
  std::vector<std::int64_t> values_;  ///< per operation + 1: what its failing claim saw last
  std::vector<std::uint8_t> on_;      ///< per unit
  std::size_t on_count_ = 0;
  std::vector<std::uint32_t> heap_, visited_;  ///< of is_harmless, kept for their memory
};

}  // namespace knap::hw::sim
