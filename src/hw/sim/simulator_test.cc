#include "hw/sim/simulator.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "hw/ir/builder.h"
#include "hw/ir/copies.h"
#include "hw/ir/derive.h"
#include "hw/ir/random.h"
#include "hw/ir/verify.h"

namespace knap::hw {
namespace {

using Lanes = std::vector<std::int64_t>;

/// The slow obvious meaning of a design: values on demand, state in plain vectors, one object per instance.
class Naive {
 public:
  Naive(const Design& design, std::uint32_t module, const Naive* parent, std::uint32_t instance)
      : design_(design),
        m_(design.modules[module]),
        parent_(parent),
        instance_(instance),
        inputs_(m_.ports.size()) {
    for (const Register& r : m_.registers)
      registers_.push_back(r.reset ? *r.reset : Lanes(size(r.type), r.type.interval.low));
    for (const Memory& item : m_.memories) {
      words_.push_back(item.contents ? *item.contents
                                     : Lanes(size(item.word) * static_cast<std::size_t>(item.depth),
                                             item.word.interval.low));
      data_.push_back(Lanes(size(item.word), item.word.interval.low));
    }
    for (const Multiplier& item : m_.multipliers)
      pipes_.push_back(
          std::vector<Lanes>(static_cast<std::size_t>(item.stages), Lanes(size_of_product(item), 0)));
    for (std::uint32_t i = 0; i < m_.instances.size(); ++i)
      children_.push_back(std::make_unique<Naive>(design, m_.instances[i].module, this, i));
  }

  void set(std::size_t port, Lanes value) { inputs_[port] = std::move(value); }
  const Lanes& output(std::size_t port) const { return value(*m_.ports[port].driver); }

  void forget() {
    cache_.assign(m_.signals.size(), {});
    for (const auto& child : children_) child->forget();
  }

  void stage(bool reset) {
    next_registers_ = registers_, next_words_ = words_, next_data_ = data_, next_pipes_ = pipes_;
    for (std::size_t r = 0; r < registers_.size(); ++r) {
      const Register& item = m_.registers[r];
      if (reset && item.reset)
        next_registers_[r] = *item.reset;
      else if (on(item.enable))
        next_registers_[r] = value(item.next);
    }
    for (std::size_t i = 0; i < m_.memories.size(); ++i) memory(i);
    for (std::size_t i = 0; i < m_.multipliers.size(); ++i) {
      const Multiplier& item = m_.multipliers[i];
      if (!on(item.enable)) continue;
      for (std::size_t k = pipes_[i].size(); k-- > 1;) next_pipes_[i][k] = pipes_[i][k - 1];
      for (std::size_t l = 0; l < pipes_[i][0].size(); ++l)
        next_pipes_[i][0][l] = lane(item.a, l) * lane(item.b, l);
    }
    for (const auto& child : children_) child->stage(reset);
  }

  void apply() {
    registers_ = next_registers_, words_ = next_words_, data_ = next_data_, pipes_ = next_pipes_;
    for (const auto& child : children_) child->apply();
  }

 private:
  static std::size_t size(const Type& type) { return static_cast<std::size_t>(type.lanes); }
  std::size_t size_of_product(const Multiplier& item) const {
    return std::max(size(m_.type(item.a)), size(m_.type(item.b)));
  }
  bool on(const std::optional<SignalId>& enable) const { return !enable || value(*enable)[0] == 1; }
  std::int64_t lane(SignalId id, std::size_t k) const { return value(id)[value(id).size() == 1 ? 0 : k]; }

  void memory(std::size_t i) {
    const Memory& item = m_.memories[i];
    const auto lanes = size(item.word);
    if (item.kind != MemoryKind::RamAsync && on(item.read_enable)) next_data_[i] = word(i);
    if (item.write_enable && value(*item.write_enable)[0] == 1)
      for (std::size_t l = 0; l < lanes; ++l)
        next_words_[i][static_cast<std::size_t>(value(*item.write_address)[0]) * lanes + l] =
            lane(*item.write_data, l);
  }
  Lanes word(std::size_t i) const {
    const auto lanes = static_cast<std::ptrdiff_t>(m_.memories[i].word.lanes);
    const auto start = words_[i].begin() + value(m_.memories[i].read_address)[0] * lanes;
    return Lanes(start, start + lanes);
  }

  const Lanes& value(SignalId id) const {
    Lanes& cached = cache_[id.index];
    if (cached.empty()) cached = compute(id);
    return cached;
  }

  Lanes lanewise(SignalId id, const std::function<std::int64_t(std::size_t)>& f) const {
    Lanes result(size(m_.type(id)));
    for (std::size_t k = 0; k < result.size(); ++k) result[k] = f(k);
    return result;
  }

