#include "hw/cost/features.h"

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "hw/cost/blast.h"
#include "hw/cost/cover.h"
#include "hw/cost/memory.h"
#include "hw/cost/product.h"

namespace knap::hw {
namespace {

/// A count as the features hold it.
double whole(std::int64_t count) { return static_cast<double>(count); }

/// Counts what is alive: what an output of the module, or an input of an instance, depends on, as opt_clean
/// leaves it (RAMs in lookup tables apart, which all count). A bit is alive if a live gate, cell or flip-flop
/// reads it; mark() follows that backwards from the roots, through the owner of each leaf to what the owner
/// reads. A sum's bit k depends on the bits up to k of both operands, so a chain is alive up to its highest
/// live bit and cut above it. Every node is pushed once (used_) and a chain's width only grows, so marking
/// ends, after one visit of each edge. The tables are then one cover of all gates below whatever takes bits:
/// outputs, cells, flip-flops. Linear in the gates but for the sets of count_flip_flops; the cover takes most
/// of the time.
class Counter {
 public:
  Counter(const Module& module, Family family)
      : m_(module), family_(family), net_(blast(module, family)), owners_(net_.gates.nodes().size()) {}

  Features run() {
    own();
    mark();
    std::vector<Bit> roots = net_.roots;
    count_arithmetic(roots);
    for (const Opaque* opaque : opaque_)
      roots.insert(roots.end(), opaque->inputs.begin(), opaque->inputs.end());
    count_flip_flops(roots);
    at(Feature::GateTables) = count_tables(net_.gates, roots, table_inputs(family_));
    for (const Memory& memory : m_.memories)
      if (memory.style == MemoryStyle::Lut && memory.kind != MemoryKind::Rom) count(memory);
    at(Feature::Modules) = 1;
    return total_;
  }

 private:
  /// Who drives a leaf: one at most, but for merged flip-flops, of which the first one counts.
  struct Owner {
    enum class Kind : std::uint8_t { None, Arithmetic, FlipFlop, Opaque } kind = Kind::None;
    std::uint32_t index = 0, position = 0;
  };

  double& at(Feature f) { return total_[static_cast<std::size_t>(f)]; }

  void own(Bit bit, Owner::Kind kind, std::size_t index, std::size_t position) {
    Owner& owner = owners_[node_of(bit)];
    if (is_constant(bit) || owner.kind != Owner::Kind::None) return;
    owner = {kind, static_cast<std::uint32_t>(index), static_cast<std::uint32_t>(position)};
  }

  void own() {
    for (std::size_t i = 0; i < net_.arithmetic.size(); ++i)
      for (std::size_t k = 0; k < net_.arithmetic[i].outputs.size(); ++k)
        own(net_.arithmetic[i].outputs[k], Owner::Kind::Arithmetic, i, k);
    for (std::size_t i = 0; i < net_.flip_flops.size(); ++i)
      own(net_.flip_flops[i].q, Owner::Kind::FlipFlop, i, 0);
    for (std::size_t i = 0; i < net_.opaque.size(); ++i)
      for (const Bit bit : net_.opaque[i].outputs) own(bit, Owner::Kind::Opaque, i, 0);
    used_.assign(net_.gates.nodes().size(), false);
    width_.assign(net_.arithmetic.size(), 0);
    is_live_.assign(net_.flip_flops.size(), false);
    is_opaque_live_.assign(net_.opaque.size(), false);
  }

  void push(Bit bit) {
    if (used_[node_of(bit)]) return;
    used_[node_of(bit)] = true;
    todo_.push_back(node_of(bit));
  }

  /// From the module's outputs backwards.
  void mark() {
    for (const Bit root : net_.roots) push(root);
    while (!todo_.empty()) {
      const std::uint32_t node = todo_.back();
      todo_.pop_back();
      const Gates::Node& gate = net_.gates.nodes()[node];
      for (int i = 0; i < gate.count; ++i) push(gate.inputs[static_cast<std::size_t>(i)]);
      follow(owners_[node]);
    }
  }

