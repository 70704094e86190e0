#include "hw/sv/plan.h"

#include <algorithm>

#include "core/base/match.h"
#include "hw/ir/derive.h"
#include "hw/ir/output_register.h"

namespace knap::hw {
namespace {

/// Operations in one printed expression; more are given a name of their own.
constexpr int kMaxInlineOperations = 4;

/// What an unnamed signal is called after its user's name.
const char* word_of(const Driver& driver) {
  return match(
      driver, [](const Constant&) { return "constant"; }, [](const PortInput&) { return "input"; },
      [](const Binary& d) {
        switch (d.op) {
          case BinaryOp::Add:
            return "sum";
          case BinaryOp::Sub:
            return "difference";
          case BinaryOp::Mul:
            return "product";
          case BinaryOp::And:
            return "and";
          case BinaryOp::Or:
            return "or";
          case BinaryOp::Xor:
            return "xor";
          case BinaryOp::Equal:
            return "equal";
          case BinaryOp::Less:
            return "less";
        }
        return "value";
      },
      [](const Not&) { return "not"; }, [](const ShiftLeft&) { return "shifted"; },
      [](const ShiftRight&) { return "shifted"; }, [](const Narrow&) { return "narrow"; },
      [](const Truncate&) { return "low"; }, [](const Mux&) { return "choice"; },
      [](const Lookup&) { return "entry"; }, [](const Pick&) { return "picked"; },
      [](const Slice&) { return "part"; }, [](const Pack&) { return "pack"; },
      [](const RegisterValue&) { return "register"; }, [](const MemoryValue&) { return "data"; },
      [](const MultiplierValue&) { return "product"; }, [](const InstanceOutput&) { return "output"; },
      [](const Wire&) { return "wire"; });
}

bool is_state(const Driver& driver) {
  return std::holds_alternative<PortInput>(driver) || std::holds_alternative<RegisterValue>(driver) ||
         std::holds_alternative<MemoryValue>(driver) || std::holds_alternative<MultiplierValue>(driver) ||
         std::holds_alternative<InstanceOutput>(driver);
}

class Planner {
 public:
  Planner(const Module& module, const ModuleOrder& order, NameScope& scope) : m_(module), scope_(scope) {
    plan_.signals.resize(module.signals.size());
    plan_.order = order.signals;
    hints_.resize(module.signals.size());
    must_declare_.resize(module.signals.size(), false);
    is_told_.resize(module.signals.size(), false);
    readers_.resize(module.signals.size());
    plan_.live_registers.resize(module.registers.size(), false);
    plan_.live_memories.resize(module.memories.size(), false);
    plan_.live_multipliers.resize(module.multipliers.size(), false);
    plan_.output_registers = output_registers(module);
    plan_.is_inside.resize(module.registers.size(), false);
    for (const auto& inside : plan_.output_registers)
      if (inside) plan_.is_inside[*inside] = true;
  }

  ModulePlan run() {
    for (const Port& port : m_.ports) plan_.ports.push_back(scope_.take(port.name));
    find_live();
    for (const Accumulator& one : accumulators(m_))
      if (plan_.live_registers[one.reg]) plan_.accumulators.push_back(one);
    bind_ports();
    decide_inline();
    name_state();
    name_signals();
    hide_words();
    return std::move(plan_);
  }

 private:
  const Driver& driver(SignalId id) const { return m_.signals[id.index].driver; }
  SignalPlan& at(SignalId id) { return plan_.signals[id.index]; }

  /// One reading of the signal, by something called `hint`.
  /// is_told: the hint is the name itself.
  void use(SignalId id, const std::string& hint, bool is_told = false,
           std::optional<SignalId> reader = std::nullopt) {
    SignalPlan& plan = at(id);
    ++plan.uses;
    readers_[id.index] = reader;
    if (hints_[id.index].empty()) {
      hints_[id.index] = hint;
      is_told_[id.index] = is_told;
    }
    if (plan.is_live) return;
    plan.is_live = true;
    work_.push_back(id);
  }
  void use(const std::optional<SignalId>& id, const std::string& hint, bool is_told = false) {
    if (id) use(*id, hint, is_told);
  }

