#include "hw/cost/features.h"

#include <algorithm>
#include <vector>

#include "core/base/match.h"

namespace knap::hw {
namespace {

/// Non-zero digits of the canonical signed-digit form: adders of a constant product.
int signed_digits(std::int64_t value) {
  int digits = 0;
  for (auto v = value < 0 ? ~static_cast<std::uint64_t>(value) + 1 : static_cast<std::uint64_t>(value);
       v != 0; v >>= 1) {
    if ((v & 1U) == 0) continue;
    ++digits;
    v = (v & 2U) != 0 ? v + 1 : v - 1;
  }
  return digits;
}

class Counter {
 public:
  explicit Counter(const Module& module) : m_(module), used_(module.signals.size(), false) {}

  Features run() {
    mark_used();
    for (std::size_t i = 0; i < m_.signals.size(); ++i)
      if (used_[i]) count(m_.signals[i]);
    for (std::size_t i = 0; i < m_.registers.size(); ++i)
      if (is_register_used(static_cast<std::uint32_t>(i))) count(m_.registers[i]);
    for (const Memory& memory : m_.memories) count(memory);
    return total_;
  }

 private:
  double& at(Feature f) { return total_[static_cast<std::size_t>(f)]; }
  const Signal& signal(SignalId id) const { return m_.signals[id.index]; }
  bool is_constant(SignalId id) const {
    return std::holds_alternative<Constant>(signal(id).driver) || signal(id).type.interval.is_constant();
  }
  static int bits(const Signal& s) { return s.type.total_bits(); }

  /// From outputs, instances and memories backwards through registers.
  void mark_used() {
    std::vector<SignalId> todo;
    const auto push = [&](SignalId id) {
      if (!used_[id.index]) {
        used_[id.index] = true;
        todo.push_back(id);
      }
    };
    const auto push_if = [&](const std::optional<SignalId>& id) {
      if (id) push(*id);
    };
    for (const Port& port : m_.ports) push_if(port.driver);
    for (const Instance& instance : m_.instances)
      for (const SignalId input : instance.inputs) push(input);
    while (!todo.empty()) {
      const SignalId id = todo.back();
      todo.pop_back();
      match(
          signal(id).driver, [](const Constant&) {}, [](const PortInput&) {}, [](const InstanceOutput&) {},
          [&](const Binary& d) { push(d.a), push(d.b); }, [&](const Not& d) { push(d.a); },
          [&](const ShiftLeft& d) { push(d.a); }, [&](const ShiftRight& d) { push(d.a); },
          [&](const Narrow& d) { push(d.a); }, [&](const Truncate& d) { push(d.a); },
          [&](const Mux& d) { push(d.select), push(d.when_true), push(d.when_false); },
          [&](const Lookup& d) { push(d.index); }, [&](const Pick& d) { push(d.pack), push(d.index); },
          [&](const Slice& d) { push(d.pack); },
          [&](const Pack& d) {
            for (const SignalId part : d.parts) push(part);
          },
          [&](const RegisterValue& d) {
            const Register& r = m_.registers[d.index];
            push(r.next);
            push_if(r.enable);
          },
          [&](const MemoryValue& d) {
            const Memory& memory = m_.memories[d.index];
            push(memory.read_address);
            push_if(memory.read_enable);
            push_if(memory.write_enable), push_if(memory.write_address), push_if(memory.write_data);
          },
          [&](const MultiplierValue& d) {
            const Multiplier& multiplier = m_.multipliers[d.index];
            push(multiplier.a), push(multiplier.b);
            push_if(multiplier.enable);
          },
          [&](const Wire& d) { push_if(d.driver); });
    }
  }

  bool is_register_used(std::uint32_t index) const {
    for (std::size_t i = 0; i < m_.signals.size(); ++i)
      if (const auto* value = std::get_if<RegisterValue>(&m_.signals[i].driver);
          value != nullptr && value->index == index)
        return used_[i];
    return false;
  }

