#include "hw/sim/layout.h"

#include <algorithm>

namespace knap::hw::sim {
namespace {

/// Instances with fewer signals than this, with all inside them, are evaluated with their parent.
constexpr std::size_t kMinUnitSignals = 48;

bool is_alias(const Driver& driver) {
  return std::holds_alternative<PortInput>(driver) || std::holds_alternative<Wire>(driver) ||
         std::holds_alternative<Slice>(driver) || std::holds_alternative<InstanceOutput>(driver);
}

class Planner {
 public:
  explicit Planner(const Design& design) : design_(design) {}

  Layout run() {
    expand(static_cast<std::uint32_t>(design_.modules.size() - 1), kNone, 0, "");
    cut();
    for (const Port& port : design_.top().ports)
      layout_.inputs.push_back(port.direction == Direction::In ? take(port.type.lanes) : kNone);
    for (std::uint32_t unit = 0; unit < layout_.unit_begin.size(); ++unit) {
      layout_.unit_begin[unit] = layout_.slots;
      for (std::uint32_t n = 0; n < layout_.nodes.size(); ++n)
        if (layout_.nodes[n].unit == unit) place_owned(n);
      layout_.unit_end[unit] = layout_.slots;
    }
    for (std::uint32_t n = 0; n < layout_.nodes.size(); ++n)
      for (std::uint32_t s = 0; s < layout_.nodes[n].slots.size(); ++s) place(n, s);
    for (Node& node : layout_.nodes) find_state(node);
    return std::move(layout_);
  }

 private:
  std::uint32_t take(std::int32_t lanes) {
    const std::uint32_t slot = layout_.slots;
    layout_.slots += static_cast<std::uint32_t>(lanes);
    return slot;
  }

  std::uint32_t expand(std::uint32_t module, std::uint32_t parent, std::uint32_t instance,
                       const std::string& path) {
    const auto index = static_cast<std::uint32_t>(layout_.nodes.size());
    const Module& m = design_.modules[module];
    Node node;
    node.module = &m;
    node.parent = parent;
    node.instance = instance;
    node.path = path;
    node.slots.assign(m.signals.size(), kNone);
    layout_.nodes.push_back(std::move(node));
    for (std::uint32_t i = 0; i < m.instances.size(); ++i) {
      const std::string inner = path.empty() ? m.instances[i].name : path + "." + m.instances[i].name;
      const std::uint32_t child = expand(m.instances[i].module, index, i, inner);
      layout_.nodes[index].children.push_back(child);
    }
    return index;
  }

  /// Children follow their parents, so one pass backwards sums the subtrees and one forwards assigns units.
  void cut() {
    std::vector<std::size_t> weight(layout_.nodes.size());
    for (std::size_t n = layout_.nodes.size(); n-- > 0;) {
      weight[n] += layout_.nodes[n].module->signals.size();
      if (n > 0) weight[layout_.nodes[n].parent] += weight[n];
    }
    for (std::size_t n = 0; n < layout_.nodes.size(); ++n) {
      if (n > 0 && weight[n] < kMinUnitSignals) {
        layout_.nodes[n].unit = layout_.nodes[layout_.nodes[n].parent].unit;
      } else {
        layout_.nodes[n].unit = static_cast<std::uint32_t>(layout_.unit_begin.size());
        layout_.unit_begin.push_back(0);
        layout_.unit_end.push_back(0);
      }
    }
  }

  struct Place {
    std::uint32_t pack = kNone, offset = 0;
  };

  void place_owned(std::uint32_t n) {
    const Module& module = *layout_.nodes[n].module;
    std::vector<Place> within(module.signals.size());
    for (std::uint32_t s = 0; s < module.signals.size(); ++s) {
      const auto* pack = std::get_if<Pack>(&module.signals[s].driver);
      if (pack == nullptr) continue;
      std::uint32_t offset = 0;
      for (const SignalId part : pack->parts) {
        if (within[part.index].pack == kNone) within[part.index] = {s, offset};
        offset += static_cast<std::uint32_t>(module.type(part).lanes);
      }
    }
    for (std::uint32_t s = 0; s < module.signals.size(); ++s)
      if (!is_alias(module.signals[s].driver)) own(n, s, within);
  }

  std::uint32_t own(std::uint32_t n, std::uint32_t s, const std::vector<Place>& within) {
    std::uint32_t& slot = layout_.nodes[n].slots[s];
    if (slot != kNone) return slot;
    if (within[s].pack != kNone) return slot = own(n, within[s].pack, within) + within[s].offset;
    return slot = take(layout_.nodes[n].module->signals[s].type.lanes);
  }

  std::uint32_t place(std::uint32_t n, std::uint32_t s) {
    if (layout_.nodes[n].slots[s] != kNone) return layout_.nodes[n].slots[s];
    const std::uint32_t slot = alias(n, s);
    return layout_.nodes[n].slots[s] = slot;
  }

  std::uint32_t alias(std::uint32_t n, std::uint32_t s) {
    const Node& node = layout_.nodes[n];
    const Driver& driver = node.module->signals[s].driver;
    if (const auto* wire = std::get_if<Wire>(&driver)) return place(n, wire->driver->index);
    if (const auto* slice = std::get_if<Slice>(&driver))
      return place(n, slice->pack.index) + static_cast<std::uint32_t>(slice->first);
    if (const auto* output = std::get_if<InstanceOutput>(&driver)) {
      const std::uint32_t child = node.children[output->instance];
      return place(child, layout_.nodes[child].module->ports[output->port].driver->index);
    }
    const std::uint32_t port = std::get<PortInput>(driver).port;
    if (n == 0) return layout_.inputs[port];
    std::size_t position = 0;
    for (std::uint32_t p = 0; p < port; ++p)
      position += node.module->ports[p].direction == Direction::In ? 1 : 0;
    const Instance& instance = layout_.nodes[node.parent].module->instances[node.instance];
    return place(node.parent, instance.inputs[position].index);
  }

  static void find_state(Node& node) {
    const Module& m = *node.module;
    node.registers.assign(m.registers.size(), kNone);
    node.memories.assign(m.memories.size(), kNone);
    node.multipliers.assign(m.multipliers.size(), kNone);
    for (std::size_t s = 0; s < m.signals.size(); ++s) {
      const Driver& driver = m.signals[s].driver;
      if (const auto* reg = std::get_if<RegisterValue>(&driver)) node.registers[reg->index] = node.slots[s];
      if (const auto* mem = std::get_if<MemoryValue>(&driver)) node.memories[mem->index] = node.slots[s];
      if (const auto* mul = std::get_if<MultiplierValue>(&driver))
        node.multipliers[mul->index] = node.slots[s];
    }
  }

  const Design& design_;
  Layout layout_;
};

}  // namespace

Layout lay_out(const Design& design) { return Planner(design).run(); }

}  // namespace knap::hw::sim