  void follow(const Owner& owner) {
    switch (owner.kind) {
      case Owner::Kind::None:
        return;
      case Owner::Kind::Arithmetic: {
        const Arithmetic& cell = net_.arithmetic[owner.index];
        std::size_t& width = width_[owner.index];
        if (cell.kind == Arithmetic::Kind::Product) {
          width = cell.outputs.size();
          for (const Bit bit : cell.a) push(bit);
          for (const Bit bit : cell.b) push(bit);
        }
        for (; width <= owner.position; ++width) {
          push(cell.a[width]), push(cell.b[width]);
          if (!cell.if_selected.empty()) push(cell.if_selected[width]);
        }
        push(cell.select);
        return;
      }
      case Owner::Kind::FlipFlop:
        is_live_[owner.index] = true;
        push(net_.flip_flops[owner.index].d);
        push(net_.flip_flops[owner.index].enable);
        return;
      case Owner::Kind::Opaque:
        if (is_opaque_live_[owner.index]) return;
        is_opaque_live_[owner.index] = true;
        opaque_.push_back(&net_.opaque[owner.index]);
        for (const Bit bit : net_.opaque[owner.index].inputs) push(bit);
        return;
    }
  }

  /// The tables of live cells, and what the cells read as further roots of the cover. On Xilinx a chain's
  /// tables are the gates of its propagate bits, so that what feeds it may share them. ECP5's cell has them
  /// inside, and takes the complement of b for nothing; iCE40's carry has none, so that b is complemented in
  /// front of it, and a table stands beside it where the sum's bit is used: not in a comparison.
  void count_arithmetic(std::vector<Bit>& roots) {
    for (std::size_t i = 0; i < net_.arithmetic.size(); ++i) {
      const Arithmetic& cell = net_.arithmetic[i];
      const std::size_t width = width_[i];
      if (width == 0) continue;
      if (cell.kind == Arithmetic::Kind::Product) {
        at(Feature::ProductTables) += product_tables(cell);
        roots.insert(roots.end(), cell.a.begin(), cell.a.end());
        roots.insert(roots.end(), cell.b.begin(), cell.b.end());
        continue;
      }
      if (is_xilinx(family_)) {
        roots.insert(roots.end(), cell.a.begin(), cell.a.begin() + static_cast<std::ptrdiff_t>(width));
        roots.insert(roots.end(), cell.propagate.begin(),
                     cell.propagate.begin() + static_cast<std::ptrdiff_t>(width));
      } else {
        const Bit kept = family_ == Family::Ecp5 ? ~1U : ~0U;  // without the sign where the cell has it
        for (std::size_t k = 0; k < width; ++k) roots.push_back(cell.a[k]), roots.push_back(cell.b[k] & kept);
        if (!cell.if_selected.empty())
          roots.insert(roots.end(), cell.if_selected.begin(),
                       cell.if_selected.begin() + static_cast<std::ptrdiff_t>(width));
        roots.push_back(cell.select);
      }
      switch (family_) {
        case Family::Ecp5:
          at(Feature::ChainTables) += 2 * whole((width + 1) / 2);
          break;
        case Family::Ice40:
          for (std::size_t k = 0; k < width; ++k)
            at(Feature::ChainTables) += used_[node_of(cell.outputs[k])] ? 1 : 0;
          break;
        case Family::Xc7:
        case Family::Xcup:
          break;  // the tables before the carries are gates
      }
    }
  }

  /// As prim/<family>/knap_multiply.map.v: a row of adders per bit of the narrower factor but the first; on
  /// Xilinx less the bits of the last row that nobody takes. On ECP5 a row whose bit is always 0 (of an
  /// unsigned factor that meets a signed one) goes. iCE40 has no map.
  double product_tables(const Arithmetic& cell) {
    const bool is_a_narrow = cell.a.size() < cell.b.size();
    const std::vector<Bit>& narrower = is_a_narrow ? cell.a : cell.b;
    const std::vector<Bit>& wider = is_a_narrow ? cell.b : cell.a;
    const std::size_t wide = wider.size(), rows = narrower.size();
    const bool are_rows_padded = narrower.back() == kFalse;
    switch (family_) {
      case Family::Ecp5:
        return 2.0 * whole(cells_of_product(wide, rows - (are_rows_padded ? 1 : 0),
                                            [](std::size_t bits) { return (bits + 1) / 2; }));
      case Family::Xc7:
      case Family::Xcup:
        return whole(cells_of_product(wide, rows, [](std::size_t bits) { return bits; }) -
                     (wide + rows - std::min(wide + rows, cell.outputs.size())));
      case Family::Ice40:
        return compressed_tables(
            {wide, rows, cell.outputs.size(), cell.is_signed, wider.back() == kFalse, are_rows_padded});
    }
    return 0;
  }

