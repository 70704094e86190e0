#include "hw/sv/expression.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/match.h"

namespace knap::hw {
namespace {

std::uint64_t mask(int width_bits) {
  return width_bits >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << width_bits) - 1;
}

std::int64_t lane_of(const Constant& constant, Lane lane) {
  return constant.lanes.size() == 1 ? constant.lanes.front()
                                    : constant.lanes[static_cast<std::size_t>(lane.index)];
}

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

std::string Expressions::literal(std::int64_t value, int width_bits, bool is_signed) {
  const char* base = is_signed ? "sd" : "d";
  if (value >= 0) {
    if (width_bits == 1 && !is_signed) return fmt::format("1'b{}", value);
    return fmt::format("{}'{}{}", width_bits, base, value);
  }
  if (!is_signed || (static_cast<std::uint64_t>(value) & mask(width_bits)) == std::uint64_t{1}
                                                                                  << (width_bits - 1))
    return fmt::format("{}'{}{:x}", width_bits, is_signed ? "sh" : "h",
                       static_cast<std::uint64_t>(value) & mask(width_bits));
  return fmt::format("-{}'sd{}", width_bits, -value);
}

std::string Expressions::inside(const Text& text, Binding parent) {
  return text.binding == Binding::Atom || text.binding < parent ? text.text : "(" + text.text + ")";
}

Text Expressions::with_sign(Text text, bool is_signed) {
  if (text.is_signed == is_signed) return text;
  return {fmt::format("{}({})", is_signed ? "$signed" : "$unsigned", text.text), text.width_bits, is_signed,
          Binding::Atom};
}

Text Expressions::cast(Text text, int width_bits) const {
  if (text.width_bits == width_bits) return text;
  // The operand of $signed and $unsigned stands alone: the cast's width does not reach into it (nor into
  // comparisons).
  const bool is_comparison = text.binding == Binding::Compare || text.binding == Binding::Equality;
  if (text.binding > Binding::Unary && !is_comparison)
    text.text = fmt::format("{}({})", text.is_signed ? "$signed" : "$unsigned", text.text);
  return {fmt::format("{}'({})", width_bits, text.text), width_bits, text.is_signed, Binding::Atom};
}

/// "name[15:8]", or with the loop variable "name[i*8 +: 8]"; `offset` lanes further on.
std::string Expressions::select(SignalId base, Lane lane, int offset) const {
  const Type& t = type(base);
  const std::string& name = plan_[base.index].name;
  const int width = t.lane_width_bits();
  if (lane.is_loop) {
    const std::string index = offset == 0 ? "i" : fmt::format("(i + {})", offset);
    if (width == 1) return fmt::format("{}[{}]", name, offset == 0 ? "i" : fmt::format("i + {}", offset));
    return fmt::format("{}[{}*{} +: {}]", name, index, width, width);
  }
  const int low = (lane.index + offset) * width;
  if (width == 1) return fmt::format("{}[{}]", name, low);
  return fmt::format("{}[{}:{}]", name, low + width - 1, low);
}

/// A lane of a signal that has a name, or of a slice of one.
Text Expressions::declared(SignalId id, Lane lane, int width_bits) {
  int offset = 0;
  SignalId base = id;
  while (plan_[base.index].is_inline && std::holds_alternative<Slice>(module_.signals[base.index].driver)) {
    const Slice& slice = std::get<Slice>(module_.signals[base.index].driver);
    if (type(base).lanes == 1) lane = Lane{};
    offset += slice.first;
    base = slice.pack;
  }
  if (const Constant* fixed = constant(base)) {
    const Type& t = type(base);
    return {literal(fixed->lanes[0], t.lane_width_bits(), t.interval.is_signed()), t.lane_width_bits(),
            t.interval.is_signed()};
  }
  const Type& t = type(base);
  const int width = t.lane_width_bits();
  const bool is_signed = t.interval.is_signed();
  const int used = std::min(width, width_bits);
  if (t.lanes == 1) {
    read(base, 0, used);
    return {plan_[base.index].name, width, is_signed, Binding::Atom};
  }
  const int first = lane.is_loop ? offset : offset + lane.index;
  const int last = lane.is_loop ? offset + type(id).lanes - 1 : first;
  for (int k = first; k <= last; ++k) read(base, k * width, used);
  return with_sign({select(base, lane, offset), width, false, Binding::Atom}, is_signed);
}

/// "name[3:0]" of a signal that has a name, or of a slice of one.
Text Expressions::low_bits(SignalId id, Lane lane, int width_bits) {
  const Text full = declared(id, lane, width_bits);
  std::string text = full.text;
  if (text.compare(0, 8, "$signed(") == 0) text = text.substr(8, text.size() - 9);
  const std::size_t bracket = text.find('[');
  if (bracket == std::string::npos) {
    if (text.find('\'') != std::string::npos) return cast(full, width_bits);  // a literal
    text += width_bits == 1 ? "[0]" : fmt::format("[{}:0]", width_bits - 1);
  } else if (const std::size_t plus = text.find("+:"); plus != std::string::npos) {
    text = fmt::format("{}+: {}]", text.substr(0, plus), width_bits);
  } else {
    const std::size_t colon = text.find(':');
    const int low = std::stoi(text.substr(colon + 1));
    text = text.substr(0, bracket) +
           (width_bits == 1 ? fmt::format("[{}]", low) : fmt::format("[{}:{}]", low + width_bits - 1, low));
  }
  return {text, width_bits, false, Binding::Atom};
}

Text Expressions::natural(SignalId id, Lane lane) { return at_width(id, lane, type(id).lane_width_bits()); }

Text Expressions::at_width(SignalId id, Lane lane, int width_bits) {
  const Type& t = type(id);
  if (t.lanes == 1) lane = Lane{};
  if (const Constant* fixed = constant(id)) {
    const std::int64_t value = lane_of(*fixed, Lane{});
    const bool is_signed = t.interval.is_signed();
    const bool fits = width_bits >= t.lane_width_bits();
    if (fits)
      return {literal(value, width_bits, is_signed), width_bits, is_signed,
              value < 0 ? Binding::Unary : Binding::Atom};
    return {fmt::format("{}'h{:x}", width_bits, static_cast<std::uint64_t>(value) & mask(width_bits)),
            width_bits, false};
  }
  const bool is_slice = std::holds_alternative<Slice>(module_.signals[id.index].driver);
  if (!plan_[id.index].is_inline || is_slice) {
    // The low bits of something that has a name are a part-select: Yosys 0.23 does not cut a cast in a port
    // connection.
    if (width_bits < t.lane_width_bits()) return low_bits(id, lane, width_bits);
    return cast(declared(id, lane, width_bits), width_bits);
  }
  Text text = driver(id, lane, width_bits);
  // Inside a wider expression the value counts, so the sign must be the type's before it is extended.
  if (text.width_bits < width_bits)
    text = cast(with_sign(std::move(text), t.interval.is_signed()), width_bits);
  return cast(std::move(text), width_bits);
}

std::string Expressions::whole(SignalId id, int lane_width) {
  const Type& t = type(id);
  if (t.lanes == 1) return at_width(id, Lane{}, lane_width).text;
  if (constant(id) != nullptr) {
    if (constant(id)->lanes[0] == 0) return fmt::format("{}'d0", lane_width * t.lanes);
    return fmt::format("{{{}{{{}}}}}", t.lanes, at_width(id, Lane{}, lane_width).text);
  }
  if (lane_width == t.lane_width_bits()) return lanes(id, 0, t.lanes);
  std::string text;
  for (int k = t.lanes - 1; k >= 0; --k)
    text += (text.empty() ? "" : ", ") + at_width(id, Lane{k, false}, lane_width).text;
  return "{" + text + "}";
}

std::string Expressions::lanes(SignalId pack, int first, int count) {
  const int width = type(pack).lane_width_bits();
  SignalId base = pack;
  while (plan_[base.index].is_inline && std::holds_alternative<Slice>(module_.signals[base.index].driver)) {
    const Slice& slice = std::get<Slice>(module_.signals[base.index].driver);
    first += slice.first;
    base = slice.pack;
  }
  if (const Constant* fixed = constant(base))
    return fmt::format("{{{}{{{}}}}}", count,
                       literal(fixed->lanes[0], width, type(pack).interval.is_signed()));
  read(base, first * width, count * width);
  if (type(base).lanes == count) return plan_[base.index].name;
  return fmt::format("{}[{}:{}]", plan_[base.index].name, (first + count) * width - 1, first * width);
}

Text Expressions::logic(const Binary& d, Lane lane) {
  const Binding binding = d.op == BinaryOp::And  ? Binding::And
                          : d.op == BinaryOp::Or ? Binding::Or
                                                 : Binding::Xor;
  const char* symbol = d.op == BinaryOp::And ? "&" : d.op == BinaryOp::Or ? "|" : "^";
  // Parentheses wherever two different operators meet; none within a chain of one.
  const auto operand = [&](SignalId id) {
    const Text text = natural(id, lane);
    const bool is_plain = text.binding <= Binding::Unary || text.binding == binding;
    return is_plain ? text.text : "(" + text.text + ")";
  };
  const std::string a = operand(d.a);
  return {fmt::format("{} {} {}", a, symbol, operand(d.b)), 1, false, binding};
}

/// Both sides with the width and sign that hold either.
Text Expressions::compare(const Binary& d, Lane lane, bool is_inverted) {
  const Interval both = hull(type(d.a).interval, type(d.b).interval);
  const int width = width_bits(both);
  const auto operand = [&](SignalId id) {
    const Constant* fixed = constant(id);
    if (fixed != nullptr) return literal(fixed->lanes[0], width, both.is_signed());
    return inside(with_sign(at_width(id, lane, width), both.is_signed()), Binding::Compare);
  };
  const std::string a = operand(d.a), b = operand(d.b);
  if (d.op == BinaryOp::Equal)
    return {fmt::format("{} {} {}", a, is_inverted ? "!=" : "==", b), 1, false, Binding::Equality};
  // Less with a constant on the left reads better the other way round.
  if (constant(d.a) != nullptr)
    return {fmt::format("{} {} {}", b, is_inverted ? "<=" : ">", a), 1, false, Binding::Compare};
  return {fmt::format("{} {} {}", a, is_inverted ? ">=" : "<", b), 1, false, Binding::Compare};
}

Text Expressions::inverse(SignalId a, Lane lane) {
  const auto* inner = std::get_if<Binary>(&module_.signals[a.index].driver);
  if (plan_[a.index].is_inline && inner != nullptr &&
      (inner->op == BinaryOp::Equal || inner->op == BinaryOp::Less))
    return compare(*inner, lane, true);
  return {"!" + inside(natural(a, lane), Binding::Unary), 1, false, Binding::Unary};
}

/// Both operands signed where either is: so that synthesis sees the narrow factors behind the extension.
Text Expressions::product(const Binary& d, Lane lane, int width_bits) {
  const bool is_signed = type(d.a).interval.is_signed() || type(d.b).interval.is_signed();
  const auto operand = [&](SignalId id) {
    return inside(with_sign(at_width(id, lane, width_bits), is_signed), Binding::Multiply);
  };
  const std::string a = operand(d.a);
  return {fmt::format("{} * {}", a, operand(d.b)), width_bits, is_signed, Binding::Multiply};
}

Text Expressions::binary(const Binary& d, Lane lane, int width_bits) {
  switch (d.op) {
    case BinaryOp::Mul:
      return product(d, lane, width_bits);
    case BinaryOp::And:
    case BinaryOp::Or:
    case BinaryOp::Xor:
      return logic(d, lane);
    case BinaryOp::Equal:
    case BinaryOp::Less:
      return compare(d, lane, false);
    case BinaryOp::Add:
    case BinaryOp::Sub:
      break;
  }
  const Text a = at_width(d.a, lane, width_bits);
  bool is_minus = d.op == BinaryOp::Sub;
  Text b;
  const Constant* fixed = constant(d.b);
  if (fixed != nullptr && fixed->lanes[0] < 0 &&
      fixed->lanes[0] >= -(std::int64_t{1} << (std::min(width_bits, 62) - 1)) + 1) {
    is_minus = !is_minus;  // a + -3 is a - 3
    b = {literal(-fixed->lanes[0], width_bits, a.is_signed), width_bits, a.is_signed};
  } else {
    b = at_width(d.b, lane, width_bits);
  }
  // A chain of additions needs no parentheses on its left.
  const std::string left = a.binding == Binding::Add ? a.text : inside(a, Binding::Add);
  return {fmt::format("{} {} {}", left, is_minus ? "-" : "+", inside(b, Binding::Add)), width_bits,
          a.is_signed && b.is_signed, Binding::Add};
}

Text Expressions::pick(const Pick& d, int width_bits) {
  const Type& t = type(d.pack);
  const int width = t.lane_width_bits();
  const int position = knap::width_bits(Interval{0, t.total_bits() - 1});
  read(d.pack, 0, t.total_bits());
  const std::string& name = plan_[d.pack.index].name;
  Text text{"", width, false, Binding::Atom};
  if (width == 1) {
    text.text = fmt::format("{}[{}]", name, at_width(d.index, Lane{}, position).text);
  } else {
    const std::string index =
        inside(with_sign(at_width(d.index, Lane{}, position), false), Binding::Multiply);
    text.text = fmt::format("{}[{} * {}'d{} +: {}]", name, index, position, width, width);
  }
  (void)width_bits;
  return with_sign(std::move(text), t.interval.is_signed());
}

Text Expressions::driver(SignalId id, Lane lane, int width_bits) {
  const auto other = [&](const auto&) {
    KNAP_CHECK(false, "not an expression");
    return Text{};
  };
  return match(
      module_.signals[id.index].driver, [&](const Binary& d) { return binary(d, lane, width_bits); },
      [&](const Not& d) { return inverse(d.a, lane); },
      [&](const ShiftLeft& d) {
        const Text a = at_width(d.a, lane, width_bits);
        return Text{fmt::format("{} << {}", inside(a, Binding::Shift), d.amount), width_bits, a.is_signed,
                    Binding::Shift};
      },
      [&](const ShiftRight& d) {
        const Text a = with_sign(natural(d.a, lane), type(d.a).interval.is_signed());
        const char* symbol = a.is_signed ? ">>>" : ">>";
        const Text full{fmt::format("{} {} {}", inside(a, Binding::Shift), symbol, d.amount), a.width_bits,
                        a.is_signed, Binding::Shift};
        return cast(full, type(id).lane_width_bits());
      },
      [&](const Narrow& d) { return at_width(d.a, lane, std::min(width_bits, type(id).lane_width_bits())); },
      [&](const Truncate& d) {
        return at_width(d.a, lane, std::min(width_bits, type(id).lane_width_bits()));
      },
      [&](const Mux& d) {
        const std::string select = inside(natural(d.select, lane), Binding::Select);
        const Text a = at_width(d.when_true, lane, width_bits), b = at_width(d.when_false, lane, width_bits);
        const std::string no = b.binding == Binding::Select ? b.text : inside(b, Binding::Select);
        return Text{fmt::format("{} ? {} : {}", select, inside(a, Binding::Select), no), width_bits,
                    a.is_signed && b.is_signed, Binding::Select};
      },
      [&](const Pick& d) { return pick(d, width_bits); },
      [&](const Slice& d) {
        const int first = d.first;
        return natural(d.pack, Lane{lane.index + first, false});
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
