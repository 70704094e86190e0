// Simulator: the meaning of a design, cycle by cycle.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "hw/ir/module.h"

namespace knap::hw {

/// Flattens the hierarchy once into straight-line code over 64-bit slots, then runs it per cycle. Registers
/// without reset start with pseudo-random values inside their type (seeded), so that a missing reset shows.
/// Claims of Narrow are checked.
class Simulator {
 public:
  explicit Simulator(const Design& design, std::uint64_t seed = 1);
  Simulator(Simulator&&) noexcept;
  Simulator& operator=(Simulator&&) noexcept;
  ~Simulator();

  /// Index of a top-level port ("in_valid"); KNAP_CHECKs that it exists.
  std::size_t port(std::string_view name) const;
  /// Handle of any port of any instance by path "conv1.out_data" ("" or the top's own ports without dots
  /// too).
  std::size_t probe(std::string_view path) const;

  void set_reset(bool asserted);
  void set(std::size_t port, std::int64_t value);
  void set_lanes(std::size_t port, std::span<const std::int64_t> values);

  /// Computes all combinational values from the inputs and the state. Call before reading outputs.
  void settle();
  /// settle(), then one rising clock edge.
  void step();

  std::int64_t get(std::size_t port_or_probe) const;  ///< lane 0, after settle()
  std::span<const std::int64_t> get_lanes(std::size_t port_or_probe) const;
  std::uint64_t cycles() const;
  /// Slots and operations per cycle, for bench.
  std::size_t operations() const;

 private:
  struct Code;
  std::unique_ptr<Code> code_;
};

}  // namespace knap::hw
