#include "hw/cost/delay.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "hw/cost/blast.h"
#include "hw/cost/cover.h"
#include "hw/cost/product.h"

namespace knap::hw {
namespace {

/// When a signal is known that nothing makes.
constexpr double kNever = -1e9;

/// A module seen from outside: what its ports start and end.
struct ModuleTiming {
  std::vector<double> launch;                ///< per port: output, from the last edge
  std::vector<double> capture;               ///< per port: input, until the next edge
  std::vector<std::vector<double>> through;  ///< [output][input], without an edge between
  WorstPath inside;
};

/// One module, those that it instantiates being known. Times run from one source at a time: the edge, or one
/// input port. What comes out of an instance depends on what goes in, and the ready signals run against the
/// data, so the times are worked out again until they stay; no loop is without an edge (verify() sees to
/// that), so each round settles at least one more instance.
class Analysis {
 public:
  Analysis(const Design& design, const Module& module, Family family, const CellDelays& cell,
           const std::vector<ModuleTiming>& known)
      : design_(design),
        m_(module),
        family_(family),
        cell_(cell),
        known_(known),
        net_(blast(module, family)) {
    count_readers();
    own();
  }

  ModuleTiming run() {
    const std::size_t ports = m_.ports.size();
    ModuleTiming result{std::vector<double>(ports, kNever),
                        std::vector<double>(ports, kNever),
                        std::vector<std::vector<double>>(ports, std::vector<double>(ports, kNever)),
                        {}};
    result.inside.module = m_.name;
    spread(-1);
    result.inside.ns = std::max(0.0, last_capture(&result.inside.module));
    for (const PortBits& out : net_.outputs) result.launch[out.port] = latest(out.bits);
    for (const Instance& instance : m_.instances)
      if (known_[instance.module].inside.ns > result.inside.ns)
        result.inside = known_[instance.module].inside;
    for (std::uint32_t p = 0; p < ports; ++p) {
      if (m_.ports[p].direction != Direction::In) continue;
      spread(static_cast<int>(p));
      result.capture[p] = last_capture(nullptr);
      for (const PortBits& out : net_.outputs) result.through[out.port][p] = latest(out.bits);
    }
    return result;
  }

 private:
  enum class From : std::uint8_t {
    Nothing,
    Edge,
    BlockRam,
    Multiplier,
    LutRam,
    Sum,
    Product,
    Input,
    Instance
  };
  struct Owner {
    From from = From::Nothing;
    std::uint32_t index = 0, position = 0;
  };

  void count_readers() {
    readers_.assign(net_.gates.nodes().size(), 0);
    const auto read = [&](Bit bit) { readers_[node_of(bit)] += 1; };
    for (const Gates::Node& gate : net_.gates.nodes())
      for (std::size_t i = 0; i < gate.count; ++i) read(gate.inputs[i]);
    for (const FlipFlop& f : net_.flip_flops) read(f.d), read(f.enable);
    for (const Arithmetic& cell : net_.arithmetic) {
      for (const Bit bit : cell.a) read(bit);
      for (const Bit bit : cell.b) read(bit);
      for (const Bit bit : cell.if_selected) read(bit), read(cell.select);
    }
    for (const Opaque& opaque : net_.opaque)
      for (const Bit bit : opaque.inputs) read(bit);
  }

  void own(Bit bit, From from, std::size_t index, std::size_t position = 0) {
    Owner& owner = owners_[node_of(bit)];
    if (is_constant(bit) || owner.from != From::Nothing) return;
    owner = {from, static_cast<std::uint32_t>(index), static_cast<std::uint32_t>(position)};
  }

  void own() {
    owners_.assign(net_.gates.nodes().size(), {});
    for (const FlipFlop& f : net_.flip_flops) own(f.q, From::Edge, 0);
    for (std::size_t i = 0; i < net_.opaque.size(); ++i) {
      const Opaque& opaque = net_.opaque[i];
      const From from = opaque.kind == Opaque::Kind::LutRam     ? From::LutRam
                        : opaque.kind == Opaque::Kind::BlockRam ? From::BlockRam
                                                                : From::Multiplier;
      for (const Bit bit : opaque.outputs) own(bit, from, i);
    }
    for (std::size_t i = 0; i < net_.arithmetic.size(); ++i) {
      const Arithmetic& cell = net_.arithmetic[i];
      const From from = cell.kind == Arithmetic::Kind::Chain ? From::Sum : From::Product;
      for (std::size_t k = 0; k < cell.outputs.size(); ++k)
        if (net_.gates.nodes()[node_of(cell.outputs[k])].kind == Gates::Kind::Leaf)
          own(cell.outputs[k], from, i, k);
    }
    for (std::size_t i = 0; i < net_.inputs.size(); ++i)
      for (const Bit bit : net_.inputs[i].bits) own(bit, From::Input, i);
    for (std::size_t i = 0; i < net_.instance_outputs.size(); ++i)
      for (const Bit bit : net_.instance_outputs[i].bits) own(bit, From::Instance, i);
  }

