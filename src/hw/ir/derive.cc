#include "hw/ir/derive.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/diagnostics.h"

namespace knap::hw {
namespace {

Error bad(const Module& module, std::string message) {
  return Error(diag::kBadArtefact, module.name, std::move(message));
}

/// The type of an operand; an error where the id is out of range.
Result<Type> operand(const Module& module, SignalId id) {
  if (id.index >= module.signals.size())
    return bad(module, fmt::format("operand %{} does not exist", id.index));
  return module.signals[id.index].type;
}

/// Lanes of an operation on both; one lane is broadcast.
Result<std::int32_t> common_lanes(const Module& module, const Type& a, const Type& b) {
  if (a.lanes == b.lanes || b.lanes == 1) return a.lanes;
  if (a.lanes == 1) return b.lanes;
  return bad(module, fmt::format("operands of {} and {} lanes", a.lanes, b.lanes));
}

bool is_bits(const Type& type) { return kBit.contains(type.interval); }

__extension__ typedef __int128 Wide;  // NOLINT(modernize-use-using)

bool fits(Wide value) { return value >= kMaxInterval.low && value <= kMaxInterval.high; }

Result<Type> multiplied(const Module& module, const Type& a, const Type& b, std::int32_t lanes) {
  for (const std::int64_t x : {a.interval.low, a.interval.high})
    for (const std::int64_t y : {b.interval.low, b.interval.high})
      if (!fits(static_cast<Wide>(x) * y))
        return bad(module, fmt::format("the product of {} and {} exceeds 61 bits", to_string(a.interval),
                                       to_string(b.interval)));
  return Type{a.interval * b.interval, lanes};
}

Result<Type> derive_binary(const Module& module, const Binary& d) {
  KNAP_ASSIGN(const Type a, operand(module, d.a));
  KNAP_ASSIGN(const Type b, operand(module, d.b));
  KNAP_ASSIGN(const std::int32_t lanes, common_lanes(module, a, b));
  switch (d.op) {
    case BinaryOp::Add:
      return Type{a.interval + b.interval, lanes};
    case BinaryOp::Sub:
      return Type{a.interval - b.interval, lanes};
    case BinaryOp::Mul:
      return multiplied(module, a, b, lanes);
    case BinaryOp::And:
    case BinaryOp::Or:
    case BinaryOp::Xor:
      if (!is_bits(a) || !is_bits(b))
        return bad(module, "a logic operation on an operand that is not of single bits");
      return Type{kBit, lanes};
    case BinaryOp::Equal:
    case BinaryOp::Less:
      return Type{kBit, lanes};
  }
  return bad(module, "no such operation");
}

Result<Type> derive_mux(const Module& module, const Mux& d) {
  KNAP_ASSIGN(const Type select, operand(module, d.select));
  KNAP_ASSIGN(const Type a, operand(module, d.when_true));
  KNAP_ASSIGN(const Type b, operand(module, d.when_false));
  KNAP_ASSIGN(std::int32_t lanes, common_lanes(module, a, b));
  if (!is_bits(select)) return bad(module, "the select of a mux is not of single bits");
  if (select.lanes != 1) {
    if (lanes != 1 && lanes != select.lanes)
      return bad(module, "the select of a mux has other lanes than its arms");
    lanes = select.lanes;
  }
  return Type{hull(a.interval, b.interval), lanes};
}

Result<Type> derive_lookup(const Module& module, const Lookup& d) {
  KNAP_ASSIGN(const Type index, operand(module, d.index));
  if (!d.table || d.table->empty()) return bad(module, "a lookup without a table");
  const auto size = static_cast<std::int64_t>(d.table->size());
  if (!Interval{0, size - 1}.contains(index.interval))
    return bad(module, fmt::format("index {} into a table of {}", to_string(index.interval), size));
  const auto first = d.table->begin() + index.interval.low;
  const auto [low, high] = std::minmax_element(first, d.table->begin() + index.interval.high + 1);
  return Type{{*low, *high}, index.lanes};
}

Result<Type> derive_pack(const Module& module, const Pack& d) {
  if (d.parts.empty()) return bad(module, "a pack of nothing");
  Type type;
  for (std::size_t i = 0; i < d.parts.size(); ++i) {
    KNAP_ASSIGN(const Type part, operand(module, d.parts[i]));
    if (i > 0 && type.lanes > kMaxLanes - part.lanes) return bad(module, "a pack of too many lanes");
    type = i == 0 ? part : Type{hull(type.interval, part.interval), type.lanes + part.lanes};
  }
  return type;
}

Result<Type> derive_slice(const Module& module, const Slice& d) {
  KNAP_ASSIGN(const Type pack, operand(module, d.pack));
  if (d.first < 0 || d.first >= pack.lanes)
    return bad(module, fmt::format("lane {} of {}", d.first, pack.lanes));
  return Type{pack.interval, pack.lanes - d.first};
}

Result<Type> derive_pick(const Module& module, const Pick& d) {
  KNAP_ASSIGN(const Type pack, operand(module, d.pack));
  KNAP_ASSIGN(const Type index, operand(module, d.index));
  if (index.lanes != 1 || !Interval{0, pack.lanes - 1}.contains(index.interval))
    return bad(module, fmt::format("pick {} of {} lanes", to_string(index.interval), pack.lanes));
  return Type{pack.interval, 1};
}

Result<Type> derive_multiplier(const Module& module, std::uint32_t index) {
  if (index >= module.multipliers.size())
    return bad(module, fmt::format("multiplier {} does not exist", index));
  const Multiplier& m = module.multipliers[index];
  return derive_binary(module, Binary{BinaryOp::Mul, m.a, m.b});
}

Result<Type> shifted(const Module& module, SignalId id, int amount, Interval (*shift)(const Interval&, int)) {
  KNAP_ASSIGN(const Type a, operand(module, id));
  if (amount < 0 || amount > 61) return bad(module, fmt::format("a shift by {}", amount));
  const Wide factor = Wide{1} << amount;
  if (shift == &shift_left && (!fits(factor * a.interval.low) || !fits(factor * a.interval.high)))
    return bad(module, fmt::format("{} shifted left by {} exceeds 61 bits", to_string(a.interval), amount));
  return Type{shift(a.interval, amount), a.lanes};
}

}  // namespace

Result<Type> derive(const Module& module, const Driver& driver) {
  return match(
      driver,
      [&](const Constant& d) -> Result<Type> {
        if (d.lanes.empty()) return bad(module, "a constant without lanes");
        const auto [low, high] = std::minmax_element(d.lanes.begin(), d.lanes.end());
        return Type{{*low, *high}, static_cast<std::int32_t>(d.lanes.size())};
      },
      [&](const PortInput& d) -> Result<Type> {
        if (d.port >= module.ports.size() || module.ports[d.port].direction != Direction::In)
          return bad(module, fmt::format("port {} is not an input", d.port));
        return module.ports[d.port].type;
      },
      [&](const Binary& d) -> Result<Type> { return derive_binary(module, d); },
      [&](const Not& d) -> Result<Type> {
        KNAP_ASSIGN(const Type a, operand(module, d.a));
        if (!is_bits(a)) return bad(module, "not of an operand that is not of single bits");
        return Type{kBit, a.lanes};
      },
      [&](const ShiftLeft& d) -> Result<Type> { return shifted(module, d.a, d.amount, &shift_left); },
      [&](const ShiftRight& d) -> Result<Type> { return shifted(module, d.a, d.amount, &shift_right); },
      [&](const Narrow& d) -> Result<Type> { return operand(module, d.a); },
      [&](const Truncate& d) -> Result<Type> { return operand(module, d.a); },
      [&](const Mux& d) -> Result<Type> { return derive_mux(module, d); },
      [&](const Lookup& d) -> Result<Type> { return derive_lookup(module, d); },
      [&](const Pick& d) -> Result<Type> { return derive_pick(module, d); },
      [&](const Slice& d) -> Result<Type> { return derive_slice(module, d); },
      [&](const Pack& d) -> Result<Type> { return derive_pack(module, d); },
      [&](const RegisterValue& d) -> Result<Type> {
        if (d.index >= module.registers.size())
          return bad(module, fmt::format("register {} does not exist", d.index));
        return module.registers[d.index].type;
      },
      [&](const MemoryValue& d) -> Result<Type> {
        if (d.index >= module.memories.size())
          return bad(module, fmt::format("memory {} does not exist", d.index));
        return module.memories[d.index].word;
      },
      [&](const MultiplierValue& d) -> Result<Type> { return derive_multiplier(module, d.index); },
      [&](const InstanceOutput& d) -> Result<Type> {
        // The instantiated module is not at hand here; verify() checks the type against its port.
        if (d.instance >= module.instances.size())
          return bad(module, fmt::format("instance {} does not exist", d.instance));
        return Type{};
      },
      [&](const Wire& d) -> Result<Type> {
        if (!d.driver) return bad(module, "a wire that nothing drives");
        return operand(module, *d.driver);
      });
}

bool is_declared(const Driver& driver) {
  return std::holds_alternative<Narrow>(driver) || std::holds_alternative<Truncate>(driver) ||
         std::holds_alternative<InstanceOutput>(driver);
}

std::int64_t evaluate(BinaryOp op, std::int64_t a, std::int64_t b) {
  switch (op) {
    case BinaryOp::Add:
      return checked_add(a, b);
    case BinaryOp::Sub:
      return checked_sub(a, b);
    case BinaryOp::Mul:
      return checked_mul(a, b);
    case BinaryOp::And:
      return a & b;
    case BinaryOp::Or:
      return a | b;
    case BinaryOp::Xor:
      return a ^ b;
    case BinaryOp::Equal:
      return a == b ? 1 : 0;
    case BinaryOp::Less:
      return a < b ? 1 : 0;
  }
  KNAP_CHECK(false, "no such operation");
  return 0;
}

std::int64_t wrap(std::int64_t value, const Interval& full_range) {
  const int width = width_bits(full_range);
  if (width >= 64) return value;
  const auto code = static_cast<std::uint64_t>(value) << (64 - width);
  if (full_range.is_signed()) return static_cast<std::int64_t>(code) >> (64 - width);
  return static_cast<std::int64_t>(code >> (64 - width));
}

std::vector<int> count_readers(const Module& module) {
  std::vector<int> readers(module.signals.size(), 0);
  const auto read = [&](SignalId id) { ++readers[id.index]; };
  const auto read_if = [&](const std::optional<SignalId>& id) {
    if (id) read(*id);
  };
  for (const Signal& signal : module.signals) for_each_operand(signal.driver, read);
  for (const Register& reg : module.registers) read(reg.next), read_if(reg.enable);
  for (const Memory& memory : module.memories) {
    read(memory.read_address);
    for (const auto& id : {memory.read_enable, memory.write_enable, memory.write_address, memory.write_data})
      read_if(id);
  }
  for (const Multiplier& item : module.multipliers) read(item.a), read(item.b), read_if(item.enable);
  for (const Instance& instance : module.instances)
    for (const SignalId input : instance.inputs) read(input);
  for (const Port& port : module.ports) read_if(port.driver);
  return readers;
}

}  // namespace knap::hw
