#include "hw/cost/words.h"

#include <algorithm>

#include "core/base/match.h"
#include "hw/cost/memory.h"

namespace knap::hw {
namespace {

/// One word per lane of `type`, from `make(lane)`.
template <class Make>
Lanes each(const Type& type, const Make& make) {
  Lanes lanes;
  for (int i = 0; i < type.lanes; ++i) lanes.push_back(fit(make(i), type));
  return lanes;
}

/// Times 2^left, rounded down.
Word shifted(Word word, int left) {
  if (left > 0) word.bits.insert(word.bits.begin(), static_cast<std::size_t>(left), kFalse);
  for (; left < 0 && !word.bits.empty(); ++left) {
    if (word.bits.size() == 1) return word.is_signed ? word : Word{{kFalse}, false};
    word.bits.erase(word.bits.begin());
  }
  return word;
}

}  // namespace

Word word_of(std::int64_t value, const Type& type) {
  Word word{{}, type.interval.is_signed()};
  for (int i = 0; i < type.lane_width_bits(); ++i)
    word.bits.push_back((value >> i & 1) != 0 ? kTrue : kFalse);
  return word;
}

Word fit(const Word& word, const Type& type) {
  Word result{{}, type.interval.is_signed()};
  for (int i = 0; i < type.lane_width_bits(); ++i)
    result.bits.push_back(word.at(static_cast<std::size_t>(i)));
  return result;
}

Words::Words(const Module& module, Family family, Blasted& netlist)
    : m_(module),
      family_(family),
      gates_(netlist.gates),
      arith_(netlist, family),
      done_(module.signals.size(), false),
      lanes_(module.signals.size()) {
  if (family != Family::Ecp5) return;
  for (const Accumulator& one : accumulators(module)) accumulators_.emplace(one.sum.index, one);
}

Lanes Words::fresh(const Type& type) {
  return each(type, [&](int) {
    Word word{{}, type.interval.is_signed()};
    for (int i = 0; i < type.lane_width_bits(); ++i) word.bits.push_back(gates_.leaf());
    return word;
  });
}

const Lanes& Words::value(SignalId id) {
  if (done_[id.index]) return lanes_[id.index];
  const Signal& signal = m_.signals[id.index];
  const Type& type = signal.type;
  Lanes lanes = type.interval.is_constant()
                    ? each(type, [&](int) { return word_of(type.interval.low, type); })
                    : compute(signal);
  done_[id.index] = true;
  return lanes_[id.index] = std::move(lanes);
}

Lanes Words::compute(const Signal& s) {
  const auto lanes = [&](const auto& make) { return each(s.type, make); };
  return match(
      s.driver, [&](const PortInput&) { return fresh(s.type); },
      [&](const InstanceOutput&) { return fresh(s.type); },
      [&](const Constant& d) { return lanes([&](int i) { return word_of(lane_of(d.lanes, i), s.type); }); },
      [&](const Binary& d) { return lanes([&](int i) { return binary(s, d, i); }); },
      [&](const Not& d) {
        return lanes([&](int i) { return Word{{complement(lane(d.a, i).at(0))}, false}; });
      },
      [&](const ShiftLeft& d) { return lanes([&](int i) { return shifted(lane(d.a, i), d.amount); }); },
      [&](const ShiftRight& d) { return lanes([&](int i) { return shifted(lane(d.a, i), -d.amount); }); },
      [&](const Narrow& d) { return lanes([&](int i) { return lane(d.a, i); }); },
      [&](const Truncate& d) { return lanes([&](int i) { return lane(d.a, i); }); },
      [&](const Mux& d) { return lanes([&](int i) { return choice(s.type, d, i); }); },
      [&](const Lookup& d) {
        const auto found = tables.find(static_cast<std::size_t>(&s - m_.signals.data()));
        return found != tables.end() ? found->second
                                     : lanes([&](int i) { return lookup(s.type, d, lane(d.index, i)); });
      },
      [&](const Pick& d) { return pick(s.type, d); },
      [&](const Slice& d) { return lanes([&](int i) { return lane(d.pack, d.first + i); }); },
      [&](const Pack& d) {
        Lanes all;
        for (const SignalId part : d.parts)
          for (const Word& word : value(part)) all.push_back(fit(word, s.type));
        return all;
      },
      [&](const RegisterValue& d) { return registers[d.index]; },
      [&](const MemoryValue& d) { return read(d.index); },
      [&](const MultiplierValue& d) { return lanes([&](int i) { return lane_of(products[d.index], i); }); },
      [&](const Wire& d) { return d.driver ? value(*d.driver) : fresh(s.type); });
}

Lanes Words::read(std::size_t memory) {
  const Memory& m = m_.memories[memory];
  return m.kind == MemoryKind::RamAsync ? chosen(banks[memory], bank_bits(m.read_address)) : memories[memory];
}

Word Words::choice(const Type& type, const Mux& d, int index) {
  const Bit select = lane(d.select, index).at(0);
  Word yes = fit(lane(d.when_true, index), type);
  const Word no = fit(lane(d.when_false, index), type);
  if (const auto there = value_where_selected(d, index)) {
    const Word other = word_of(*there, type);
    for (std::size_t i = 0; i < yes.bits.size(); ++i)
      if (yes.bits[i] == other.bits[i]) yes.bits[i] = no.bits[i];
  }
  Word word{{}, type.interval.is_signed()};
  for (std::size_t i = 0; i < yes.bits.size(); ++i)
    word.bits.push_back(gates_.choice(select, yes.bits[i], no.bits[i]));
  return word;
}

/// What x + k is where x == c, for a choice by x == c between a constant and x + k: a counter that wraps.
/// Where bits of the two agree no gate is needed, and ABC finds that out.
std::optional<std::int64_t> Words::value_where_selected(const Mux& d, int index) {
  const auto* equal = std::get_if<Binary>(&driver(d.select));
  SignalId other = d.when_false;
  while (const auto* narrow = std::get_if<Narrow>(&driver(other))) other = narrow->a;
  const auto* sum = std::get_if<Binary>(&driver(other));
  if (equal == nullptr || equal->op != BinaryOp::Equal || sum == nullptr || sum->op != BinaryOp::Add)
    return std::nullopt;
  const Interval at = type(equal->b).interval, step = type(sum->b).interval;
  if (!at.is_constant() || !step.is_constant()) return std::nullopt;
  if (lane(equal->a, index).bits != lane(sum->a, index).bits) return std::nullopt;
  return at.low + step.low;
}

Word Words::lookup(const Type& type, const Lookup& d, const Word& index) {
  Word word{{}, type.interval.is_signed()};
  for (int bit = 0; bit < type.lane_width_bits(); ++bit) {
    std::vector<bool> column;
    for (const std::int64_t entry : *d.table) column.push_back((entry >> bit & 1) != 0);
    word.bits.push_back(gates_.table(index.bits, column));
  }
  return word;
}

Lanes Words::chosen(std::vector<Lanes> row, const std::vector<Bit>& index) {
  for (const Bit select : index) {
    std::vector<Lanes> next;
    for (std::size_t i = 0; i < row.size(); i += 2) {
      next.push_back(row[i]);
      if (i + 1 == row.size()) continue;
      for (std::size_t lane = 0; lane < row[i].size(); ++lane)
        for (std::size_t k = 0; k < row[i][lane].bits.size(); ++k)
          next.back()[lane].bits[k] = gates_.choice(select, row[i + 1][lane].bits[k], row[i][lane].bits[k]);
    }
    row = std::move(next);
  }
  return row[0];
}

std::vector<Bit> Words::bank_bits(SignalId address) {
  std::vector<Bit> bits = value(address)[0].bits;
  std::size_t low = 0;
  while ((std::int64_t{1} << low) < lut_ram_depth(family_)) ++low;
  bits.erase(bits.begin(), bits.begin() + static_cast<std::ptrdiff_t>(std::min(low, bits.size())));
  return bits;
}

Lanes Words::pick(const Type& type, const Pick& d) {
  std::vector<Lanes> row;
  for (const Word& word : value(d.pack)) row.push_back({word});
  return {fit(chosen(std::move(row), lane(d.index, 0).bits)[0], type)};
}

Word Words::binary(const Signal& s, const Binary& d, int index) {
  const auto width = static_cast<std::size_t>(s.type.lane_width_bits());
  const bool is_signed = s.type.interval.is_signed();
  if (const auto found = accumulators_.find(static_cast<std::uint32_t>(&s - m_.signals.data()));
      found != accumulators_.end()) {
    const Accumulator& one = found->second;
    const SignalId held = std::get<Mux>(driver(one.choice)).when_false;
    return {arith_.sum_of_choice(lane(one.addend, index), lane(one.first, 0).at(0), lane(one.start, index),
                                 lane(held, index), width),
            is_signed};
  }
  const Word a = lane(d.a, index), b = lane(d.b, index);
  switch (d.op) {
    case BinaryOp::Add:
      return {arith_.sum(a, b, width), is_signed};
    case BinaryOp::Sub:
      return {arith_.difference(a, b, width), is_signed};
    case BinaryOp::Mul:
      return {arith_.product(a, b, width), is_signed};
    case BinaryOp::And:
      return {{gates_.conjunction(a.at(0), b.at(0))}, false};
    case BinaryOp::Or:
      return {{gates_.disjunction(a.at(0), b.at(0))}, false};
    case BinaryOp::Xor:
      return {{gates_.exclusive(a.at(0), b.at(0))}, false};
    case BinaryOp::Equal:
      return {{arith_.equal(a, b)}, false};
    case BinaryOp::Less:
      return {{arith_.less(a, b)}, false};
  }
  return {};
}

}  // namespace knap::hw
