#include "hw/cost/blast.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "hw/cost/memory.h"
#include "hw/cost/words.h"
#include "hw/ir/output_register.h"

namespace knap::hw {
namespace {

// Why it is right. Leaves are made for all that is stored before anything is computed (store()), so a
// signal's bits are a function of leaves and the recursion of Words ends at them. Gates holds each function
// of two or three bits once, so equal bits have equal numbers. What synthesis merges beyond that are
// flip-flops: two with the same data, enable and reset are one, and one whose data is constant, or its own
// output after a reset, is a constant. Each round reads the module again with the merges that the round
// before has proved, which may make further data equal. Nothing is assumed: the first round merges no
// flip-flop, so every merge follows from merges that hold. (Two counters that each read themselves stay two,
// as opt_merge leaves them.) A flip-flop keeps its index in all rounds, for they are made in the same order.
//
// Why it ends: when a round proves no more than the one before, and at the latest after kRounds further ones;
// what has not been found then is counted twice, as if nothing were wrong with it.
//
// What it costs: some hash look-ups per gate and round, measured 2 us with all rounds. A table of n entries
// of w bits folds n * w bits before a gate is left of them, so weights in lookup tables lead: 10^4 to 10^6
// bits.

/// Rounds in which equal flip-flops are looked for: a delay of n stages of two equal values takes n.
constexpr int kRounds = 4;
/// Yosys makes memories of tables that have this many entries (proc_rom).
constexpr std::size_t kMinRom = 16;

/// What is known of a flip-flop before its module is read again: it equals an earlier one, or a constant.
struct Alias {
  std::size_t index = 0;
  int constant = -1;
  bool operator==(const Alias&) const = default;
};

/// A memory whose output is a register made of flip-flops.
bool has_register(const Memory& memory) {
  return memory.style == MemoryStyle::Lut && memory.kind != MemoryKind::RamAsync;
}

/// As prim/<family> builds it: a constant memory of several blocks chooses between them behind its words.
bool has_output_register(Family family, const Memory& memory) {
  const std::int64_t deepest = registered_rom_depth(family);
  return deepest > 0 && (memory.kind == MemoryKind::Ram || memory.depth <= deepest);
}

bool is_lut_ram(const Memory& memory) {
  return memory.style == MemoryStyle::Lut && memory.kind != MemoryKind::Rom;
}

void append(std::vector<Bit>& bits, const Lanes& lanes) {
  for (const Word& word : lanes) bits.insert(bits.end(), word.bits.begin(), word.bits.end());
}

class Blaster {
 public:
  Blaster(const Module& module, Family family, std::vector<Alias> known)
      : m_(module), family_(family), known_(std::move(known)), words_(module, family, net_) {
    is_inside_.resize(module.registers.size(), false);
    output_registers_ = output_registers(module);
    for (std::size_t i = 0; i < output_registers_.size(); ++i) {
      if (!has_output_register(family, module.memories[i])) output_registers_[i].reset();
      if (output_registers_[i]) is_inside_[*output_registers_[i]] = true;
    }
  }

  Blasted run() {
    store();
    for (std::size_t i = 0; i < m_.registers.size(); ++i) drive_register(i);
    for (std::size_t i = 0; i < m_.memories.size(); ++i) drive_memory(i);
    for (std::size_t i = 0; i < m_.signals.size(); ++i)
      if (first_of_table_.count(i) != 0) drive_table(i);
    for (std::size_t i = 0; i < m_.multipliers.size(); ++i) drive_multiplier(i);
    connect();
    return std::move(net_);
  }

 private:
  const Type& type(SignalId id) const { return m_.type(id); }
  Bit bit_of(const std::optional<SignalId>& id) { return id ? words_.value(*id)[0].at(0) : kTrue; }
  void read(Opaque& opaque, const std::optional<SignalId>& id) {
    if (id) append(opaque.inputs, words_.value(*id));
  }

  // ---- what comes and goes

