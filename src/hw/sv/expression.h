// Expressions: signals of one module as SystemVerilog expressions of exact width and sign.
#pragma once

#include <string>
#include <vector>

#include "hw/ir/module.h"
#include "hw/sv/printed.h"

namespace knap::hw {

/// Which lane is meant: a number, or the loop variable i.
struct Lane {
  int index = 0;
  bool is_loop = false;
};

/// How the signals of a module appear, decided before anything is printed.
struct SignalPlan {
  bool is_live = false;    ///< something that leaves the module, or state, depends on it
  bool is_inline = false;  ///< stands inside its only reader's expression
  bool is_port = false;    ///< declared as an output port
  std::string name;        ///< of a declared signal
  int uses = 0;
};

/// Renders signals. Remembers which bits of declared signals were read.
///
/// Every operand is given exactly the width that its context has, so that SystemVerilog's rules of
/// context-determined widths and signs, in which tools differ, have nothing to decide. Sums, products, shifts
/// to the left and choices are exact modulo 2^width, so that they are computed at the width at which their
/// reader wants them: fewer bits are the low bits of the value, more are the value itself, for it lies in its
/// type. Comparisons, shifts to the right and run-time lanes are not; they are computed at their own width
/// and then extended by their own sign. The recursion ends because it follows drivers, and a module has no
/// combinational loop. An expression holds at most as many operations as hw/sv/plan lets be inlined, each
/// inlined once, so the text of a module is linear in its signals and lanes.
class Expressions {
 public:
  Expressions(const Module& module, const std::vector<SignalPlan>& plan);

  /// The signal's lane at its own width.
  Printed natural(SignalId id, Lane lane);
  /// The lane's value with `width_bits` bits: extended by its own sign, or its low bits.
  Printed at_width(SignalId id, Lane lane, int width_bits);
  /// All lanes, each with `lane_width` bits, one after the other.
  Printed whole(SignalId id, int lane_width);
  /// Lanes [first, first + count) of a pack, one after the other.
  Printed lanes(SignalId pack, int first, int count);
  /// What drives the lane, as an expression of `width_bits` bits (not for state, ports, lookups and packs).
  Printed driver(SignalId id, Lane lane, int width_bits);

  /// Bits of the declared signal that nothing read, as "name[7:4]" texts.
  std::vector<std::string> unread(SignalId id) const;

 private:
  /// Lane `lane`, `offset` lanes further on, of a signal that has a name or is a constant.
  struct Place {
    SignalId base;
    Lane lane;
    int offset = 0;
  };
  /// Where a lane of a signal that has a name, or of a slice of one, lies.
  Place place_of(SignalId id, Lane lane) const;
  /// The lowest `width_bits` bits of a declared lane are read; a loop reads them of every lane of `id`.
  void read_lanes(SignalId id, const Place& place, int width_bits);
  Printed declared(SignalId id, Lane lane, int width_bits);
  Printed low_bits(SignalId id, Lane lane, int width_bits);
  Printed select(const Place& place, int width_bits) const;
  Printed binary(const Binary& d, Lane lane, int width_bits);
  bool are_apart(SignalId high, SignalId low) const;
  Printed sum(const Binary& d, Lane lane, int width_bits);
  Printed product(const Binary& d, Lane lane, int width_bits);
  Printed compare(const Binary& d, Lane lane, bool is_inverted);
  Printed logic(const Binary& d, Lane lane);
  Printed inverse(SignalId a, Lane lane);
  Printed pick(const Pick& d);
  void read(SignalId id, int first_bit, int count);
  const Type& type(SignalId id) const { return module_.type(id); }
  const Constant* constant(SignalId id) const;

  const Module& module_;
  const std::vector<SignalPlan>& plan_;
  std::vector<std::vector<bool>> read_;  ///< per signal and bit
};

}  // namespace knap::hw
