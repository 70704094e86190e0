// The operators of Value: type derivation, and the folding of what is trivial.
#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "hw/ir/builder.h"
#include "hw/ir/derive.h"

namespace knap::hw {
namespace {

const Driver& driver_of(Value v) { return v.builder().module().signals[v.id().index].driver; }

const std::vector<std::int64_t>* lanes_of_constant(Value v) {
  const auto* constant = std::get_if<Constant>(&driver_of(v));
  return constant != nullptr ? &constant->lanes : nullptr;
}

/// Every lane is this one value (by the interval, so also where the driver is no constant).
bool is_always(Value v, std::int64_t value) { return v.interval() == Interval{value, value}; }

int common_lanes(Value a, Value b) { return std::max(a.lanes(), b.lanes()); }

Value all_lanes(Builder& b, std::int64_t value, int lanes) {
  return b.constant(std::vector<std::int64_t>(static_cast<std::size_t>(lanes), value));
}

Value binary(BinaryOp op, Value a, Value b) {
  KNAP_CHECK(&a.builder() == &b.builder(), "operands of two modules");
  const auto* x = lanes_of_constant(a);
  const auto* y = lanes_of_constant(b);
  if (x != nullptr && y != nullptr && (x->size() == y->size() || x->size() == 1 || y->size() == 1)) {
    std::vector<std::int64_t> lanes(std::max(x->size(), y->size()));
    for (std::size_t i = 0; i < lanes.size(); ++i)
      lanes[i] = evaluate(op, (*x)[x->size() == 1 ? 0 : i], (*y)[y->size() == 1 ? 0 : i]);
    return a.builder().constant(std::move(lanes));
  }
  return a.builder().add(Driver{Binary{op, a.id(), b.id()}});
}

/// `v`, if it has as many lanes as the operation's result.
bool stands_for(Value v, Value other) { return v.lanes() == common_lanes(v, other); }

}  // namespace

const Type& Value::type() const {
  KNAP_CHECK(builder_ != nullptr, "a value that was never set");
  return builder_->module().type(id_);
}

Value operator+(Value a, Value b) {
  if (is_always(b, 0) && stands_for(a, b)) return a;
  if (is_always(a, 0) && stands_for(b, a)) return b;
  return binary(BinaryOp::Add, a, b);
}

Value operator-(Value a, Value b) {
  if (is_always(b, 0) && stands_for(a, b)) return a;
  if (a.id() == b.id()) return all_lanes(a.builder(), 0, a.lanes());
  return binary(BinaryOp::Sub, a, b);
}

Value operator*(Value a, Value b) {
  if (b.interval().is_constant() && stands_for(a, b)) {
    const std::int64_t factor = b.interval().low;
    if (factor == 1) return a;
    if (is_power_of_two(factor)) return a.shl(std::countr_zero(static_cast<std::uint64_t>(factor)));
    if (factor == -1) return a.builder().constant(0) - a;
  } else if (a.interval().is_constant() && stands_for(b, a)) {
    return b * a;
  }
  return binary(BinaryOp::Mul, a, b);
}

Value operator&(Value a, Value b) {
  if (is_always(a, 0) || is_always(b, 0)) return all_lanes(a.builder(), 0, common_lanes(a, b));
  if (is_always(b, 1) && stands_for(a, b)) return a;
  if (is_always(a, 1) && stands_for(b, a)) return b;
  if (a.id() == b.id()) return a;
  return binary(BinaryOp::And, a, b);
}

Value operator|(Value a, Value b) {
  if (is_always(a, 1) || is_always(b, 1)) return all_lanes(a.builder(), 1, common_lanes(a, b));
  if (is_always(b, 0) && stands_for(a, b)) return a;
  if (is_always(a, 0) && stands_for(b, a)) return b;
  if (a.id() == b.id()) return a;
  return binary(BinaryOp::Or, a, b);
}

Value operator^(Value a, Value b) {
  if (is_always(b, 0) && stands_for(a, b)) return a;
  if (is_always(a, 0) && stands_for(b, a)) return b;
  if (is_always(b, 1) && stands_for(a, b)) return !a;
  if (is_always(a, 1) && stands_for(b, a)) return !b;
  if (a.id() == b.id()) return all_lanes(a.builder(), 0, a.lanes());
  return binary(BinaryOp::Xor, a, b);
}

Value operator!(Value a) {
  if (const auto* inner = std::get_if<Not>(&driver_of(a))) return Value(&a.builder(), inner->a);
  if (const auto* constant = lanes_of_constant(a)) {
    std::vector<std::int64_t> lanes = *constant;
    for (std::int64_t& lane : lanes) lane = 1 - lane;
    return a.builder().constant(std::move(lanes));
  }
  return a.builder().add(Driver{Not{a.id()}});
}

Value operator==(Value a, Value b) {
  const Interval x = a.interval(), y = b.interval();
  if (x.high < y.low || y.high < x.low) return all_lanes(a.builder(), 0, common_lanes(a, b));
  if (a.id() == b.id() || (x == y && x.is_constant())) return all_lanes(a.builder(), 1, common_lanes(a, b));
  if (kBit.contains(x) && is_always(b, 1) && stands_for(a, b)) return a;
  if (kBit.contains(x) && is_always(b, 0) && stands_for(a, b)) return !a;
  return binary(BinaryOp::Equal, a, b);
}

Value operator<(Value a, Value b) {
  const Interval x = a.interval(), y = b.interval();
  if (x.high < y.low) return all_lanes(a.builder(), 1, common_lanes(a, b));
  if (x.low >= y.high || a.id() == b.id()) return all_lanes(a.builder(), 0, common_lanes(a, b));
  return binary(BinaryOp::Less, a, b);
}

Value operator+(Value a, std::int64_t b) { return a + a.builder().constant(b); }
Value operator-(Value a, std::int64_t b) { return a - a.builder().constant(b); }
Value operator*(Value a, std::int64_t b) { return a * a.builder().constant(b); }
Value operator==(Value a, std::int64_t b) { return a == a.builder().constant(b); }
Value operator<(Value a, std::int64_t b) { return a < a.builder().constant(b); }
Value operator>=(Value a, std::int64_t b) { return !(a < b); }
Value operator>(Value a, std::int64_t b) { return a.builder().constant(b) < a; }

Value Value::shl(int amount) const {
  if (amount == 0) return *this;
  return builder_->add(Driver{ShiftLeft{id_, amount}});
}

Value Value::shr(int amount) const {
  if (amount == 0) return *this;
  return builder_->add(Driver{ShiftRight{id_, amount}});
}

Value Value::narrow(Interval wanted) const {
  const Interval derived = interval();
  if (wanted.contains(derived)) return *this;
  const Interval both{std::max(wanted.low, derived.low), std::min(wanted.high, derived.high)};
  builder_->check(both.low <= both.high,
                  fmt::format("narrow to {} of a value in {}", to_string(wanted), to_string(derived)));
  if (both.is_constant()) return all_lanes(*builder_, both.low, lanes());
  return builder_->add(Type{both, lanes()}, Narrow{id_});
}

Value Value::truncate(int width_bits, bool is_signed) const {
  const Interval full = interval_of(width_bits, is_signed);
  if (full.contains(interval())) return *this;
  if (const auto* constant = lanes_of_constant(*this)) {
    std::vector<std::int64_t> values = *constant;
    for (std::int64_t& value : values) value = wrap(value, full);
    return builder_->constant(std::move(values));
  }
  const auto* shift = std::get_if<ShiftLeft>(&driver_of(*this));
  if (shift != nullptr && shift->amount >= width_bits) return all_lanes(*builder_, 0, lanes());
  return builder_->add(Type{full, lanes()}, Truncate{id_});
}

Value Value::slice(int first, int count) const {
  builder_->check(first >= 0 && count >= 1 && first + count <= lanes(),
                  fmt::format("lanes {}..{} of {}", first, first + count - 1, lanes()));
  if (count == lanes()) return *this;
  if (const auto* constant = lanes_of_constant(*this)) {
    const std::string name = builder_->module().signals[id_.index].name;
    const std::string what = std::get<Constant>(driver_of(*this)).what;
    const Value part = builder_->constant(
        std::vector<std::int64_t>(constant->begin() + first, constant->begin() + first + count), what);
    return what.empty() || name.empty() ? part : part.named(fmt::format("{}_{}", name, first));
  }
  if (const auto* slice = std::get_if<Slice>(&driver_of(*this)))
    return Value(builder_, slice->pack).slice(slice->first + first, count);
  if (const auto* pack = std::get_if<Pack>(&driver_of(*this))) {
    int start = 0;
    for (const SignalId part : pack->parts) {
      const Value value(builder_, part);
      if (start <= first && first + count <= start + value.lanes()) return value.slice(first - start, count);
      start += value.lanes();
    }
  }
  return builder_->add(Type{interval(), count}, Slice{id_, first});
}

Value mux(Value select, Value when_true, Value when_false) {
  const bool fits_true = stands_for(when_true, when_false) && when_true.lanes() >= select.lanes();
  const bool fits_false = stands_for(when_false, when_true) && when_false.lanes() >= select.lanes();
  if (is_always(select, 1) && fits_true) return when_true;
  if (is_always(select, 0) && fits_false) return when_false;
  if (when_true.id() == when_false.id() && fits_true) return when_true;
  if (kBit.contains(when_true.interval()) && kBit.contains(when_false.interval())) {
    if (is_always(when_true, 0) && is_always(when_false, 1) &&
        select.lanes() == common_lanes(when_true, when_false))
      return !select;
    if (is_always(when_true, 1) && is_always(when_false, 0) &&
        select.lanes() == common_lanes(when_true, when_false))
      return select;
    if (is_always(when_false, 0) && when_false.lanes() <= std::max(when_true.lanes(), select.lanes()))
      return select & when_true;
    if (is_always(when_true, 1) && when_true.lanes() <= std::max(when_false.lanes(), select.lanes()))
      return select | when_false;
  }
  if (const auto* inverted = std::get_if<Not>(&driver_of(select)))
    return mux(Value(&select.builder(), inverted->a), when_false, when_true);
  return select.builder().add(Driver{Mux{select.id(), when_true.id(), when_false.id()}});
}

Value mux(Value select, std::int64_t when_true, Value when_false) {
  return mux(select, select.builder().constant(when_true), when_false);
}
Value mux(Value select, Value when_true, std::int64_t when_false) {
  return mux(select, when_true, select.builder().constant(when_false));
}

Value min(Value a, Value b) {
  if (a.interval().high <= b.interval().low && stands_for(a, b)) return a;
  if (b.interval().high <= a.interval().low && stands_for(b, a)) return b;
  return mux(a < b, a, b)
      .narrow(min(a.interval(), b.interval()));  // no value exceeds the smaller upper bound
}

Value max(Value a, Value b) {
  if (a.interval().low >= b.interval().high && stands_for(a, b)) return a;
  if (b.interval().low >= a.interval().high && stands_for(b, a)) return b;
  return mux(a < b, b, a).narrow(max(a.interval(), b.interval()));  // none is below the larger lower bound
}

Value max(Value a, std::int64_t b) { return max(a, a.builder().constant(b)); }
Value min(Value a, std::int64_t b) { return min(a, a.builder().constant(b)); }

Value clamp(Value a, Interval bounds) {
  Value result = a;
  if (a.interval().low < bounds.low) result = max(result, bounds.low);
  if (a.interval().high > bounds.high) result = min(result, bounds.high);
  return a.lanes() > 1 && result.lanes() == 1 ? a.builder().broadcast(result, a.lanes()) : result;
}

Value pack(const std::vector<Value>& parts) {
  KNAP_CHECK(!parts.empty(), "a pack of nothing");
  if (parts.size() == 1) return parts.front();
  Pack result;
  std::vector<std::int64_t> constants;
  bool is_constant = true;
  for (const Value& part : parts) {
    result.parts.push_back(part.id());
    const auto* constant = lanes_of_constant(part);
    is_constant = is_constant && constant != nullptr;
    if (is_constant) constants.insert(constants.end(), constant->begin(), constant->end());
  }
  Builder& builder = parts.front().builder();
  if (is_constant)
    return builder.constant(std::move(constants), std::get<Constant>(driver_of(parts.front())).what);
  return builder.add(Driver{std::move(result)});
}

Value pick(Value pack, Value index) {
  if (index.interval().is_constant()) return pack.lane(static_cast<int>(index.interval().low));
  return pack.builder().add(Driver{Pick{pack.id(), index.id()}});
}

Value add_halves(Value all, const std::string& name) {
  const int half = all.lanes() / 2;
  const Value halves = (all.slice(0, half) + all.slice(half, half)).named(name);
  return all.lanes() % 2 == 0 ? halves : pack({halves, all.lane(2 * half)});
}

Value sum_lanes(Value pack_of_all, const std::string& name) {
  Builder& builder = pack_of_all.builder();
  // Lanes of unlike intervals are summed one by one, so that the widths stay exact; alike ones in halves, as
  // vectors.
  if (const auto* parts = std::get_if<Pack>(&driver_of(pack_of_all))) {
    std::vector<Value> values;
    bool alike = true;
    for (const SignalId id : parts->parts) values.emplace_back(&builder, id);
    for (const Value& v : values)
      alike = alike && v.lanes() == 1 && v.interval() == values.front().interval();
    if (!alike) {
      for (Value& v : values) v = sum_lanes(v, name);
      while (values.size() > 1) {
        std::vector<Value> next;
        for (std::size_t i = 0; i + 1 < values.size(); i += 2)
          next.push_back((values[i] + values[i + 1]).named(name));
        if (values.size() % 2 == 1) next.push_back(values.back());
        values = std::move(next);
      }
      return values.front();
    }
  }
  const Interval lane = pack_of_all.interval();
  const Interval total = lane * make_constant(pack_of_all.lanes());
  Value sum = pack_of_all;
  while (sum.lanes() > 1) sum = add_halves(sum, name);
  return sum.narrow(total);  // an odd lane that was packed with sums counted as one of them
}

}  // namespace knap::hw