  /// Lanes are alike: each shape is covered once.
  double compressed_tables(const Factors& factors) {
    const auto known = compressed_.find(factors);
    if (known != compressed_.end()) return known->second;
    return compressed_[factors] = static_cast<double>(tables_of_compressed_product(factors));
  }

  void count_flip_flops(std::vector<Bit>& roots) {
    std::set<Bit> elsewhere;  // read by anything but a flip-flop's data input
    for (const Bit root : roots) elsewhere.insert(root & ~1U);
    for (std::size_t n = 1; n < used_.size(); ++n) {
      const Gates::Node& gate = net_.gates.nodes()[n];
      if (!used_[n]) continue;
      for (int i = 0; i < gate.count; ++i) elsewhere.insert(gate.inputs[static_cast<std::size_t>(i)] & ~1U);
    }
    std::set<Bit> counted;
    for (std::size_t i = 0; i < net_.flip_flops.size(); ++i) {
      const FlipFlop& f = net_.flip_flops[i];
      if (!is_live_[i] || is_constant(f.q) || !counted.insert(f.q).second) continue;
      live_.push_back(&f);
      roots.push_back(f.d);
      roots.push_back(f.enable);
      elsewhere.insert(f.enable & ~1U);
    }
    at(Feature::FlipFlops) += static_cast<double>(live_.size());
    for (const FlipFlop* f : live_)
      if (!has_own_table(f->d) || elsewhere.contains(f->d & ~1U)) at(Feature::LoneFlipFlops) += 1;
  }

  /// Is a bit made by a lookup table (a carry chain's too), or does it come straight from elsewhere?
  bool has_own_table(Bit bit) const {
    if (is_constant(bit)) return false;
    const bool is_leaf = net_.gates.nodes()[node_of(bit)].kind == Gates::Kind::Leaf;
    return !is_leaf || bit % 2 != 0 || owners_[node_of(bit)].kind == Owner::Kind::Arithmetic;
  }

  void count(const Memory& memory) {
    // Multiplexers between banks are gates, and the register behind the memory is counted as such.
    const std::int64_t bank = lut_ram_depth(family_);
    const std::int64_t banks = bank == 0 ? 1 : (memory.depth + bank - 1) / bank;
    const Resources cost = lut_ram_cost(family_, memory.word.total_bits(), banks == 1 ? memory.depth : bank);
    at(Feature::MemoryTables) += cost.lut * static_cast<double>(banks);
    if (cost.bram == 0 && bank == 0) at(Feature::FlipFlops) += cost.ff - memory.word.total_bits();
  }

  const Module& m_;
  Family family_;
  Blasted net_;
  std::vector<Owner> owners_;
  std::vector<bool> used_, is_live_, is_opaque_live_;
  std::vector<std::size_t> width_;  ///< of arithmetic, as far as its outputs are used
  std::vector<const Opaque*> opaque_;
  std::vector<const FlipFlop*> live_;
  std::vector<std::uint32_t> todo_;
  std::map<Factors, double> compressed_;
  Features total_{};
};

}  // namespace

std::string_view to_string(Feature feature) {
  switch (feature) {
    case Feature::GateTables:
      return "gate_tables";
    case Feature::ChainTables:
      return "chain_tables";
    case Feature::ProductTables:
      return "product_tables";
    case Feature::MemoryTables:
      return "memory_tables";
    case Feature::Modules:
      return "modules";
    case Feature::FlipFlops:
      return "flip_flops";
    case Feature::LoneFlipFlops:
      return "lone_flip_flops";
    case Feature::Count:
      break;
  }
  return "?";
}

Features features(const Module& module, Family family) { return Counter(module, family).run(); }

}  // namespace knap::hw
