#include "hw/ir/accumulator.h"

#include <optional>

#include "hw/ir/derive.h"

namespace knap::hw {
namespace {

class Finder {
 public:
  explicit Finder(const Module& module) : m_(module), readers_(count_readers(module)) {}

  std::optional<Accumulator> find(std::uint32_t reg) const {
    Accumulator found;
    found.reg = reg;
    found.next = found.sum = m_.registers[reg].next;
    if (const auto* narrow = std::get_if<Narrow>(&driver(found.next))) {
      found.sum = narrow->a;
      if (!is_hidden(found.sum)) return {};
    }
    const auto* sum = std::get_if<Binary>(&driver(found.sum));
    if (sum == nullptr || sum->op != BinaryOp::Add) return {};
    for (const auto& [choice, addend] : {std::pair{sum->a, sum->b}, std::pair{sum->b, sum->a}}) {
      const auto* mux = std::get_if<Mux>(&driver(choice));
      if (mux == nullptr || !is_hidden(choice) || !is_value_of(reg, mux->when_false)) continue;
      const std::int32_t lanes = m_.type(found.next).lanes;
      if (m_.type(mux->select).lanes != 1 || m_.type(choice).lanes != lanes ||
          m_.type(addend).lanes != lanes || std::holds_alternative<Constant>(driver(addend)))
        continue;
      found.choice = choice;
      found.first = mux->select;
      found.start = mux->when_true;
      found.addend = addend;
      return found;
    }
    return {};
  }

 private:
  const Driver& driver(SignalId id) const { return m_.signals[id.index].driver; }
  bool is_hidden(SignalId id) const { return readers_[id.index] == 1 && m_.signals[id.index].name.empty(); }
  bool is_value_of(std::uint32_t reg, SignalId id) const {
    const auto* value = std::get_if<RegisterValue>(&driver(id));
    return value != nullptr && value->index == reg;
  }

  const Module& m_;
  std::vector<int> readers_;
};

}  // namespace

std::vector<Accumulator> accumulators(const Module& module) {
  const Finder finder(module);
  std::vector<Accumulator> found;
  for (std::uint32_t reg = 0; reg < module.registers.size(); ++reg)
    if (const auto one = finder.find(reg)) found.push_back(*one);
  return found;
}

}  // namespace knap::hw
