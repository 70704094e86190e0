#include "hw/sim/lower.h"

#include <algorithm>

#include "core/base/match.h"
#include "core/base/rng.h"

namespace knap::hw::sim {
namespace {

Shape shape_of(std::int32_t lanes, std::int32_t first, std::int32_t second) {
  if (lanes == 1) return Shape::One;
  if (first == 1) return second == 1 ? Shape::ScalarScalar : Shape::ScalarVector;
  return second == 1 ? Shape::VectorScalar : Shape::VectorVector;
}

Code code_of(BinaryOp op) {
  switch (op) {
    case BinaryOp::Add:
      return Code::Add;
    case BinaryOp::Sub:
      return Code::Sub;
    case BinaryOp::Mul:
      return Code::Mul;
    case BinaryOp::And:
      return Code::And;
    case BinaryOp::Or:
      return Code::Or;
    case BinaryOp::Xor:
      return Code::Xor;
    case BinaryOp::Equal:
      return Code::Equal;
    case BinaryOp::Less:
      return Code::Less;
  }
  KNAP_CHECK(false, "no such operation");
  return Code::Copy;
}

bool fits_32_bits(const Type& type) { return Interval{INT32_MIN, INT32_MAX}.contains(type.interval); }

/// Lowers one node after the other.
class Lowerer {
 public:
  Lowerer(const Layout& layout, std::uint64_t seed, Program& program)
      : layout_(layout), program_(program), rng_(seed, "hw/sim") {
    program_.initial.assign(layout.slots, 0);
    out_.is_state.assign(layout.slots, false);
  }

  Lowered run() {
    for (std::uint32_t n = 0; n < layout_.nodes.size(); ++n) {
      node_ = &layout_.nodes[n];
      index_ = n;
      unit_ = &program_.units[node_->unit];
      program_.paths.push_back(node_->path);
      memory_base_ = static_cast<std::uint32_t>(program_.memories.size());
      for (std::size_t m = 0; m < node_->module->memories.size(); ++m) memory(m);
      for (std::size_t m = 0; m < node_->module->multipliers.size(); ++m) multiplier(m);
      for (std::uint32_t s = 0; s < node_->module->signals.size(); ++s) signal({s});
    }
    return std::move(out_);
  }

  /// After all nodes: which sources are state is known then.
  void registers(const std::vector<bool>& is_state) {
    for (const Node& node : layout_.nodes) {
      unit_ = &program_.units[node.unit];
      for (std::size_t r = 0; r < node.registers.size(); ++r)
        if (node.registers[r] != kNone)
          add_register(node, node.module->registers[r], node.registers[r], is_state);
    }
  }

 private:
  std::uint32_t at(SignalId id) const { return node_->slots[id.index]; }
  std::uint32_t at(const std::optional<SignalId>& id) const { return id ? at(*id) : kNone; }
  const Type& type(SignalId id) const { return node_->module->type(id); }

  void push(SignalId id, Op op) {
    out_.ops.push_back(op);
    out_.origins.push_back({node_->module, id.index, index_});
  }

  Op make(SignalId id, Code code, std::uint32_t a, std::uint32_t b = 0, std::uint32_t c = 0) const {
    const std::int32_t lanes = type(id).lanes;
    return Op{
        code, lanes == 1 ? Shape::One : Shape::VectorVector, static_cast<std::uint32_t>(lanes), at(id), a, b,
        c};
  }

  Op product(SignalId a, SignalId b, std::uint32_t dst) const {
    const std::int32_t lanes = std::max(type(a).lanes, type(b).lanes);
    const Code code = fits_32_bits(type(a)) && fits_32_bits(type(b)) ? Code::Mul32 : Code::Mul;
    return Op{code,
              shape_of(lanes, type(a).lanes, type(b).lanes),
              static_cast<std::uint32_t>(lanes),
              dst,
              at(a),
              at(b),
              0};
  }

  void binary(SignalId id, const Binary& d) {
    if (d.op == BinaryOp::Mul) return push(id, product(d.a, d.b, at(id)));
    Op op = make(id, code_of(d.op), at(d.a), at(d.b));
    op.shape = shape_of(type(id).lanes, type(d.a).lanes, type(d.b).lanes);
    push(id, op);
  }

  void mux(SignalId id, const Mux& d) {
    const bool per_lane = type(d.select).lanes > 1;
    Op op = make(id, per_lane ? Code::MuxLanes : Code::Mux, at(d.select), at(d.when_true), at(d.when_false));
    op.shape = shape_of(type(id).lanes, type(d.when_true).lanes, type(d.when_false).lanes);
    push(id, op);
  }

  void truncate(SignalId id, SignalId a) {
    const Type& t = type(id);
    push(id, make(id, t.interval.is_signed() ? Code::TruncateS : Code::TruncateU, at(a),
                  static_cast<std::uint32_t>(64 - t.lane_width_bits())));
  }