  void count(const Signal& s) {
    match(
        s.driver, [&](const Binary& d) { count(s, d); },
        [&](const Not&) { at(Feature::LogicBits) += bits(s); },
        [&](const Mux& d) {
          const bool has_constant = is_constant(d.when_true) || is_constant(d.when_false);
          at(has_constant ? Feature::MuxConstBits : Feature::MuxBits) += bits(s);
        },
        [&](const Lookup& d) {
          if (!is_constant(d.index)) at(Feature::TableBits) += static_cast<double>(d.table->size()) * bits(s);
        },
        [&](const Pick& d) { at(Feature::PickBits) += bits(signal(d.pack)); }, [](const Constant&) {},
        [](const PortInput&) {}, [](const ShiftLeft&) {}, [](const ShiftRight&) {}, [](const Narrow&) {},
        [](const Truncate&) {}, [](const Slice&) {}, [](const Pack&) {}, [](const RegisterValue&) {},
        [](const MemoryValue&) {}, [](const MultiplierValue&) {}, [](const InstanceOutput&) {},
        [](const Wire&) {});
  }

  void count(const Signal& s, const Binary& d) {
    const bool has_constant = is_constant(d.a) || is_constant(d.b);
    const int operand = std::max(bits(signal(d.a)), bits(signal(d.b)));
    switch (d.op) {
      case BinaryOp::Add:
      case BinaryOp::Sub:
        at(has_constant ? Feature::AddConstBits : Feature::AddBits) += bits(s);
        break;
      case BinaryOp::And:
      case BinaryOp::Or:
      case BinaryOp::Xor:
        at(Feature::LogicBits) += bits(s);
        break;
      case BinaryOp::Equal:
        at(Feature::EqualBits) += operand;
        break;
      case BinaryOp::Less:
        at(Feature::CompareBits) += operand;
        break;
      case BinaryOp::Mul:
        count_product(s, d);
        break;
    }
  }

  void count_product(const Signal& s, const Binary& d) {
    const Signal& a = signal(d.a);
    const Signal& b = signal(d.b);
    const auto* constant = std::get_if<Constant>(&b.driver);
    if (constant == nullptr) constant = std::get_if<Constant>(&a.driver);
    if (constant == nullptr) {
      at(Feature::ProductBits) +=
          static_cast<double>(a.type.lane_width_bits()) * b.type.lane_width_bits() * s.type.lanes;
      return;
    }
    const double lanes = static_cast<double>(s.type.lanes) / static_cast<double>(constant->lanes.size());
    for (const std::int64_t value : constant->lanes)
      at(Feature::ScaleBits) += std::max(0, signed_digits(value) - 1) * s.type.lane_width_bits() * lanes;
  }

  void count(const Register& r) {
    at(Feature::RegisterBits) += r.type.total_bits();
    if (r.enable) at(Feature::EnabledBits) += r.type.total_bits();
  }

  void count(const Memory& memory) {
    if (memory.style == MemoryStyle::Block) return;
    const double contents = static_cast<double>(memory.depth) * memory.word.total_bits();
    if (memory.kind == MemoryKind::Rom) {
      if (memory.depth == 1) return;
      at(Feature::RomBits) += contents;
      at(Feature::RomWidth) += memory.word.total_bits();
    } else {
      at(Feature::RamBits) += contents;
      at(Feature::RamWidth) += memory.word.total_bits();
    }
    if (memory.kind != MemoryKind::RamAsync) at(Feature::RegisterBits) += memory.word.total_bits();
  }

  const Module& m_;
  std::vector<bool> used_;
  Features total_{};
};

}  // namespace

std::string_view to_string(Feature feature) {
  switch (feature) {
    case Feature::AddBits:
      return "add_bits";
    case Feature::AddConstBits:
      return "add_const_bits";
    case Feature::CompareBits:
      return "compare_bits";
    case Feature::EqualBits:
      return "equal_bits";
    case Feature::LogicBits:
      return "logic_bits";
    case Feature::MuxBits:
      return "mux_bits";
    case Feature::MuxConstBits:
      return "mux_const_bits";
    case Feature::ProductBits:
      return "product_bits";
    case Feature::ScaleBits:
      return "scale_bits";
    case Feature::TableBits:
      return "table_bits";
    case Feature::PickBits:
      return "pick_bits";
    case Feature::RomBits:
      return "rom_bits";
    case Feature::RomWidth:
      return "rom_width";
    case Feature::RamBits:
      return "ram_bits";
    case Feature::RamWidth:
      return "ram_width";
    case Feature::RegisterBits:
      return "register_bits";
    case Feature::EnabledBits:
      return "enabled_bits";
    case Feature::Count:
      break;
  }
  return "?";
}

Features features(const Module& module) { return Counter(module).run(); }

}  // namespace knap::hw