  Lanes compute(SignalId id) const {
    const Type& type = m_.type(id);
    return match(
        m_.signals[id.index].driver, [](const Constant& d) { return d.lanes; },
        [&](const PortInput& d) { return port(d.port); },
        [&](const Binary& d) {
          return lanewise(id, [&](std::size_t k) { return evaluate(d.op, lane(d.a, k), lane(d.b, k)); });
        },
        [&](const Not& d) { return lanewise(id, [&](std::size_t k) { return 1 - lane(d.a, k); }); },
        [&](const ShiftLeft& d) {
          return lanewise(id, [&](std::size_t k) { return lane(d.a, k) * (std::int64_t{1} << d.amount); });
        },
        [&](const ShiftRight& d) {
          return lanewise(id, [&](std::size_t k) { return lane(d.a, k) >> d.amount; });
        },
        [&](const Narrow& d) { return value(d.a); },
        [&](const Truncate& d) {
          return lanewise(id, [&](std::size_t k) { return wrap(lane(d.a, k), type.interval); });
        },
        [&](const Mux& d) {
          return lanewise(id, [&](std::size_t k) {
            return lane(d.select, k) == 1 ? lane(d.when_true, k) : lane(d.when_false, k);
          });
        },
        [&](const Lookup& d) {
          return lanewise(
              id, [&](std::size_t k) { return d.table->at(static_cast<std::size_t>(lane(d.index, k))); });
        },
        [&](const Pick& d) { return Lanes{value(d.pack).at(static_cast<std::size_t>(value(d.index)[0]))}; },
        [&](const Slice& d) {
          return lanewise(
              id, [&](std::size_t k) { return value(d.pack)[k + static_cast<std::size_t>(d.first)]; });
        },
        [&](const Pack& d) {
          Lanes all;
          for (const SignalId part : d.parts) all.insert(all.end(), value(part).begin(), value(part).end());
          return all;
        },
        [&](const RegisterValue& d) { return registers_[d.index]; },
        [&](const MemoryValue& d) {
          return m_.memories[d.index].kind == MemoryKind::RamAsync ? word(d.index) : data_[d.index];
        },
        [&](const MultiplierValue& d) { return pipes_[d.index].back(); },
        [&](const InstanceOutput& d) { return children_[d.instance]->output(d.port); },
        [&](const Wire& d) { return value(*d.driver); });
  }

  Lanes port(std::size_t index) const {
    if (parent_ == nullptr) return inputs_[index];
    std::size_t position = 0;
    for (std::size_t p = 0; p < index; ++p) position += m_.ports[p].direction == Direction::In ? 1 : 0;
    return parent_->value(parent_->m_.instances[instance_].inputs[position]);
  }