  void narrow(SignalId id, SignalId a) {
    const Interval interval = type(id).interval;
    program_.limits.push_back(
        {interval, static_cast<std::uint64_t>(interval.high) - static_cast<std::uint64_t>(interval.low)});
    Op op = make(id, Code::Narrow, at(a));
    op.limits = static_cast<std::uint32_t>(program_.limits.size() - 1);
    push(id, op);
  }

  /// Parts that could not be placed inside the pack are copied; a run of one single-lane part is a fill.
  void pack(SignalId id, const Pack& d) {
    std::uint32_t dst = at(id);
    for (std::size_t i = 0; i < d.parts.size();) {
      const auto lanes = static_cast<std::uint32_t>(type(d.parts[i]).lanes);
      const std::uint32_t src = at(d.parts[i]);
      std::size_t end = i + 1;
      if (lanes == 1)
        while (end < d.parts.size() && d.parts[end] == d.parts[i]) ++end;
      const auto count = static_cast<std::uint32_t>(end - i);
      if (src != dst) {
        push(id, Op{count > 1 ? Code::Fill : Code::Copy, Shape::VectorVector, count > 1 ? count : lanes, dst,
                    src, 0, 0});
      } else if (count > 1) {
        push(id, Op{Code::Fill, Shape::VectorVector, count - 1, dst + 1, src, 0, 0});
      }
      dst += count * lanes;
      i = end;
    }
  }

  void lookup(SignalId id, const Lookup& d) {
    program_.tables.push_back({d.table});
    push(id, make(id, Code::Lookup, at(d.index), static_cast<std::uint32_t>(program_.tables.size() - 1)));
  }

  void state(SignalId id, const Type& t, bool is_random) {
    for (std::int32_t i = 0; i < t.lanes; ++i) {
      const std::size_t slot = at(id) + static_cast<std::size_t>(i);
      out_.is_state[slot] = true;
      if (is_random) program_.initial[slot] = rng_.integer(t.interval.low, t.interval.high);
    }
  }

  void register_value(SignalId id, std::uint32_t index) {
    const Register& item = node_->module->registers[index];
    state(id, item.type, !item.reset);
    if (item.reset) std::copy(item.reset->begin(), item.reset->end(), program_.initial.begin() + at(id));
  }

  void memory_value(SignalId id, std::uint32_t index) {
    const Memory& item = node_->module->memories[index];
    if (item.kind != MemoryKind::RamAsync) return state(id, item.word, true);
    push(id, make(id, Code::ReadAsync, at(item.read_address), memory_base_ + index));
  }

  void signal(SignalId id) {
    match(
        node_->module->signals[id.index].driver,
        [&](const Constant& d) {
          std::copy(d.lanes.begin(), d.lanes.end(), program_.initial.begin() + at(id));
        },
        [](const PortInput&) {}, [&](const Binary& d) { binary(id, d); },
        [&](const Not& d) { push(id, make(id, Code::Not, at(d.a))); },
        [&](const ShiftLeft& d) {
          push(id, make(id, Code::Shl, at(d.a), static_cast<std::uint32_t>(d.amount)));
        },
        [&](const ShiftRight& d) {
          push(id, make(id, Code::Shr, at(d.a), static_cast<std::uint32_t>(d.amount)));
        },
        [&](const Narrow& d) { narrow(id, d.a); }, [&](const Truncate& d) { truncate(id, d.a); },
        [&](const Mux& d) { mux(id, d); }, [&](const Lookup& d) { lookup(id, d); },
        [&](const Pick& d) {
          push(id,
               make(id, Code::Pick, at(d.pack), at(d.index), static_cast<std::uint32_t>(type(d.pack).lanes)));
        },
        [](const Slice&) {}, [&](const Pack& d) { pack(id, d); },
        [&](const RegisterValue& d) { register_value(id, d.index); },
        [&](const MemoryValue& d) { memory_value(id, d.index); },
        [&](const MultiplierValue&) { state(id, type(id), true); }, [](const InstanceOutput&) {},
        [](const Wire&) {});
  }

  /// The staging area lies behind all signals.
  std::uint32_t stage(std::uint32_t lanes) {
    program_.initial.resize(program_.initial.size() + lanes, 0);
    return static_cast<std::uint32_t>(program_.initial.size()) - lanes;
  }

