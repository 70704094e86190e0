#include "hw/sv/expression.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/match.h"

namespace knap::hw {
namespace {

bool is_uniform(const Constant& constant) {
  return constant.what.empty() && std::all_of(constant.lanes.begin(), constant.lanes.end(),
                                              [&](std::int64_t v) { return v == constant.lanes[0]; });
}

}  // namespace

Expressions::Expressions(const Module& module, const std::vector<SignalPlan>& plan)
    : module_(module), plan_(plan) {
  for (const Signal& signal : module.signals)
    read_.emplace_back(static_cast<std::size_t>(signal.type.total_bits()), false);
}

const Constant* Expressions::constant(SignalId id) const {
  const auto* found = std::get_if<Constant>(&module_.signals[id.index].driver);
  return found != nullptr && is_uniform(*found) ? found : nullptr;
}

void Expressions::read(SignalId id, int first_bit, int count) {
  std::vector<bool>& bits = read_[id.index];
  std::fill_n(bits.begin() + first_bit,
              std::min<std::size_t>(static_cast<std::size_t>(count),
                                    bits.size() - static_cast<std::size_t>(first_bit)),
              true);
}

Expressions::Place Expressions::place_of(SignalId id, Lane lane) const {
  Place place{id, lane, 0};
  while (plan_[place.base.index].is_inline) {
    const auto* slice = std::get_if<Slice>(&module_.signals[place.base.index].driver);
    if (slice == nullptr) break;
    if (type(place.base).lanes == 1) place.lane = Lane{};
    place.offset += slice->first;
    place.base = slice->pack;
  }
  return place;
}

void Expressions::read_lanes(SignalId id, const Place& place, int width_bits) {
  const int width = type(place.base).lane_width_bits();
  const int first = place.lane.is_loop ? place.offset : place.offset + place.lane.index;
  const int last = place.lane.is_loop ? place.offset + type(id).lanes - 1 : first;
  for (int k = first; k <= last; ++k) read(place.base, k * width, std::min(width, width_bits));
}

/// The lowest `width_bits` bits of one of several lanes: "name[15:8]", or with the loop variable "name[i*8 +:
/// 8]".
Printed Expressions::select(const Place& place, int width_bits) const {
  const int width = type(place.base).lane_width_bits();
  const std::string& name = plan_[place.base.index].name;
  const int low = (place.lane.index + place.offset) * width;
  std::string index;
  if (place.lane.is_loop) {
    const std::string lane = place.offset == 0 ? "i" : fmt::format("i + {}", place.offset);
    index = width == 1          ? lane
            : place.offset == 0 ? fmt::format("i*{} +: {}", width, width_bits)
                                : fmt::format("({})*{} +: {}", lane, width, width_bits);
  } else {
    index = width_bits == 1 ? fmt::format("{}", low) : fmt::format("{}:{}", low + width_bits - 1, low);
  }
  Printed result{fmt::format("{}[{}]", name, index), width_bits, false};
  result.has_select = true;
  return result;
}

/// A lane of a signal that has a name, or of a slice of one; `width_bits` of it are looked at.
Printed Expressions::declared(SignalId id, Lane lane, int width_bits) {
  const Place place = place_of(id, lane);
  const Type& t = type(place.base);
  const int width = t.lane_width_bits();
  const bool is_signed = t.interval.is_signed();
  if (const Constant* fixed = constant(place.base)) return literal(fixed->lanes[0], width, is_signed);
  if (t.lanes == 1) {
    read(place.base, 0, std::min(width, width_bits));
    return {plan_[place.base.index].name, width, is_signed};
  }
  read_lanes(id, place, width_bits);
  return with_sign(select(place, width), is_signed);
}

/// "name[3:0]" of a signal that has a name, or of a slice of one.
Printed Expressions::low_bits(SignalId id, Lane lane, int width_bits) {
  const Place place = place_of(id, lane);
  if (constant(place.base) != nullptr) return cast(declared(id, lane, width_bits), width_bits);
  if (type(place.base).lanes > 1) {
    read_lanes(id, place, width_bits);
    return select(place, width_bits);
  }
  read(place.base, 0, width_bits);
  const std::string range = width_bits == 1 ? "0" : fmt::format("{}:0", width_bits - 1);
  Printed result{fmt::format("{}[{}]", plan_[place.base.index].name, range), width_bits, false};
  result.has_select = true;
  return result;
}

Printed Expressions::natural(SignalId id, Lane lane) {
  return at_width(id, lane, type(id).lane_width_bits());
}

Printed Expressions::at_width(SignalId id, Lane lane, int width_bits) {
  const Type& t = type(id);
  if (t.lanes == 1) lane = Lane{};
  if (const Constant* fixed = constant(id)) {
    if (width_bits < t.lane_width_bits()) return hex_literal(fixed->lanes[0], width_bits);
    return literal(fixed->lanes[0], width_bits, t.interval.is_signed());
  }
  const bool is_slice = std::holds_alternative<Slice>(module_.signals[id.index].driver);
  if (!plan_[id.index].is_inline || is_slice) {
    // The low bits of something that has a name are a part-select: Yosys 0.23 does not cut a cast in a port
    // connection.
    if (width_bits < t.lane_width_bits()) return low_bits(id, lane, width_bits);
    return cast(declared(id, lane, width_bits), width_bits);
  }
  Printed text = driver(id, lane, width_bits);
  // Inside a wider expression the value counts, so the sign must be the type's before it is extended.
  if (text.width_bits < width_bits)
    text = cast(with_sign(std::move(text), t.interval.is_signed()), width_bits);
  return cast(std::move(text), width_bits);
}

Printed Expressions::whole(SignalId id, int lane_width) {
  const Type& t = type(id);
  if (t.lanes == 1) return at_width(id, Lane{}, lane_width);
  if (const Constant* fixed = constant(id)) {
    if (fixed->lanes[0] == 0) return literal(0, lane_width * t.lanes, false);
    return repeat(t.lanes, at_width(id, Lane{}, lane_width));
  }
  if (lane_width == t.lane_width_bits()) return lanes(id, 0, t.lanes);
  std::vector<Printed> all;
  for (int k = t.lanes - 1; k >= 0; --k) all.push_back(at_width(id, Lane{k, false}, lane_width));
  return list(all);
}

Printed Expressions::lanes(SignalId pack, int first, int count) {
  const Place place = place_of(pack, Lane{first, false});
  const int width = type(pack).lane_width_bits();
  first += place.offset;
  if (const Constant* fixed = constant(place.base))
    return repeat(count, literal(fixed->lanes[0], width, type(pack).interval.is_signed()));
  read(place.base, first * width, count * width);
  const std::string& name = plan_[place.base.index].name;
  if (type(place.base).lanes == count) return {name, count * width};
  Printed result{fmt::format("{}[{}:{}]", name, (first + count) * width - 1, first * width), count * width};
  result.has_select = true;
  return result;
}

Printed Expressions::logic(const Binary& d, Lane lane) {
  const Binding binding = d.op == BinaryOp::And  ? Binding::And
                          : d.op == BinaryOp::Or ? Binding::Or
                                                 : Binding::Xor;
  const char* symbol = d.op == BinaryOp::And ? "&" : d.op == BinaryOp::Or ? "|" : "^";
  // Parentheses wherever two different operators meet; none within a chain of one.
  const auto operand = [&](SignalId id) {
    Printed text = natural(id, lane);
    const bool is_plain = text.binding <= Binding::Unary || text.binding == binding;
    return is_plain ? text : in_parentheses(std::move(text));
  };
  Printed a = operand(d.a);
  return operation(std::move(a), symbol, operand(d.b), binding);
}

/// Both sides with the width and sign that hold either.
Printed Expressions::compare(const Binary& d, Lane lane, bool is_inverted) {
  const Interval both = hull(type(d.a).interval, type(d.b).interval);
  const int width = width_bits(both);
  const auto operand = [&](SignalId id) {
    const Constant* fixed = constant(id);
    if (fixed != nullptr) return literal(fixed->lanes[0], width, both.is_signed());
    return inside(with_sign(at_width(id, lane, width), both.is_signed()), Binding::Compare);
  };
  const Printed a = operand(d.a), b = operand(d.b);
  // Less with a constant on the left reads better the other way round.
  const bool is_swapped = d.op == BinaryOp::Less && constant(d.a) != nullptr;
  Printed result;
  if (d.op == BinaryOp::Equal)
    result = operation(a, is_inverted ? "!=" : "==", b, Binding::Equality);
  else if (is_swapped)
    result = operation(b, is_inverted ? "<=" : ">", a, Binding::Compare);
  else
    result = operation(a, is_inverted ? ">=" : "<", b, Binding::Compare);
  result.width_bits = 1;
  result.is_signed = false;
  return result;
}

Printed Expressions::inverse(SignalId a, Lane lane) {
  const auto* inner = std::get_if<Binary>(&module_.signals[a.index].driver);
  if (plan_[a.index].is_inline && inner != nullptr &&
      (inner->op == BinaryOp::Equal || inner->op == BinaryOp::Less))
    return compare(*inner, lane, true);
  return prefixed("!", inside(natural(a, lane), Binding::Unary));
}

/// Both operands signed where either is: so that synthesis sees the narrow factors behind the extension.
Printed Expressions::product(const Binary& d, Lane lane, int width_bits) {
  const bool is_signed = type(d.a).interval.is_signed() || type(d.b).interval.is_signed();
  const auto operand = [&](SignalId id) {
    return inside(with_sign(at_width(id, lane, width_bits), is_signed), Binding::Multiply);
  };
  Printed a = operand(d.a);
  return operation(std::move(a), "*", operand(d.b), Binding::Multiply);
}

/// Does the second number end below the first one's lowest bit? Then their sum has no carry, and synthesis is
/// told so.
bool Expressions::are_apart(SignalId high, SignalId low) const {
  const auto* shift = std::get_if<ShiftLeft>(&module_.signals[high.index].driver);
  const Interval& range = type(low).interval;
  return shift != nullptr && range.low >= 0 && width_bits(range) <= shift->amount;
}

Printed Expressions::sum(const Binary& d, Lane lane, int width_bits) {
  const Constant* fixed = constant(d.b);
  // Of a constant that is a multiple of 2^width nothing is left.
  if (fixed != nullptr && width_bits < 62 && fixed->lanes[0] % (std::int64_t{1} << width_bits) == 0)
    return at_width(d.a, lane, width_bits);
  Printed a = at_width(d.a, lane, width_bits);
  bool is_minus = d.op == BinaryOp::Sub;
  Printed b;
  if (fixed != nullptr && fixed->lanes[0] < 0 &&
      fixed->lanes[0] >= -(std::int64_t{1} << (std::min(width_bits, 62) - 1)) + 1) {
    is_minus = !is_minus;  // a + -3 is a - 3
    b = literal(-fixed->lanes[0], width_bits, a.is_signed);
  } else {
    b = at_width(d.b, lane, width_bits);
  }
  const bool is_signed = a.is_signed && b.is_signed;
  if (!is_minus && fixed == nullptr && are_apart(d.a, d.b)) {
    Printed both =
        operation(inside(std::move(a), Binding::Or), "|", inside(std::move(b), Binding::Or), Binding::Or);
    both.is_signed = is_signed;
    return both;
  }
  // A chain of additions needs no parentheses on its left.
  if (a.binding != Binding::Add) a = inside(std::move(a), Binding::Add);
  Printed result =
      operation(std::move(a), is_minus ? "-" : "+", inside(std::move(b), Binding::Add), Binding::Add);
  result.is_signed = is_signed;
  return result;
}

Printed Expressions::binary(const Binary& d, Lane lane, int width_bits) {
  switch (d.op) {
    case BinaryOp::Add:
    case BinaryOp::Sub:
      return sum(d, lane, width_bits);
    case BinaryOp::Mul:
      return product(d, lane, width_bits);
    case BinaryOp::And:
    case BinaryOp::Or:
    case BinaryOp::Xor:
      return logic(d, lane);
    case BinaryOp::Equal:
    case BinaryOp::Less:
      return compare(d, lane, false);
  }
  KNAP_CHECK(false, "not an operation");
}

Printed Expressions::pick(const Pick& d) {
  const Type& t = type(d.pack);
  const int width = t.lane_width_bits();
  const int position = width_bits(Interval{0, t.total_bits() - 1});
  read(d.pack, 0, t.total_bits());
  Printed index = at_width(d.index, Lane{}, position);
  if (width > 1) index = inside(with_sign(std::move(index), false), Binding::Multiply);
  const std::string bits =
      width == 1 ? index.text : fmt::format("{} * {}'d{} +: {}", index.text, position, width, width);
  Printed text{fmt::format("{}[{}]", plan_[d.pack.index].name, bits), width};
  text.has_cast = index.has_cast;
  text.has_select = true;
  return with_sign(std::move(text), t.interval.is_signed());
}

Printed Expressions::driver(SignalId id, Lane lane, int width_bits) {
  const auto other = [&](const auto&) {
    KNAP_CHECK(false, "not an expression");
    return Printed{};
  };
  const auto low = [&](SignalId a) {
    return at_width(a, lane, std::min(width_bits, type(id).lane_width_bits()));
  };
  return match(
      module_.signals[id.index].driver, [&](const Binary& d) { return binary(d, lane, width_bits); },
      [&](const Not& d) { return inverse(d.a, lane); },
      [&](const ShiftLeft& d) {
        if (d.amount >= width_bits) return literal(0, width_bits, false);
        return operation(inside(at_width(d.a, lane, width_bits), Binding::Multiply), "<<",
                         {fmt::format("{}", d.amount)}, Binding::Shift);
      },
      [&](const ShiftRight& d) {
        Printed a = with_sign(natural(d.a, lane), type(d.a).interval.is_signed());
        const char* symbol = a.is_signed ? ">>>" : ">>";
        return cast(operation(inside(std::move(a), Binding::Multiply), symbol, {fmt::format("{}", d.amount)},
                              Binding::Shift),
                    type(id).lane_width_bits());
      },
      [&](const Narrow& d) { return low(d.a); }, [&](const Truncate& d) { return low(d.a); },
      [&](const Mux& d) {
        Printed select = inside(natural(d.select, lane), Binding::Select);
        const Printed a = at_width(d.when_true, lane, width_bits);
        Printed b = at_width(d.when_false, lane, width_bits);
        const bool is_signed = a.is_signed && b.is_signed;
        if (b.binding != Binding::Select) b = inside(std::move(b), Binding::Select);
        Printed result = choice(std::move(select), inside(a, Binding::Select), b);
        result.is_signed = is_signed;
        return result;
      },
      [&](const Pick& d) { return pick(d); },
      [&](const Slice& d) {
        return natural(d.pack, Lane{lane.index + d.first, false});
      },
      [&](const Wire& d) { return at_width(*d.driver, lane, width_bits); },
      [&](const Constant& d) { return other(d); }, [&](const PortInput& d) { return other(d); },
      [&](const Lookup& d) { return other(d); }, [&](const Pack& d) { return other(d); },
      [&](const RegisterValue& d) { return other(d); }, [&](const MemoryValue& d) { return other(d); },
      [&](const MultiplierValue& d) { return other(d); }, [&](const InstanceOutput& d) { return other(d); });
}

std::vector<std::string> Expressions::unread(SignalId id) const {
  std::vector<std::string> result;
  const std::vector<bool>& bits = read_[id.index];
  const std::string& name = plan_[id.index].name;
  const auto size = static_cast<int>(bits.size());
  const bool is_scalar = size == 1 && !type(id).interval.is_signed();
  for (int low = 0; low < size; ++low) {
    if (bits[static_cast<std::size_t>(low)]) continue;
    int high = low;
    while (high + 1 < size && !bits[static_cast<std::size_t>(high) + 1]) ++high;
    if (is_scalar || (low == 0 && high == size - 1))
      result.push_back(name);
    else if (low == high)
      result.push_back(fmt::format("{}[{}]", name, low));
    else
      result.push_back(fmt::format("{}[{}:{}]", name, high, low));
    low = high;
  }
  return result;
}

}  // namespace knap::hw