  const Design& design_;
  const Module& m_;
  const Naive* parent_;
  std::uint32_t instance_;
  std::vector<Lanes> inputs_, registers_, next_registers_, words_, next_words_, data_, next_data_;
  std::vector<std::vector<Lanes>> pipes_, next_pipes_;
  std::vector<std::unique_ptr<Naive>> children_;
  mutable std::vector<Lanes> cache_;
};

/// Drives both with the same random inputs (held for a while now and then, so that units fall asleep) and
/// compares.
void expect_same(const Design& design, std::uint64_t seed, int cycles) {
  Rng rng(seed, "stimulus");
  Simulator fast(design, seed);
  Naive slow(design, static_cast<std::uint32_t>(design.modules.size() - 1), nullptr, 0);
  const Module& top = design.top();
  bool is_held = false;
  for (int cycle = 0; cycle < kRandomInitCycles + cycles; ++cycle) {
    const bool init = cycle < kRandomInitCycles;
    const bool reset = init || rng.flip(0.02);
    fast.set_reset(reset);
    is_held = cycle > 0 && (is_held ? rng.flip(0.9) : rng.flip(0.1));
    for (std::size_t p = 0; p < top.ports.size(); ++p) {
      const Port& port = top.ports[p];
      if (port.direction == Direction::Out || (is_held && !init && cycle != kRandomInitCycles)) continue;
      Lanes values(static_cast<std::size_t>(port.type.lanes));
      for (std::int64_t& v : values) v = rng.integer(port.type.interval.low, port.type.interval.high);
      if (port.name == "init") values = {init ? 1 : 0};
      if (port.name == "init_address") values = {cycle % 8};
      fast.set_lanes(fast.port(port.name), values);
      slow.set(p, values);
    }
    fast.settle();
    slow.forget();
    for (std::size_t p = 0; p < top.ports.size() && !init; ++p) {
      if (top.ports[p].direction == Direction::In) continue;
      const auto lanes = fast.get_lanes(fast.port(top.ports[p].name));
      ASSERT_EQ(Lanes(lanes.begin(), lanes.end()), slow.output(p))
          << top.ports[p].name << " in cycle " << cycle;
    }
    fast.step();
    slow.stage(reset);
    slow.apply();
  }
}

TEST(Simulator, EqualsTheObviousMeaningOnRandomDesigns) {
  for (std::uint64_t seed = 0; seed < 150; ++seed) {
    SCOPED_TRACE(seed);
    Rng rng(seed, "simulator_test");
    RandomOptions options;
    options.modules = static_cast<int>(rng.integer(1, 5));
    options.operations = static_cast<int>(rng.integer(5, 60));
    const Design design = random_design(rng, options);
    expect_same(design, seed, 60);
    if (testing::Test::HasFailure()) break;
  }
}

TEST(Simulator, CopiesOfRegistersChangeNothing) {
  int copies = 0;
  for (std::uint64_t seed = 0; seed < 150; ++seed) {
    SCOPED_TRACE(seed);
    Rng rng(seed, "copies");
    const Design design = random_design(rng);
    Design copied = design;
    for (Module& module : copied.modules) {
      module = with_copies(std::move(module), {1, 10});
      for (const Register& item : module.registers) copies += item.is_copy ? 1 : 0;
    }
    const auto verified = verify(copied);
    ASSERT_TRUE(verified.ok()) << to_string(verified.error());
    Simulator plain(design, 1), with(copied, 2);
    for (int cycle = 0; cycle < kRandomInitCycles + 40; ++cycle) {
      const bool init = cycle < kRandomInitCycles;
      const bool reset = init || rng.flip(0.03);
      for (const Port& port : design.top().ports) {
        if (port.direction == Direction::Out) continue;
        Lanes values(static_cast<std::size_t>(port.type.lanes));
        for (std::int64_t& value : values)
          value = rng.integer(port.type.interval.low, port.type.interval.high);
        if (port.name == "init") values = {init ? 1 : 0};
        if (port.name == "init_address") values = {cycle % 8};
        for (Simulator* simulator : {&plain, &with}) simulator->set_lanes(simulator->port(port.name), values);
      }
      for (Simulator* simulator : {&plain, &with}) simulator->set_reset(reset), simulator->settle();
      for (const Port& port : design.top().ports)
        if (port.direction == Direction::Out && !init) {
          ASSERT_THAT(with.get_lanes(with.port(port.name)),
                      testing::ElementsAreArray(plain.get_lanes(plain.port(port.name))))
              << port.name;
        }
      for (Simulator* simulator : {&plain, &with}) simulator->step();
    }
  }
  EXPECT_GT(copies, 100);
}

Design one(Module module) {
  Design design;
  design.modules.push_back(std::move(module));
  return design;
}

TEST(Simulator, StateWithoutResetStartsAnywhereInItsType) {
  Builder b("m");
  const Reg free = b.reg("free", {{100, 1000}, 8});
  const Reg fixed = b.reg("fixed", {{0, 9}}, 4);
  free.set(free);
  fixed.set(fixed);
  b.output("free", free);
  b.output("fixed", fixed);
  const Design design = one(b.finish());
  Simulator s(design, 1), same(design, 1), other(design, 2);
  const auto lanes = [](Simulator& sim) {
    const auto span = sim.get_lanes(sim.port("free"));
    return Lanes(span.begin(), span.end());
  };
  EXPECT_EQ(lanes(s), lanes(same));
  EXPECT_NE(lanes(s), lanes(other));
  for (const std::int64_t value : lanes(s)) EXPECT_TRUE((Interval{100, 1000}).contains(value));
  EXPECT_EQ(s.get(s.port("fixed")), 4);
}

TEST(Simulator, ProbesReachPortsOfInstances) {
  Builder child("child");
  child.output("y", child.input("x", {{0, 9}}) + 1);
  Design design = one(child.finish());
  Builder top("top");
  top.output("y", top.instance(design, 0, "u", {top.input("x", {{0, 9}})})[0] * 2);
  design.modules.push_back(top.finish());
  Simulator s(design);
  s.set(s.port("x"), 4);
  s.settle();
  EXPECT_EQ(s.get(s.probe("u.x")), 4);
  EXPECT_EQ(s.get(s.probe("u.y")), 5);
  EXPECT_EQ(s.get(s.port("y")), 10);
  EXPECT_THROW((void)s.port("u.x"), InternalError);
  EXPECT_THROW((void)s.probe("nobody.x"), InternalError);
  EXPECT_THROW(s.set(s.port("x"), 10), InternalError);
  EXPECT_THROW(s.set(s.port("y"), 1), InternalError);
}

}  // namespace
}  // namespace knap::hw
