#include "hw/ir/random.h"

#include <fmt/format.h>

#include <algorithm>

#include "hw/ir/builder.h"

namespace knap::hw {
namespace {

/// Grows one module. State reads only values that exist already, except for registers with reset, which close
/// the loops: so all other state is flushed while these are held in reset.
class Grower {
 public:
  Grower(Rng& rng, const RandomOptions& options, const Design& design, std::string name)
      : rng_(rng), options_(options), design_(design), b_(std::move(name), "A random module.") {}

  Module run() {
    init_ = b_.input("init", {kBit});
    init_address_ = b_.input("init_address", {{0, 7}});
    const int inputs = static_cast<int>(rng_.integer(1, 3));
    for (int i = 0; i < inputs; ++i) keep(b_.input(fmt::format("x{}", i), random_type()));
    const int registers = static_cast<int>(rng_.integer(1, 4));
    for (int i = 0; i < registers; ++i) {
      const Type type = random_type();
      loops_.push_back(
          b_.reg(fmt::format("loop{}", i), type, rng_.integer(type.interval.low, type.interval.high)));
      keep(loops_.back());
    }
    for (int i = 0; i < options_.operations; ++i) grow();
    for (const Reg& loop : loops_) {
      const Value next = fit(any(), loop.value().type());
      if (rng_.flip(0.5))
        loop.set(next);
      else
        loop.set(next, bit());
    }
    const int outputs = static_cast<int>(rng_.integer(1, 4));
    for (int i = 0; i < outputs; ++i) b_.output(fmt::format("y{}", i), any());
    return b_.finish(rng_.flip(0.5));
  }

 private:
  Interval random_interval() {
    const int width = static_cast<int>(rng_.integer(1, 9));
    if (rng_.flip(0.5)) return interval_of(width, width > 1 && rng_.flip(0.5));
    const std::int64_t low = rng_.integer(-20, 20);
    return {low, low + rng_.integer(0, 40)};
  }
  Type random_type() {
    return {random_interval(),
            rng_.flip(0.6) ? 1 : static_cast<std::int32_t>(rng_.integer(2, options_.max_lanes))};
  }

  void keep(Value v) {
    if (v.type().lane_width_bits() > options_.width_bits)
      v = v.truncate(static_cast<int>(rng_.integer(2, options_.width_bits)), rng_.flip(0.5));
    if (rng_.flip(0.3)) v.named(fmt::format("v{}", values_.size()), rng_.flip(0.3) ? "a value" : "");
    values_.push_back(v);
  }

  Value any() { return values_[rng_.below(values_.size())]; }
  Value bit() {
    const Value v = any();
    return v.lane(static_cast<int>(rng_.integer(0, v.lanes() - 1))) >= rng_.integer(-4, 12);
  }
  /// v with other lanes and cut into the interval.
  Value fit(Value v, Type type) {
    if (v.lanes() > type.lanes)
      v = v.slice(static_cast<int>(rng_.integer(0, v.lanes() - type.lanes)), type.lanes);
    if (v.lanes() < type.lanes) v = b_.broadcast(v.lane(0), type.lanes);
    if (type.interval.contains(v.interval())) return v;
    if (rng_.flip(0.5)) {
      const Value cut = v.truncate(type.lane_width_bits(), type.interval.is_signed());
      if (type.interval.contains(cut.interval())) return cut;
    }
    return clamp(v, type.interval);
  }
  Value index(std::int64_t count) { return fit(any().lane(0), {{0, count - 1}, 1}); }
  Value with_lanes(int lanes) {
    const Value v = any();
    return v.lanes() == lanes || v.lanes() == 1 ? v : fit(v, {v.interval(), lanes});
  }

  void grow() {
    switch (rng_.below(16)) {
      case 0:
      case 1:
      case 2:
        return arithmetic();
      case 3:
        return keep(any().shl(static_cast<int>(rng_.integer(0, 5))));
      case 4:
        return keep(any().shr(static_cast<int>(rng_.integer(0, 12))));
      case 5:
        return logic();
      case 6:
        return choose();
      case 7:
        return keep(clamp(any(), random_interval()));
      case 8:
        return pack_up();
      case 9: {
        const Value v = any();
        return keep(v.truncate(static_cast<int>(rng_.integer(2, 10)), rng_.flip(0.5)));
      }
      case 10:
        return look_up();
      case 11:
        return delay();
      case 12:
        return memory();
      case 13:
        return multiplier();
      case 14:
        return instance();
      default:
        return wire();
    }
  }

  void arithmetic() {
    const Value a = any(), b = with_lanes(a.lanes());
    switch (rng_.below(6)) {
      case 0:
        return keep(a - b);
      case 1:
        return keep(a * b);
      case 2:
        return keep(a * rng_.integer(-9, 9));
      case 3:
        return keep(sum_lanes(a));
      case 4:
        return keep(a + b_.constant(std::vector<std::int64_t>(static_cast<std::size_t>(a.lanes()),
                                                              rng_.integer(-9, 9)),
                                    rng_.flip(0.3) ? "bias" : ""));
      default:
        return keep(a + b);
    }
  }