  void memory(std::size_t m) {
    const Memory& item = node_->module->memories[m];
    MemoryState state;
    state.kind = item.kind;
    state.lanes = static_cast<std::uint32_t>(item.word.lanes);
    state.depth = item.depth;
    state.data = node_->memories[m];
    state.read_address = at(item.read_address);
    state.read_enable = at(item.read_enable);
    state.write_enable = at(item.write_enable);
    state.write_address = at(item.write_address);
    state.write_data = at(item.write_data);
    state.stage = stage(2 * state.lanes);
    state.rom = item.contents;
    state.origin = {node_->module, static_cast<std::uint32_t>(m), index_};
    if (item.kind != MemoryKind::Rom) {
      state.words.resize(static_cast<std::size_t>(item.depth) * state.lanes);
      for (std::int64_t& word : state.words)
        word = rng_.integer(item.word.interval.low, item.word.interval.high);
    }
    program_.memories.push_back(std::move(state));
    // A memory that nothing reads has no effect, but keeps its index.
    if (node_->memories[m] != kNone)
      unit_->memories.push_back(static_cast<std::uint32_t>(program_.memories.size() - 1));
  }

  void multiplier(std::size_t m) {
    if (node_->multipliers[m] == kNone) return;
    const Multiplier& item = node_->module->multipliers[m];
    MultiplierState state;
    state.lanes = static_cast<std::uint32_t>(std::max(type(item.a).lanes, type(item.b).lanes));
    state.stages = static_cast<std::uint32_t>(item.stages);
    state.enable = at(item.enable);
    state.value = node_->multipliers[m];
    state.ring = stage(state.lanes * state.stages);
    state.product = product(item.a, item.b, state.ring);
    const Interval range = type(item.a).interval * type(item.b).interval;
    for (std::uint32_t i = 0; i < state.lanes * state.stages; ++i)
      program_.initial[state.ring + i] = rng_.integer(range.low, range.high);
    program_.multipliers.push_back(state);
    unit_->multipliers.push_back(static_cast<std::uint32_t>(program_.multipliers.size() - 1));
  }

  void add_register(const Node& node, const Register& item, std::uint32_t dst,
                    const std::vector<bool>& is_state) {
    const auto lanes = static_cast<std::uint32_t>(item.type.lanes);
    if (item.reset) unit_->resets.push_back({dst, *item.reset});
    const std::uint32_t enable = item.enable ? node.slots[item.enable->index] : kNone;
    const std::uint32_t src = node.slots[item.next.index];
    if (src == dst) return;
    auto group = std::find_if(unit_->groups.begin(), unit_->groups.end(),
                              [enable](const Group& g) { return g.enable == enable; });
    if (group == unit_->groups.end()) {
      unit_->groups.push_back(Group{enable, {}, {}});
      group = std::prev(unit_->groups.end());
    }
    bool reads_state = false;
    for (std::uint32_t i = 0; i < lanes; ++i) reads_state = reads_state || is_state[src + i];
    std::vector<Move>& moves = reads_state ? group->staged : group->direct;
    const std::uint32_t place = reads_state ? stage(lanes) : kNone;
    if (!moves.empty()) {
      Move& last = moves.back();
      const bool continues = last.dst + last.lanes == dst && last.src + last.lanes == src &&
                             (!reads_state || last.stage + last.lanes == place);
      if (continues) {
        last.lanes += lanes;
        return;
      }
    }
    moves.push_back({dst, src, lanes, place});
  }

  const Layout& layout_;
  Program& program_;
  Rng rng_;
  Lowered out_;
  const Node* node_ = nullptr;
  std::uint32_t index_ = 0;
  std::uint32_t memory_base_ = 0;
  Unit* unit_ = nullptr;
};

void add_handles(const Layout& layout, Program& program) {
  for (std::size_t n = 0; n < layout.nodes.size(); ++n) {
    const Node& node = layout.nodes[n];
    std::size_t input = 0;
    for (std::size_t p = 0; p < node.module->ports.size(); ++p) {
      const Port& port = node.module->ports[p];
      Handle handle;
      handle.path = node.path.empty() ? port.name : node.path + "." + port.name;
      handle.lanes = static_cast<std::uint32_t>(port.type.lanes);
      handle.interval = port.type.interval;
      if (port.direction == Direction::Out) {
        handle.slot = node.slots[port.driver->index];
      } else if (n == 0) {
        handle.slot = layout.inputs[p];
        handle.is_input = true;
        if (!port.type.interval.contains(std::int64_t{0}))
          std::fill_n(program.initial.begin() + handle.slot, handle.lanes, port.type.interval.low);
      } else {
        const Node& parent = layout.nodes[node.parent];
        handle.slot = parent.slots[parent.module->instances[node.instance].inputs[input++].index];
      }
      program.handles.push_back(std::move(handle));
    }
  }
}

}  // namespace

Lowered lower(const Layout& layout, std::uint64_t seed, Program& program) {
  program.units.resize(layout.unit_begin.size());
  for (std::size_t u = 0; u < program.units.size(); ++u) {
    program.units[u].begin = layout.unit_begin[u];
    program.units[u].end = layout.unit_end[u];
  }
  Lowerer lowerer(layout, seed, program);
  Lowered result = lowerer.run();
  lowerer.registers(result.is_state);
  add_handles(layout, program);
  return result;
}

}  // namespace knap::hw::sim