  double hop(std::uint32_t node) const {
    return cell_.hop + cell_.spread * std::log2(std::max(1, readers_[node]));
  }
  double arrival(Bit bit) const { return times_[node_of(bit)] + hop(node_of(bit)); }
  double latest(const std::vector<Bit>& bits) const {
    double last = kNever;
    for (const Bit bit : bits)
      if (!is_constant(bit)) last = std::max(last, times_[node_of(bit)]);
    return last;
  }
  double latest_arrival(const std::vector<Bit>& bits, const std::vector<double>& times) const {
    double last = kNever;
    for (const Bit bit : bits)
      if (!is_constant(bit)) last = std::max(last, times[node_of(bit)] + hop(node_of(bit)));
    return last;
  }

  /// All times, from the edge (-1) or from an input port.
  void spread(int source) {
    source_ = source;
    from_instance_.assign(net_.instance_outputs.size(), kNever);
    for (std::size_t round = 0; round <= m_.instances.size() + 1; ++round) {
      chains_.assign(net_.arithmetic.size(), {});
      times_ = earliest(
          net_.gates, table_inputs(family_), cell_.table,
          [&](std::uint32_t node, double time) { return time + hop(node); },
          [&](std::uint32_t node, const std::vector<double>& times) { return leaf(node, times); });
      if (!pass_instances()) return;
    }
  }

  double leaf(std::uint32_t node, const std::vector<double>& times) {
    const Owner& owner = owners_[node];
    const double edge = source_ < 0 ? 0 : kNever;
    switch (owner.from) {
      case From::Nothing:
        return kNever;
      case From::Edge:
        return edge + cell_.clock_to_out;
      case From::BlockRam:
        return edge + cell_.block_hop +
               (net_.opaque[owner.index].is_registered ? cell_.block_ram_registered : cell_.block_ram);
      case From::Multiplier:
        return edge + cell_.multiplier_hop + cell_.multiplier;
      case From::LutRam: {
        const double written = edge + cell_.clock_to_out;
        return std::max(written, latest_arrival(net_.opaque[owner.index].read_address, times)) +
               cell_.lut_ram;
      }
      case From::Sum:
        return sum(owner.index, owner.position, times);
      case From::Product:
        return product(net_.arithmetic[owner.index], owner.position, times);
      case From::Input:
        return static_cast<int>(net_.inputs[owner.index].port) == source_ ? 0 : kNever;
      case From::Instance:
        return from_instance_[owner.index];
    }
    return kNever;
  }

  /// When operands' bits `k` have entered the chain. On Xilinx a table in front of the carry computes their
  /// exclusive or, and with it the gates that make them, as far as it has inputs.
  double into_chain(const Arithmetic& cell, std::size_t k, const std::vector<double>& times) const {
    if (!cell.if_selected.empty())
      return latest_arrival({cell.a[k], cell.b[k], cell.if_selected[k], cell.select}, times) + cell_.chain_in;
    if (!is_xilinx(family_)) return latest_arrival({cell.a[k], cell.b[k]}, times) + cell_.chain_in;
    if (is_constant(cell.propagate[k])) return kNever;
    const std::uint32_t node = node_of(cell.propagate[k]);
    const bool is_table = net_.gates.nodes()[node].kind != Gates::Kind::Leaf;
    return (is_table ? times[node] : times[node] + hop(node) + cell_.table) + cell_.chain_in;
  }

  /// Bit `position` waits for the carries of the bits below.
  double sum(std::uint32_t index, std::uint32_t position, const std::vector<double>& times) {
    const Arithmetic& cell = net_.arithmetic[index];
    std::vector<double>& carries = chains_[index];  // when the carry up to a bit is known
    while (carries.size() <= position) {
      const std::size_t k = carries.size();
      const double in = into_chain(cell, k, times);
      carries.push_back(std::max(in, k == 0 ? kNever : carries[k - 1] + cell_.chain_bit));
    }
    return carries[position] + cell_.chain_out;
  }