  void connect() {
    for (std::uint32_t i = 0; i < m_.instances.size(); ++i)
      for (std::uint32_t k = 0; k < m_.instances[i].inputs.size(); ++k) {
        net_.instance_inputs.push_back({i, k, bits_of(m_.instances[i].inputs[k])});
        append(net_.roots, words_.value(m_.instances[i].inputs[k]));
      }
    for (std::uint32_t p = 0; p < m_.ports.size(); ++p) {
      if (!m_.ports[p].driver) continue;
      net_.outputs.push_back({0, p, bits_of(*m_.ports[p].driver)});
      append(net_.roots, words_.value(*m_.ports[p].driver));
    }
    for (std::uint32_t s = 0; s < m_.signals.size(); ++s) {
      if (std::holds_alternative<PortInput>(m_.signals[s].driver))
        net_.inputs.push_back({0, std::get<PortInput>(m_.signals[s].driver).port, bits_of(SignalId{s})});
      if (const auto* out = std::get_if<InstanceOutput>(&m_.signals[s].driver))
        net_.instance_outputs.push_back({out->instance, out->port, bits_of(SignalId{s})});
    }
  }

  std::vector<Bit> bits_of(SignalId id) {
    std::vector<Bit> bits;
    append(bits, words_.value(id));
    return bits;
  }

  // ---- what is stored

  /// Lanes of flip-flops, as far as they are not known to equal others.
  Lanes flip_flops(const Type& type) {
    Lanes lanes = words_.fresh(type);
    for (Word& word : lanes)
      for (Bit& bit : word.bits) {
        const std::size_t index = net_.flip_flops.size();
        const Alias alias = index < known_.size() ? known_[index] : Alias{index, -1};
        if (alias.constant >= 0)
          bit = alias.constant == 1 ? kTrue : kFalse;
        else if (alias.index != index)
          bit = net_.flip_flops[alias.index].q;
        net_.flip_flops.push_back({bit});
      }
    return lanes;
  }

  void store() {
    for (std::size_t r = 0; r < m_.registers.size(); ++r) {
      first_of_register_.push_back(net_.flip_flops.size());
      const Type& held = m_.registers[r].type;
      words_.registers.push_back(is_inside_[r] ? words_.fresh(held) : flip_flops(held));
    }
    for (const Memory& memory : m_.memories) {
      first_of_memory_.push_back(net_.flip_flops.size());
      words_.memories.push_back(has_register(memory) ? flip_flops(memory.word) : words_.fresh(memory.word));
      words_.banks.emplace_back();
      if (!is_lut_ram(memory)) continue;
      for (std::int64_t bank = 0; bank < banks(memory); ++bank)
        words_.banks.back().push_back(words_.fresh(memory.word));
    }
    for (std::size_t i = 0; i < m_.signals.size(); ++i) {
      if (register_of_table(m_.signals[i]) == nullptr) continue;
      first_of_table_[i] = net_.flip_flops.size();
      words_.tables[i] = flip_flops(m_.signals[i].type);
    }
    for (const Multiplier& multiplier : m_.multipliers) {
      const Type product = product_type(multiplier);
      first_of_product_.push_back(net_.flip_flops.size());
      if (is_in_block(multiplier)) {
        words_.products.push_back(words_.fresh(product));
        continue;
      }
      std::vector<Lanes>& stages = stages_of_[first_of_product_.size() - 1];
      for (int stage = 0; stage < multiplier.stages; ++stage) stages.push_back(flip_flops(product));
      words_.products.push_back(stages.back());
    }
  }

  Type product_type(const Multiplier& multiplier) const {
    const Type a = type(multiplier.a), b = type(multiplier.b);
    return {a.interval * b.interval, std::max(a.lanes, b.lanes)};
  }

  /// Whether a hard block of the family takes the factors; else knap_multiply_dsp is a product in lookup
  /// tables with registers behind it.
  bool is_in_block(const Multiplier& multiplier) const {
    const Type a = type(multiplier.a), b = type(multiplier.b);
    return dsp_cost(family_, a.lane_width_bits(), a.interval.is_signed(), b.lane_width_bits(),
                    b.interval.is_signed())
               .dsp > 0;
  }

  std::int64_t banks(const Memory& memory) const {
    const std::int64_t depth = lut_ram_depth(family_);
    return depth == 0 ? 1 : (memory.depth + depth - 1) / depth;
  }

  /// A table that a register indexes becomes a memory with that register as its own (proc_rom, memory_dff):
  /// the register moves behind it, and also stays where it is if something else reads it.
  const Register* register_of_table(const Signal& signal) const {
    const auto* lookup = std::get_if<Lookup>(&signal.driver);
    if (lookup == nullptr || lookup->table->size() < kMinRom) return nullptr;
    const auto* index = std::get_if<RegisterValue>(&m_.signals[lookup->index.index].driver);
    if (index == nullptr || m_.registers[index->index].reset) return nullptr;
    return &m_.registers[index->index];
  }

  // ---- what drives it

