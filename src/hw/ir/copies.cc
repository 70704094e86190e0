#include "hw/ir/copies.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace knap::hw {
namespace {

class Copier {
 public:
  Copier(Module module, const CopyLimits& limits) : m_(std::move(module)), limits_(limits) {
    for (const Signal& signal : m_.signals) names_.insert(signal.name);
    for (const Register& item : m_.registers) names_.insert(item.name);
    for (const Port& port : m_.ports) names_.insert(port.name);
    for (const Memory& memory : m_.memories) names_.insert(memory.name);
    for (const Multiplier& item : m_.multipliers) names_.insert(item.name);
    for (const Instance& instance : m_.instances) names_.insert(instance.name);
  }

  Module run() {
    const std::size_t signals = m_.signals.size();
    for (std::uint32_t s = 0; s < signals; ++s) spread_operands({s});
    spread_enables();
    remove_replaced();
    return std::move(m_);
  }

 private:
  std::string unique(const std::string& name) {
    std::string candidate = name;
    for (int i = 1; !names_.insert(candidate).second; ++i) candidate = fmt::format("{}_{}", name, i);
    return candidate;
  }

  SignalId append(Type type, Driver driver, const std::string& name = "") {
    m_.signals.push_back({type, std::move(driver), name, ""});
    return {static_cast<std::uint32_t>(m_.signals.size() - 1)};
  }

  SignalId append(Register item) {
    const Type type = item.type;
    const std::string name = item.name;
    m_.registers.push_back(std::move(item));
    return append(type, RegisterValue{static_cast<std::uint32_t>(m_.registers.size() - 1)}, name);
  }

  /// `id` worked out from the k-th copies of registers; itself where there is none to copy. k = 0: itself.
  SignalId copy(SignalId id, std::int64_t k) {
    if (k == 0) return id;
    if (const auto known = copies_.find({id.index, k}); known != copies_.end()) return known->second;
    const SignalId made = make_copy(id, k);
    copies_.emplace(std::pair{id.index, k}, made);
    return made;
  }

  SignalId make_copy(SignalId id, std::int64_t k) {
    const Signal signal = m_.signals[id.index];  // by value: copies are appended
    Driver driver = signal.driver;
    bool is_other = false;
    const auto take = [&](SignalId& operand) {
      const SignalId other = copy(operand, k);
      is_other = is_other || other != operand;
      operand = other;
    };
    if (const auto* value = std::get_if<RegisterValue>(&driver)) return copy_register(id, value->index, k);
    if (auto* gate = std::get_if<Binary>(&driver)) {
      const bool is_gate = gate->op == BinaryOp::And || gate->op == BinaryOp::Or || gate->op == BinaryOp::Xor;
      if (is_gate && signal.type.lanes == 1) take(gate->a), take(gate->b);
    } else if (auto* inverted = std::get_if<Not>(&driver)) {
      if (signal.type.lanes == 1) take(inverted->a);
    } else if (auto* narrowed = std::get_if<Narrow>(&driver)) {
      take(narrowed->a);
    } else if (auto* slice = std::get_if<Slice>(&driver)) {
      take(slice->pack);
    }
    return is_other ? append(signal.type, std::move(driver)) : id;
  }

  /// None of a wide register, of which a bit may be all that is wanted, nor of a block memory's own, which
  /// has one reader of the memory: output_registers().
  SignalId copy_register(SignalId id, std::uint32_t index, std::int64_t k) {
    if (m_.registers[index].type.total_bits() > limits_.bits || is_in_memory(m_.registers[index])) return id;
    Register item = m_.registers[index];
    item.name = unique(fmt::format("{}_copy_{}", item.name, k));
    item.comment.clear();
    item.is_copy = true;
    return append(std::move(item));
  }

  /// Lanes of `type` that one copy moves or chooses: a power of two, so that the parts of most are alike.
  std::int64_t shared_lanes(const Type& type) const {
    const auto fitting = static_cast<std::uint64_t>(limits_.bits / type.lane_width_bits());
    return std::max<std::int64_t>(1, static_cast<std::int64_t>(std::bit_floor(fitting)));
  }

  bool has_copies(SignalId id) { return copy(id, 1) != id; }

  /// One lane for each of `lanes`, `shared` of them from one copy.
  SignalId spread(SignalId id, std::int64_t lanes, std::int64_t shared) {
    Pack pack;
    for (std::int64_t lane = 0; lane < lanes; ++lane) pack.parts.push_back(copy(id, lane / shared));
    return append({m_.type(id).interval, static_cast<std::int32_t>(lanes)}, std::move(pack));
  }