  /// As prim/generic/knap_multiply.map.v: a tree of chains. Bit `position` has passed so many of them, and
  /// a carry may run through all places but once.
  double product(const Arithmetic& cell, std::uint32_t position, const std::vector<double>& times) const {
    const double in = std::max(latest_arrival(cell.a, times), latest_arrival(cell.b, times));
    const std::size_t rows = std::min(cell.a.size(), cell.b.size()),
                      wide = std::max(cell.a.size(), cell.b.size());
    const auto passed = static_cast<double>(chains_of_product(rows, position));
    const double row =
        (is_xilinx(family_) ? cell_.table : 0) + cell_.chain_in + cell_.chain_bit + cell_.chain_out;
    return in + passed * row + std::max(0.0, passed - 1) * cell_.hop +
           cell_.chain_bit * static_cast<double>(std::min<std::size_t>(wide, position));
  }

  /// What comes out of the instances; has any become later?
  bool pass_instances() {
    bool is_later = false;
    for (std::size_t i = 0; i < net_.instance_outputs.size(); ++i) {
      const PortBits& out = net_.instance_outputs[i];
      const ModuleTiming& child = known_[m_.instances[out.instance].module];
      double time = source_ < 0 ? child.launch[out.port] : kNever;
      for (const PortBits& in : net_.instance_inputs) {
        if (in.instance != out.instance) continue;
        const double through = child.through[out.port][input_port(in)];
        if (through > kNever / 2) time = std::max(time, latest(in.bits) + through);
      }
      if (time > from_instance_[i] + 1e-9) is_later = true;
      from_instance_[i] = std::max(from_instance_[i], time);
    }
    return is_later;
  }

  /// Instances list their inputs in the order of the input ports.
  std::size_t input_port(const PortBits& in) const {
    const Module& child = design_.modules[m_.instances[in.instance].module];
    std::size_t left = in.port;
    for (std::size_t p = 0; p < child.ports.size(); ++p)
      if (child.ports[p].direction == Direction::In && left-- == 0) return p;
    return 0;
  }

  /// The last arrival at anything that waits for an edge; names the module in which that is.
  double last_capture(std::string* where) const {
    double last = kNever;
    for (const FlipFlop& f : net_.flip_flops) {
      if (is_constant(f.q)) continue;
      // A table, or a chain's, sits in front of its flip-flop.
      const bool is_packed = net_.gates.nodes()[node_of(f.d)].kind != Gates::Kind::Leaf ||
                             owners_[node_of(f.d)].from == From::Sum;
      if (!is_constant(f.d))
        last = std::max(last, (is_packed ? times_[node_of(f.d)] : arrival(f.d)) + cell_.setup);
      if (!is_constant(f.enable)) last = std::max(last, arrival(f.enable) + cell_.setup);
    }
    for (const Opaque& opaque : net_.opaque) {
      const double setup = opaque.kind == Opaque::Kind::BlockRam ? cell_.block_hop + cell_.block_ram_setup
                           : opaque.kind == Opaque::Kind::Multiplier
                               ? cell_.multiplier_hop + cell_.multiplier_setup
                               : cell_.setup;
      last = std::max(last, latest_arrival(opaque.inputs, times_) + setup);
      if (opaque.kind == Opaque::Kind::Multiplier && !opaque.is_registered && source_ < 0)
        last = std::max(last, cell_.multiplier_inside);
    }
    for (const PortBits& in : net_.instance_inputs) {
      const Module& child = design_.modules[m_.instances[in.instance].module];
      const double capture = known_[m_.instances[in.instance].module].capture[input_port(in)];
      const double time = latest(in.bits) + capture;
      if (capture < kNever / 2 || time <= last) continue;
      last = time;
      if (where != nullptr) *where = child.name;
    }
    return last;
  }

  const Design& design_;
  const Module& m_;
  Family family_;
  const CellDelays& cell_;
  const std::vector<ModuleTiming>& known_;
  Blasted net_;
  std::vector<int> readers_;
  std::vector<Owner> owners_;
  std::vector<double> times_, from_instance_;
  std::vector<std::vector<double>> chains_;
  int source_ = -1;
};

}  // namespace

double stage_ns(const Module& module, Family family) {
  const CellDelays& cell = cell_delays(family);
  const Design alone{{module}, {Clock{}}};
  const ModuleTiming timing = Analysis(alone, alone.modules.front(), family, cell, {}).run();
  double ns = timing.inside.ns;
  for (std::size_t p = 0; p < module.ports.size(); ++p) {
    ns = std::max(ns, cell.clock_to_out + cell.hop + timing.capture[p]);
    ns = std::max(ns, timing.launch[p] + cell.hop + cell.table + cell.setup);
  }
  return ns;
}

WorstPath worst_path(const Design& design, Family family) {
  std::vector<ModuleTiming> known;
  for (const Module& module : design.modules)
    known.push_back(Analysis(design, module, family, cell_delays(family), known).run());
  return known.back().inside;
}

}  // namespace knap::hw