  void find_live() {
    for (const Port& port : m_.ports) use(port.driver, port.name);
    for (const Instance& instance : m_.instances)
      for (const SignalId input : instance.inputs) use(input, instance.name);
    while (!work_.empty()) {
      const SignalId id = work_.back();
      work_.pop_back();
      const std::string hint =
          m_.signals[id.index].name.empty() ? hints_[id.index] : m_.signals[id.index].name;
      for_each_operand(driver(id), [&](SignalId operand) { use(operand, hint, false, id); });
      if (const auto* reg = std::get_if<RegisterValue>(&driver(id))) use_register(reg->index);
      if (const auto* mem = std::get_if<MemoryValue>(&driver(id))) use_memory(mem->index);
      if (const auto* mul = std::get_if<MultiplierValue>(&driver(id))) use_multiplier(mul->index);
      if (const auto* slice = std::get_if<Slice>(&driver(id))) must_declare_[slice->pack.index] = true;
      if (const auto* pick = std::get_if<Pick>(&driver(id))) must_declare_[pick->pack.index] = true;
    }
  }

  void use_register(std::uint32_t index) {
    const Register& item = m_.registers[index];
    plan_.live_registers[index] = true;
    use(item.next, item.name + "_next", true);
    use(item.enable, item.name + "_enable", true);
  }
  void use_memory(std::uint32_t index) {
    const Memory& item = m_.memories[index];
    plan_.live_memories[index] = true;
    use(item.read_address, item.name + "_read_address", true);
    use(item.read_enable, item.name + "_read_enable", true);
    use(item.write_enable, item.name + "_write_enable", true);
    use(item.write_address, item.name + "_write_address", true);
    use(item.write_data, item.name + "_write_data", true);
  }
  void use_multiplier(std::uint32_t index) {
    const Multiplier& item = m_.multipliers[index];
    plan_.live_multipliers[index] = true;
    use(item.a, item.name + "_a", true);
    use(item.b, item.name + "_b", true);
    use(item.enable, item.name + "_enable", true);
  }

  /// An output port that shows a signal of its own width is that signal.
  void bind_ports() {
    for (std::size_t p = 0; p < m_.ports.size(); ++p) {
      const Port& port = m_.ports[p];
      if (port.direction == Direction::In) continue;
      const Signal& signal = m_.signals[port.driver->index];
      SignalPlan& plan = at(*port.driver);
      const bool is_named_so = signal.name.empty() || signal.name == port.name;
      const bool is_alike = signal.type.lanes == port.type.lanes &&
                            signal.type.lane_width_bits() == port.type.lane_width_bits() &&
                            signal.type.interval.is_signed() == port.type.interval.is_signed();
      const bool is_input = std::holds_alternative<PortInput>(signal.driver);
      const bool is_fixed =
          std::holds_alternative<Constant>(signal.driver) || std::holds_alternative<Slice>(signal.driver);
      if (!is_named_so || !is_alike || is_input || is_fixed || plan.is_port) continue;
      plan.is_port = true;
      plan.name = plan_.ports[p];
    }
  }

  bool may_inline(SignalId id) const {
    const Signal& signal = m_.signals[id.index];
    const SignalPlan& plan = plan_.signals[id.index];
    if (const auto* constant = std::get_if<Constant>(&signal.driver)) {
      const bool is_uniform = std::all_of(constant->lanes.begin(), constant->lanes.end(),
                                          [&](std::int64_t v) { return v == constant->lanes[0]; });
      return constant->what.empty() && is_uniform && !must_declare_pick_[id.index];
    }
    if (plan.is_port || !signal.name.empty() || is_state(signal.driver)) return false;
    if (std::holds_alternative<Slice>(signal.driver)) return !must_declare_pick_[id.index];
    const bool is_statement = std::holds_alternative<Wire>(signal.driver) ||
                              std::holds_alternative<Lookup>(signal.driver) ||
                              std::holds_alternative<Pack>(signal.driver);
    return !is_statement && plan.uses == 1 && (signal.type.lanes == 1 || is_in_loop(id)) &&
           !must_declare_[id.index];
  }

  /// Its only reader is an operation on the same lanes, which can be printed as one loop with it.
  bool is_in_loop(SignalId id) const {
    const std::optional<SignalId>& reader = readers_[id.index];
    if (!reader || m_.type(*reader).lanes != m_.type(id).lanes) return false;
    const Driver& d = driver(*reader);
    return std::holds_alternative<Binary>(d) || std::holds_alternative<Not>(d) ||
           std::holds_alternative<ShiftLeft>(d) || std::holds_alternative<ShiftRight>(d) ||
           std::holds_alternative<Narrow>(d) || std::holds_alternative<Truncate>(d) ||
           std::holds_alternative<Mux>(d) || std::holds_alternative<Lookup>(d);
  }