  void spread_operands(SignalId id) {
    const Driver driver = m_.signals[id.index].driver;
    if (const auto* pack = std::get_if<Pack>(&driver)) return spread_pack(id, *pack);
    const Type type = m_.type(id);
    if (const auto* choice = std::get_if<Mux>(&driver)) {
      if (m_.type(choice->select).lanes > 1 || type.lanes == 1 || type.total_bits() <= 2 * limits_.bits ||
          !has_copies(choice->select))
        return;
      const SignalId select = spread(choice->select, type.lanes, shared_lanes(type));
      std::get<Mux>(m_.signals[id.index].driver).select = select;
    }
    const auto* product = std::get_if<Binary>(&driver);
    if (product == nullptr || product->op != BinaryOp::Mul || type.lanes <= 2 * limits_.lanes) return;
    for (SignalId Binary::*operand : {&Binary::a, &Binary::b}) {
      const SignalId one = product->*operand;
      if (m_.type(one).lanes > 1 || !has_copies(one)) continue;
      const SignalId many = spread(one, type.lanes, limits_.lanes);
      std::get<Binary>(m_.signals[id.index].driver).*operand = many;
    }
  }

  /// A pack that holds the same part again and again: what is multiplied with many.
  void spread_pack(SignalId id, const Pack& pack) {
    std::map<std::uint32_t, std::int64_t> uses, met;
    for (const SignalId part : pack.parts) ++uses[part.index];
    for (std::size_t i = 0; i < pack.parts.size(); ++i) {
      const SignalId part = pack.parts[i];
      if (uses[part.index] * m_.type(part).lanes <= 2 * limits_.lanes || !has_copies(part)) continue;
      const SignalId other = copy(part, met[part.index]++ * m_.type(part).lanes / limits_.lanes);
      std::get<Pack>(m_.signals[id.index].driver).parts[i] = other;
    }
  }

  void spread_enables() {
    std::map<std::uint32_t, std::vector<std::uint32_t>> moved;  // by enable
    for (std::uint32_t r = 0; r < m_.registers.size(); ++r)
      if (m_.registers[r].enable) moved[m_.registers[r].enable->index].push_back(r);
    for (const auto& [index, registers] : moved) {
      const SignalId enable{index};
      std::int64_t bits = 0;
      for (const std::uint32_t r : registers) bits += m_.registers[r].type.total_bits();
      if (bits <= 2 * limits_.bits || !has_copies(enable)) continue;
      bits = 0;
      for (const std::uint32_t r : registers) {
        const std::int64_t own = m_.registers[r].type.total_bits();
        if (m_.registers[r].type.lanes > shared_lanes(m_.registers[r].type) &&
            !is_in_memory(m_.registers[r])) {
          cut(r, enable, bits);
        } else {
          const SignalId copied = copy(enable, bits / limits_.bits);
          m_.registers[r].enable = copied;
        }
        bits += own;
      }
    }
  }

  /// It may be the output register of a block memory.
  bool is_in_memory(const Register& item) const {
    const auto* value = std::get_if<MemoryValue>(&m_.signals[item.next.index].driver);
    return value != nullptr && m_.memories[value->index].style == MemoryStyle::Block;
  }

  /// Register `r` in parts of some lanes each, moved by copies of `enable`, the first of which already moves
  /// `bits` others.
  void cut(std::uint32_t r, SignalId enable, std::int64_t bits) {
    const Register whole = m_.registers[r];
    const std::int64_t lanes = whole.type.lanes, shared = shared_lanes(whole.type);
    if (m_.signals[whole.next.index].name.empty())
      m_.signals[whole.next.index].name = unique(whole.name + "_next");
    Pack pack;
    for (std::int64_t first = 0; first < lanes; first += shared) {
      Register part = whole;
      part.name = unique(fmt::format("{}_part_{}", whole.name, first / shared));
      part.type.lanes = static_cast<std::int32_t>(std::min(shared, lanes - first));
      part.comment.clear();
      part.next = append({m_.type(whole.next).interval, part.type.lanes},
                         Slice{whole.next, static_cast<std::int32_t>(first)});
      if (whole.reset)
        part.reset->assign(whole.reset->begin() + first, whole.reset->begin() + first + part.type.lanes);
      part.enable = copy(enable, bits / limits_.bits);
      bits += part.type.total_bits();
      pack.parts.push_back(append(std::move(part)));
    }
    replaced_.emplace(r, std::move(pack));
  }

  /// What was cut is read as the pack of its parts, and is no register any more.
  void remove_replaced() {
    std::vector<std::uint32_t> places(m_.registers.size());
    std::vector<Register> left;
    for (std::uint32_t r = 0; r < m_.registers.size(); ++r) {
      places[r] = static_cast<std::uint32_t>(left.size());
      if (!replaced_.contains(r)) left.push_back(std::move(m_.registers[r]));
    }
    m_.registers = std::move(left);
    for (Signal& signal : m_.signals) {
      auto* value = std::get_if<RegisterValue>(&signal.driver);
      if (value == nullptr) continue;
      const auto pack = replaced_.find(value->index);
      if (pack == replaced_.end())
        value->index = places[value->index];
      else
        signal.driver = pack->second;
    }
  }

  Module m_;
  const CopyLimits limits_;
  std::set<std::string> names_;
  std::map<std::pair<std::uint32_t, std::int64_t>, SignalId> copies_;
  std::map<std::uint32_t, Pack> replaced_;
};

}  // namespace

Module with_copies(Module module, const CopyLimits& limits) {
  return Copier(std::move(module), limits).run();
}

}  // namespace knap::hw
