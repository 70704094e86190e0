// Readers: who reads each slot.
#pragma once

#include <cstdint>
#include <vector>

#include "hw/sim/program.h"

namespace knap::hw::sim {

/// Rows of numbers, one after the other.
class Rows {
 public:
  /// `count` rows; `pairs` are (row, number).
  Rows(std::size_t count, const std::vector<std::pair<std::uint32_t, std::uint32_t>>& pairs);
  const std::uint32_t* begin(std::uint32_t row) const { return items_.data() + starts_[row]; }
  const std::uint32_t* end(std::uint32_t row) const { return items_.data() + starts_[row + 1]; }

 private:
  std::vector<std::uint32_t> starts_, items_;
};

struct Readers {
  explicit Readers(const Program& program);
  Rows operations;  ///< per slot: the operations that read it
  /// Per slot: the enables under which the clock edge uses it; kNone = always. What another unit or the
  /// outside reads is used always.
  Rows edges;
  std::vector<std::uint32_t> tasks;  ///< per slot: the task that computes it, kNone for state and inputs
};

}  // namespace knap::hw::sim
