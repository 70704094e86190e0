// Printed: an expression as SystemVerilog text, with what its surroundings need to know of it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace knap::hw {

/// What an expression binds like; a parent puts parentheses around what binds more loosely.
enum class Binding { Atom, Unary, Multiply, Add, Shift, Compare, Equality, And, Xor, Or, Select };

/// A self-determined expression of exactly `width_bits` bits. Text is only put together, never looked into:
/// what a parent or a statement asks about it stands in the other fields, which the functions below keep
/// true.
struct Printed {
  std::string text;
  int width_bits = 1;
  bool is_signed = false;
  Binding binding = Binding::Atom;
  bool has_cast = false;    ///< 8'(x) somewhere inside
  bool has_select = false;  ///< name[...] somewhere inside
  bool is_list = false;     ///< braces around the whole: {a, b} or {3{a}}
  /// Where a line may begin, ascending: at an outermost operator, or at an element of the list.
  std::vector<std::size_t> breaks = {};
};

/// "4'd5", "-4'sd3", "1'b1"; negative values without a sign, and the most negative one, in base 16.
Printed literal(std::int64_t value, int width_bits, bool is_signed);
/// The low bits of any value: "4'hd".
Printed hex_literal(std::int64_t value, int width_bits);
/// In parentheses unless it binds more tightly than `parent`.
Printed inside(Printed operand, Binding parent);
Printed in_parentheses(Printed operand);
/// The same bits read as signed or unsigned.
Printed with_sign(Printed operand, bool is_signed);
/// Extended by its own sign, or cut.
Printed cast(Printed operand, int width_bits);
/// "!x"; the operand's width and sign.
Printed prefixed(std::string_view symbol, Printed operand);
/// "a + b", with the operands as they stand; width and sign are those of `a`.
Printed operation(Printed a, std::string_view symbol, const Printed& b, Binding binding);
/// "select ? yes : no", with the operands as they stand; width and sign are those of `yes`.
Printed choice(Printed select, const Printed& yes, const Printed& no);
/// "{a, b}", the first one highest.
Printed list(const std::vector<Printed>& elements);
/// "{3{a}}"
Printed repeat(int count, Printed element);

}  // namespace knap::hw
