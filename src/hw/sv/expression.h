// Expressions: signals of one module as SystemVerilog expressions of exact width and sign.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "hw/ir/module.h"

namespace knap::hw {

/// What an expression binds like; a parent puts parentheses around what binds more loosely.
enum class Binding { Atom, Unary, Multiply, Add, Shift, Compare, Equality, And, Xor, Or, Select };

/// A self-determined expression of exactly `width_bits` bits.
struct Text {
  std::string text;
  int width_bits = 1;
  bool is_signed = false;
  Binding binding = Binding::Atom;
};

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
class Expressions {
 public:
  Expressions(const Module& module, const std::vector<SignalPlan>& plan);

  /// The signal's lane at its own width.
  Text natural(SignalId id, Lane lane);
  /// The lane's value with `width_bits` bits: extended by its own sign, or its low bits.
  Text at_width(SignalId id, Lane lane, int width_bits);
  /// All lanes, each with `lane_width` bits, one after the other.
  std::string whole(SignalId id, int lane_width);
  /// Lanes [first, first + count) of a pack, one after the other.
  std::string lanes(SignalId pack, int first, int count);
  /// What drives the lane, as an expression of `width_bits` bits (not for state, ports, lookups and packs).
  Text driver(SignalId id, Lane lane, int width_bits);

  /// Bits of the declared signal that nothing read, as "name[7:4]" texts.
  std::vector<std::string> unread(SignalId id) const;

  static Text with_sign(Text text, bool is_signed);
  static std::string literal(std::int64_t value, int width_bits, bool is_signed);
  static std::string inside(const Text& text, Binding parent);

 private:
  Text declared(SignalId id, Lane lane, int width_bits);
  Text low_bits(SignalId id, Lane lane, int width_bits);
  Text binary(const Binary& d, Lane lane, int width_bits);
  Text product(const Binary& d, Lane lane, int width_bits);
  Text compare(const Binary& d, Lane lane, bool is_inverted);
  Text logic(const Binary& d, Lane lane);
  Text inverse(SignalId a, Lane lane);
  Text pick(const Pick& d, int width_bits);
  Text cast(Text text, int width_bits) const;
  std::string select(SignalId base, Lane lane, int offset) const;
  void read(SignalId id, int first_bit, int count);
  const Type& type(SignalId id) const { return module_.type(id); }
  const Constant* constant(SignalId id) const;

  const Module& module_;
  const std::vector<SignalPlan>& plan_;
  std::vector<std::vector<bool>> read_;  ///< per signal and bit
};

}  // namespace knap::hw