  void drive_register(std::size_t index) {
    const Register& reg = m_.registers[index];
    if (is_inside_[index]) return;
    const Lanes next = words_.value(reg.next);
    const Bit enable = bit_of(reg.enable);
    std::size_t at = first_of_register_[index];
    for (int lane = 0; lane < reg.type.lanes; ++lane) {
      for (int i = 0; i < reg.type.lane_width_bits(); ++i, ++at) {
        FlipFlop& flip_flop = net_.flip_flops[at];
        flip_flop.is_copy = reg.is_copy;
        flip_flop.d = lane_of(next, lane).at(static_cast<std::size_t>(i));
        flip_flop.enable = enable;
        if (reg.reset) flip_flop.reset = static_cast<int>(lane_of(*reg.reset, lane) >> i & 1);
      }
    }
  }

  void drive_memory(std::size_t index) {
    const Memory& memory = m_.memories[index];
    if (has_register(memory)) drive_output(index);
    if (memory.style == MemoryStyle::Lut && memory.kind == MemoryKind::Rom) return;
    Opaque opaque;
    read(opaque, memory.write_address);
    read(opaque, memory.write_data);
    read(opaque, memory.read_address);
    if (!has_register(memory)) read(opaque, memory.read_enable);
    if (is_lut_ram(memory)) {
      const std::vector<Bit> high = words_.bank_bits(*memory.write_address);
      const Bit write = bit_of(memory.write_enable);
      for (std::int64_t bank = 0; bank < banks(memory); ++bank)
        opaque.inputs.push_back(banks(memory) == 1 ? write
                                                   : net_.gates.conjunction(write, selects(high, bank)));
      for (const Lanes& bank : words_.banks[index]) append(opaque.outputs, bank);
      append(opaque.read_address, words_.value(memory.read_address));
    } else {
      opaque.kind = Opaque::Kind::BlockRam;
      read(opaque, memory.write_enable);
      const std::optional<std::uint32_t> inside = output_registers_[index];
      opaque.is_registered = inside.has_value();
      append(opaque.outputs, inside ? words_.registers[*inside] : words_.memories[index]);
      if (inside) read(opaque, m_.registers[*inside].enable);
    }
    net_.opaque.push_back(std::move(opaque));
  }

  /// Do the bits spell `number`?
  Bit selects(const std::vector<Bit>& bits, std::int64_t number) {
    std::vector<Bit> all;
    for (std::size_t i = 0; i < bits.size(); ++i)
      all.push_back((number >> i & 1) != 0 ? bits[i] : complement(bits[i]));
    return net_.gates.all_of(std::move(all));
  }

  /// The register behind a memory in lookup tables.
  void drive_output(std::size_t index) {
    const Memory& memory = m_.memories[index];
    const Bit enable = bit_of(memory.read_enable);
    Lanes read;
    if (memory.kind != MemoryKind::Rom)
      read = words_.chosen(words_.banks[index], words_.bank_bits(memory.read_address));
    std::size_t at = first_of_memory_[index];
    for (int lane = 0; lane < memory.word.lanes; ++lane)
      for (int i = 0; i < memory.word.lane_width_bits(); ++i, ++at) {
        const Bit bit = memory.kind == MemoryKind::Rom ? rom_bit(memory, lane, i)
                                                       : lane_of(read, lane).at(static_cast<std::size_t>(i));
        net_.flip_flops[at].d = bit;
        net_.flip_flops[at].enable = enable;
      }
  }

  Bit rom_bit(const Memory& memory, int lane, int bit) {
    std::vector<bool> column;
    for (std::int64_t word = 0; word < memory.depth; ++word) {
      const std::int64_t value =
          (*memory.contents)[static_cast<std::size_t>(word * memory.word.lanes + lane)];
      column.push_back((value >> bit & 1) != 0);
    }
    return net_.gates.table(words_.value(memory.read_address)[0].bits, column);
  }

  void drive_table(std::size_t index) {
    const Signal& signal = m_.signals[index];
    const auto& lookup = std::get<Lookup>(signal.driver);
    const Register& reg = *register_of_table(signal);
    std::size_t at = first_of_table_.at(index);
    for (int i = 0; i < signal.type.lanes; ++i)
      for (const Bit bit : words_.lookup(signal.type, lookup, fit(words_.lane(reg.next, i), reg.type)).bits) {
        net_.flip_flops[at].d = bit;
        net_.flip_flops[at++].enable = bit_of(reg.enable);
      }
  }