  void decide_inline() {
    // A run-time index needs a name to index; a slice of a slice does not.
    must_declare_pick_.assign(m_.signals.size(), false);
    for (const Signal& signal : m_.signals)
      if (const auto* pick = std::get_if<Pick>(&signal.driver)) must_declare_pick_[pick->pack.index] = true;
    std::vector<int> operations(m_.signals.size(), 0);
    for (const SignalId id : plan_.order) {
      SignalPlan& plan = at(id);
      if (!plan.is_live || !may_inline(id)) continue;
      const bool is_free =
          std::holds_alternative<Constant>(driver(id)) || std::holds_alternative<Slice>(driver(id));
      int count = is_free ? 0 : 1;
      for_each_operand(driver(id), [&](SignalId operand) {
        if (at(operand).is_inline) count += operations[operand.index];
      });
      operations[id.index] = count;
      plan.is_inline = count <= kMaxInlineOperations;
    }
    // What lies inside an adder with a choice stands nowhere; what comes out of it has a name.
    for (const Accumulator& one : plan_.accumulators) {
      at(one.choice).is_inline = at(one.sum).is_inline = true;
      at(one.next).is_inline = false;
    }
  }

  /// Given names first, so that invented ones give way.
  void name_state() {
    for (std::size_t s = 0; s < m_.signals.size(); ++s) {
      SignalPlan& plan = plan_.signals[s];
      const Signal& signal = m_.signals[s];
      if (const auto* port = std::get_if<PortInput>(&signal.driver)) {
        plan.name = plan_.ports[port->port];
      } else if (plan.name.empty() && !plan.is_inline && !signal.name.empty() &&
                 (plan.is_live || std::holds_alternative<InstanceOutput>(signal.driver))) {
        plan.name = scope_.take(written(signal.driver, signal.name));
      }
    }
    // With a word behind them, so that a leaf is not called like one of its own signals.
    for (const Memory& item : m_.memories)
      plan_.memories.push_back(
          scope_.take(with_word(item.name, item.kind == MemoryKind::Rom ? "_rom" : "_ram")));
    for (const Multiplier& item : m_.multipliers)
      plan_.multipliers.push_back(scope_.take(with_word(item.name, "_multiply")));
    for (const Instance& item : m_.instances) plan_.instances.push_back(scope_.take(item.name));
  }

  static std::string written(const Driver& driver, const std::string& name) {
    return std::holds_alternative<Constant>(driver) ? constant_case(name) : name;
  }

  static std::string with_word(const std::string& name, const std::string& word) {
    const bool has_word =
        name.size() > word.size() && name.compare(name.size() - word.size(), word.size(), word) == 0;
    return has_word ? name : name + word;
  }

  void name_signals() {
    for (const SignalId id : plan_.order) {
      SignalPlan& plan = at(id);
      const bool is_printed = plan.is_live || std::holds_alternative<InstanceOutput>(driver(id));
      if (!plan.name.empty() || plan.is_inline || !is_printed) continue;
      const std::string& hint = hints_[id.index];
      const std::string word = word_of(driver(id));
      plan.name = scope_.take(written(driver(id), is_told_[id.index] ? hint
                                                  : hint.empty()     ? word
                                                                     : hint + "_" + word));
    }
  }

  /// A word that goes into the memory's own register is seen nowhere.
  void hide_words() {
    for (std::size_t s = 0; s < m_.signals.size(); ++s) {
      const auto* value = std::get_if<MemoryValue>(&m_.signals[s].driver);
      if (value == nullptr || !plan_.output_registers[value->index]) continue;
      plan_.signals[s].is_live = false;
      plan_.signals[s].name.clear();
    }
  }

  const Module& m_;
  NameScope& scope_;
  ModulePlan plan_;
  std::vector<std::string> hints_;
  std::vector<bool> must_declare_, must_declare_pick_, is_told_;
  std::vector<std::optional<SignalId>> readers_;  ///< the last operation that reads it
  std::vector<SignalId> work_;
};

}  // namespace

ModulePlan plan_signals(const Module& module, const ModuleOrder& order, NameScope& scope) {
  return Planner(module, order, scope).run();
}

}  // namespace knap::hw