  void logic() {
    const Value a = any(), b = with_lanes(a.lanes());
    switch (rng_.below(6)) {
      case 0:
        return keep(a == b);
      case 1:
        return keep(a < b);
      case 2:
        return keep((a < b) & (a >= rng_.integer(-5, 5)));
      case 3:
        return keep((a == b) | bit());
      case 4:
        return keep((a < b) ^ bit());
      default:
        return keep(!bit());
    }
  }

  void choose() {
    const Value a = any(), b = with_lanes(a.lanes());
    switch (rng_.below(5)) {
      case 0:
        return keep(mux(bit(), a, b));
      case 1:
        return keep(mux(a < b, a, rng_.integer(-3, 3)));
      case 2:
        return keep(max(a, b));
      case 3:
        return keep(min(a, b));
      default:
        return keep(pick(a, index(a.lanes())));
    }
  }

  void pack_up() {
    std::vector<Value> parts;
    int lanes = 0;
    for (int i = static_cast<int>(rng_.integer(2, 3)); i > 0; --i) {
      parts.push_back(any());
      lanes += parts.back().lanes();
    }
    const Value all = pack(parts);
    const int count = static_cast<int>(rng_.integer(1, std::min(lanes, options_.max_lanes)));
    keep(all.slice(static_cast<int>(rng_.integer(0, lanes - count)), count));
  }

  void look_up() {
    std::vector<std::int64_t> table(static_cast<std::size_t>(rng_.integer(2, 9)));
    const Interval range = random_interval();
    for (std::int64_t& value : table) value = rng_.integer(range.low, range.high);
    const Value source = any();
    const auto size = static_cast<std::int64_t>(table.size());
    keep(b_.lookup(fit(source, {{0, size - 1}, source.lanes()}), std::move(table),
                   rng_.flip(0.3) ? "threshold" : ""));
  }

  void delay() {
    const Value v = any();
    const Reg stage = b_.reg("stage", v.type());
    if (rng_.flip(0.5))
      stage.set(v);
    else
      stage.set(v, init_ | bit());
    keep(stage);
  }

  void memory() {
    const std::int64_t depth = rng_.integer(2, 8);
    const Type word = random_type();
    const MemoryStyle style = rng_.flip(0.5) ? MemoryStyle::Lut : MemoryStyle::Block;
    const Value read = index(depth);
    if (rng_.flip(0.4)) {
      auto contents = std::make_shared<std::vector<std::int64_t>>();
      for (std::int64_t i = 0; i < depth * word.lanes; ++i)
        contents->push_back(rng_.integer(word.interval.low, word.interval.high));
      return keep(b_.rom("rom", "weight", style, word, contents, read,
                         rng_.flip(0.5) ? init_ | bit() : b_.bit(true)));
    }
    const Value address = mux(init_, min(init_address_, depth - 1), index(depth)).narrow({0, depth - 1});
    const Builder::Write write{init_ | bit(), address, fit(any(), word)};
    if (rng_.flip(0.4)) return keep(b_.ram_async("ram", word, depth, write, read));
    const Value from = mux(init_, mux(address == 0, depth - 1, b_.constant(0)), read);
    keep(b_.ram("ram", style, word, depth, write, from, !(write.enable & (address == from))));
  }

  void multiplier() {
    const Value a = any();
    if (a.type().lane_width_bits() > 16) return;
    const Value b = fit(with_lanes(a.lanes()), {random_interval(), a.lanes()});
    keep(b_.multiply_dsp("product", a, b, rng_.flip(0.5) ? init_ | bit() : b_.bit(true),
                         static_cast<int>(rng_.integer(1, 3))));
  }

  void instance() {
    if (design_.modules.empty()) return arithmetic();
    const auto which = static_cast<std::uint32_t>(rng_.below(design_.modules.size()));
    std::vector<Value> inputs;
    for (const Port& port : design_.modules[which].ports) {
      if (port.direction == Direction::Out) continue;
      if (inputs.size() < 2)
        inputs.push_back(inputs.empty() ? init_ : init_address_);
      else
        inputs.push_back(fit(any(), port.type));
    }
    for (const Value& output : b_.instance(design_, which, "part", inputs, rng_.flip(0.3) ? "a part" : ""))
      keep(output);
  }

  void wire() {
    const Value source = any();
    const Value w = b_.wire("wire", source.type());
    b_.drive(w, source);
    keep(w);
  }

  Rng& rng_;
  const RandomOptions& options_;
  const Design& design_;
  Builder b_;
  Value init_, init_address_;
  std::vector<Value> values_;
  std::vector<Reg> loops_;
};

}  // namespace

Design random_design(Rng& rng, const RandomOptions& options) {
  Design design;
  for (int m = 0; m < options.modules; ++m)
    design.modules.push_back(Grower(rng, options, design, fmt::format("module_{}", m)).run());
  return design;
}

}  // namespace knap::hw