  void drive_product(std::size_t index) {
    const Multiplier& multiplier = m_.multipliers[index];
    const Type product = product_type(multiplier);
    const Lanes a = words_.value(multiplier.a), b = words_.value(multiplier.b);
    const Bit enable = bit_of(multiplier.enable);
    std::size_t at = first_of_product_[index];
    for (int stage = 0; stage < multiplier.stages; ++stage)
      for (int lane = 0; lane < product.lanes; ++lane) {
        const std::size_t width = static_cast<std::size_t>(product.lane_width_bits());
        const std::vector<Bit> bits =
            stage == 0
                ? words_.product(lane_of(a, lane), lane_of(b, lane), width)
                : stages_of_[index][static_cast<std::size_t>(stage - 1)][static_cast<std::size_t>(lane)].bits;
        for (std::size_t i = 0; i < width; ++i, ++at) {
          net_.flip_flops[at].d = bits[i];
          net_.flip_flops[at].enable = enable;
        }
      }
  }

  void drive_multiplier(std::size_t index) {
    const Multiplier& multiplier = m_.multipliers[index];
    if (!is_in_block(multiplier)) return drive_product(index);
    Opaque opaque;
    read(opaque, multiplier.a);
    read(opaque, multiplier.b);
    read(opaque, multiplier.enable);
    append(opaque.outputs, words_.products[index]);
    opaque.kind = Opaque::Kind::Multiplier;
    opaque.is_registered = multiplier.stages >= 3;
    net_.opaque.push_back(std::move(opaque));
  }

  const Module& m_;
  Family family_;
  std::vector<Alias> known_;
  Blasted net_;
  Words words_;
  std::vector<std::optional<std::uint32_t>> output_registers_;  ///< per memory: the one inside it
  std::vector<bool> is_inside_;                                 ///< per register
  std::vector<std::size_t> first_of_register_, first_of_memory_,
      first_of_product_;                                 ///< flip-flop of their lowest bit
  std::map<std::size_t, std::vector<Lanes>> stages_of_;  ///< by multiplier that no block takes
  std::map<std::size_t, std::size_t> first_of_table_;    ///< by signal
};

/// Which flip-flops of `net` equal earlier ones or constants. A flip-flop without a reset starts with any
/// value, so also with that of the constant or of its twin, as Yosys has it.
std::vector<Alias> aliases(const Blasted& net) {
  std::vector<Alias> result;
  std::map<std::tuple<Bit, Bit, int>, std::size_t> first;
  for (std::size_t i = 0; i < net.flip_flops.size(); ++i) {
    const FlipFlop& f = net.flip_flops[i];
    if (f.is_copy) {
      result.push_back({i, -1});
      continue;
    }
    Alias alias{first.emplace(std::tuple{f.d, f.enable, f.reset}, i).first->second, -1};
    const bool keeps = f.reset < 0 || f.reset == (f.d == kTrue ? 1 : 0);
    if (is_constant(f.q)) alias.constant = f.q == kTrue ? 1 : 0;
    if (is_constant(f.d) && keeps) alias.constant = f.d == kTrue ? 1 : 0;
    if (f.d == f.q && f.reset >= 0) alias.constant = f.reset;
    result.push_back(alias);
  }
  return result;
}

/// A flip-flop that may keep its value gets an enable instead of a multiplexer, as opt_dff makes it.
void find_enables(Blasted& net) {
  for (FlipFlop& f : net.flip_flops) {
    const Gates::Node gate = net.gates.nodes()[node_of(f.d)];
    if (gate.kind != Gates::Kind::Mux) continue;
    const Bit sign = f.d & 1U;
    const bool keeps_if_true = (gate.inputs[1] ^ sign) == f.q,
               keeps_if_false = (gate.inputs[2] ^ sign) == f.q;
    if (!keeps_if_true && !keeps_if_false) continue;
    const Bit changes = keeps_if_true ? complement(gate.inputs[0]) : gate.inputs[0];
    f.enable = net.gates.conjunction(f.enable, changes);
    f.d = gate.inputs[keeps_if_true ? 2 : 1] ^ sign;
  }
}

}  // namespace

Blasted blast(const Module& module, Family family) {
  std::vector<Alias> known;
  for (int round = 0;; ++round) {
    Blasted net = Blaster(module, family, known).run();
    std::vector<Alias> next = aliases(net);
    if (next == known || round == kRounds) {
      find_enables(net);
      return net;
    }
    known = std::move(next);
  }
}

}  // namespace knap::hw
