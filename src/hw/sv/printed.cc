#include "hw/sv/printed.h"

#include <fmt/format.h>

namespace knap::hw {
namespace {

std::uint64_t low_bits(std::int64_t value, int width_bits) {
  const auto code = static_cast<std::uint64_t>(value);
  return width_bits >= 64 ? code : code & ((std::uint64_t{1} << width_bits) - 1);
}

/// Text around the whole operand: its operators are no longer the outermost ones.
Printed wrapped(Printed operand, std::string text, Binding binding) {
  operand.text = std::move(text);
  operand.binding = binding;
  operand.is_list = false;
  operand.breaks.clear();
  return operand;
}

/// Appends " <symbol> <operand>" to `text`, whose breaks are its own.
void append(Printed& text, std::string_view symbol, const Printed& operand, bool may_break) {
  if (may_break) text.breaks.push_back(text.text.size() + 1);
  text.text += fmt::format(" {} ", symbol);
  if (!operand.is_list)
    for (const std::size_t at : operand.breaks) text.breaks.push_back(text.text.size() + at);
  text.text += operand.text;
  text.has_cast = text.has_cast || operand.has_cast;
  text.has_select = text.has_select || operand.has_select;
}

/// As the left end of a longer expression.
Printed opened(Printed operand, Binding binding) {
  if (operand.is_list) operand.breaks.clear();
  operand.is_list = false;
  operand.binding = binding;
  return operand;
}

}  // namespace

Printed literal(std::int64_t value, int width_bits, bool is_signed) {
  const char* base = is_signed ? "sd" : "d";
  if (value >= 0 && width_bits == 1)
    return {fmt::format("1'{}{}", is_signed ? "sb" : "b", value), 1, is_signed};
  if (value >= 0) return {fmt::format("{}'{}{}", width_bits, base, value), width_bits, is_signed};
  const std::uint64_t code = low_bits(value, width_bits);
  if (!is_signed) return hex_literal(value, width_bits);
  if (code == std::uint64_t{1} << (width_bits - 1))
    return {fmt::format("{}'sh{:x}", width_bits, code), width_bits, true, Binding::Unary};
  Printed result{fmt::format("-{}'sd{}", width_bits, -value), width_bits, true, Binding::Unary};
  result.breaks = {0};  // a line may begin with the sign
  return result;
}

Printed hex_literal(std::int64_t value, int width_bits) {
  return {fmt::format("{}'h{:x}", width_bits, low_bits(value, width_bits)), width_bits, false};
}

Printed inside(Printed operand, Binding parent) {
  if (operand.binding == Binding::Atom || operand.binding < parent) return operand;
  return in_parentheses(std::move(operand));
}

Printed in_parentheses(Printed operand) {
  std::string text = "(" + operand.text + ")";
  return wrapped(std::move(operand), std::move(text), Binding::Atom);
}

Printed with_sign(Printed operand, bool is_signed) {
  if (operand.is_signed == is_signed) return operand;
  std::string text = fmt::format("{}({})", is_signed ? "$signed" : "$unsigned", operand.text);
  operand.is_signed = is_signed;
  return wrapped(std::move(operand), std::move(text), Binding::Atom);
}

Printed cast(Printed operand, int width_bits) {
  if (operand.width_bits == width_bits) return operand;
  // The operand of $signed and $unsigned stands alone: the cast's width does not reach into it (nor into
  // comparisons).
  const bool is_comparison = operand.binding == Binding::Compare || operand.binding == Binding::Equality;
  std::string text = operand.text;
  if (operand.binding > Binding::Unary && !is_comparison)
    text = fmt::format("{}({})", operand.is_signed ? "$signed" : "$unsigned", text);
  text = fmt::format("{}'({})", width_bits, text);
  operand.width_bits = width_bits;
  operand.has_cast = true;
  return wrapped(std::move(operand), std::move(text), Binding::Atom);
}

Printed prefixed(std::string_view symbol, Printed operand) {
  std::string text = std::string(symbol) + operand.text;
  return wrapped(std::move(operand), std::move(text), Binding::Unary);
}

Printed operation(Printed a, std::string_view symbol, const Printed& b, Binding binding) {
  Printed result = opened(std::move(a), binding);
  append(result, symbol, b, symbol != "!=");  // an inequality is short: no line begins with it
  return result;
}

Printed choice(Printed select, const Printed& yes, const Printed& no) {
  Printed result = opened(std::move(select), Binding::Select);
  append(result, "?", yes, true);
  append(result, ":", no, true);
  result.width_bits = yes.width_bits;
  result.is_signed = yes.is_signed;
  return result;
}

Printed list(const std::vector<Printed>& elements) {
  Printed result{"{", 0};
  for (const Printed& element : elements) {
    if (result.text.size() > 1) {
      result.text += ", ";
      result.breaks.push_back(result.text.size());
    }
    result.text += element.text;
    result.width_bits += element.width_bits;
    result.has_cast = result.has_cast || element.has_cast;
    result.has_select = result.has_select || element.has_select;
  }
  result.text += "}";
  result.is_list = true;
  return result;
}

Printed repeat(int count, Printed element) {
  std::string text = fmt::format("{{{}{{{}}}}}", count, element.text);
  Printed result = wrapped(std::move(element), std::move(text), Binding::Atom);
  result.width_bits *= count;
  result.is_signed = false;
  result.is_list = true;
  return result;
}

}  // namespace knap::hw
