#include "hw/sim/execute.h"

#include <algorithm>
#include <cstring>

#include "hw/ir/derive.h"

// Lane loops are compiled for AVX2 as well and chosen at start; same results, as all of it is integer.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define KNAP_CLONES __attribute__((target_clones("avx2", "default")))
#else
#define KNAP_CLONES
#endif

namespace knap::hw::sim {
namespace {

using Word = std::int64_t;

inline Word add(Word a, Word b) {
  return static_cast<Word>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}
inline Word sub(Word a, Word b) {
  return static_cast<Word>(static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b));
}
inline Word mul(Word a, Word b) {
  return static_cast<Word>(static_cast<std::uint64_t>(a) * static_cast<std::uint64_t>(b));
}
inline Word mul32(Word a, Word b) {
  return static_cast<Word>(static_cast<std::int32_t>(a)) * static_cast<std::int32_t>(b);
}
inline Word shl(Word a, std::uint32_t n) { return static_cast<Word>(static_cast<std::uint64_t>(a) << n); }

/// d[i] = f(a[i], b[i]) with either operand possibly one lane. d overlaps neither.
template <class F>
inline __attribute__((always_inline)) void binary(const Op& op, Word* slots, F f) {
  Word* __restrict d = slots + op.dst;
  const Word* a = slots + op.a;
  const Word* b = slots + op.b;
  const std::uint32_t n = op.lanes;
  switch (op.shape) {
    case Shape::ScalarScalar:
    case Shape::One:
      d[0] = f(a[0], b[0]);
      return;
    case Shape::VectorVector:
      for (std::uint32_t i = 0; i < n; ++i) d[i] = f(a[i], b[i]);
      return;
    case Shape::VectorScalar: {
      const Word y = b[0];
      for (std::uint32_t i = 0; i < n; ++i) d[i] = f(a[i], y);
      return;
    }
    case Shape::ScalarVector: {
      const Word x = a[0];
      for (std::uint32_t i = 0; i < n; ++i) d[i] = f(x, b[i]);
      return;
    }
  }
}

template <class F>
inline __attribute__((always_inline)) void unary(const Op& op, Word* slots, F f) {
  Word* __restrict d = slots + op.dst;
  const Word* a = slots + op.a;
  if (op.lanes == 1) {
    d[0] = f(a[0]);
    return;
  }
  for (std::uint32_t i = 0; i < op.lanes; ++i) d[i] = f(a[i]);
}

/// Copies; true where a lane lies outside the limits (then all lanes are wrapped to the type's width).
inline __attribute__((always_inline)) bool narrow(const Op& op, const Limits& limits, Word* slots) {
  Word* __restrict d = slots + op.dst;
  const Word* a = slots + op.a;
  const auto low = static_cast<std::uint64_t>(limits.interval.low);
  bool is_outside = false;
  for (std::uint32_t i = 0; i < op.lanes; ++i) {
    d[i] = a[i];
    is_outside |= static_cast<std::uint64_t>(a[i]) - low > limits.span;
  }
  if (is_outside) [[unlikely]] {
    const Interval full = interval_of(width_bits(limits.interval), limits.interval.is_signed());
    for (std::uint32_t i = 0; i < op.lanes; ++i) d[i] = wrap(a[i], full);
  }
  return is_outside;
}

inline __attribute__((always_inline)) void fill(Word* d, Word value, std::uint32_t n) {
  for (std::uint32_t i = 0; i < n; ++i) d[i] = value;
}

inline __attribute__((always_inline)) void mux(const Op& op, Word* slots) {
  Word* __restrict d = slots + op.dst;
  const bool select = slots[op.a] != 0;
  const Word* arm = slots + (select ? op.b : op.c);
  if (op.lanes == 1) {
    d[0] = arm[0];
    return;
  }
  const bool is_vector =
      op.shape == Shape::VectorVector || op.shape == (select ? Shape::VectorScalar : Shape::ScalarVector);
  if (is_vector) {
    for (std::uint32_t i = 0; i < op.lanes; ++i) d[i] = arm[i];
  } else {
    fill(d, arm[0], op.lanes);
  }
}

inline __attribute__((always_inline)) void mux_lanes(const Op& op, Word* slots) {
  Word* __restrict d = slots + op.dst;
  const Word* s = slots + op.a;
  const Word* x = slots + op.b;
  const Word* y = slots + op.c;
  const std::uint32_t n = op.lanes;
  switch (op.shape) {
    case Shape::VectorVector:
      for (std::uint32_t i = 0; i < n; ++i) d[i] = s[i] != 0 ? x[i] : y[i];
      return;
    case Shape::VectorScalar: {
      const Word z = y[0];
      for (std::uint32_t i = 0; i < n; ++i) d[i] = s[i] != 0 ? x[i] : z;
      return;
    }
    case Shape::ScalarVector: {
      const Word z = x[0];
      for (std::uint32_t i = 0; i < n; ++i) d[i] = s[i] != 0 ? z : y[i];
      return;
    }
    case Shape::One:
    case Shape::ScalarScalar: {
      const Word z = x[0], w = y[0];
      for (std::uint32_t i = 0; i < n; ++i) d[i] = s[i] != 0 ? z : w;
      return;
    }
  }
}

void lookup(const Op& op, const std::vector<Word>& table, Word* slots) {
  for (std::uint32_t i = 0; i < op.lanes; ++i) {
    const auto index = static_cast<std::uint64_t>(slots[op.a + i]);
    slots[op.dst + i] = table[index < table.size() ? index : 0];  // outside: only behind a claim that fails
  }
}

void read_async(const Op& op, const MemoryState& memory, Word* slots) {
  auto address = static_cast<std::uint64_t>(slots[op.a]);
  if (address >= static_cast<std::uint64_t>(memory.depth)) address = 0;
  std::memcpy(slots + op.dst, memory.words.data() + address * op.lanes, op.lanes * sizeof(Word));
}

}  // namespace

KNAP_CLONES Stop execute(const Program& program, const Op* begin, const Op* end, std::int64_t* slots) {
  for (const Op* at = begin; at != end; ++at) {
    const Op& op = *at;
    switch (op.code) {
      case Code::Add:
        binary(op, slots, [](Word a, Word b) { return add(a, b); });
        break;
      case Code::Sub:
        binary(op, slots, [](Word a, Word b) { return sub(a, b); });
        break;
      case Code::Mul:
        binary(op, slots, [](Word a, Word b) { return mul(a, b); });
        break;
      case Code::Mul32:
        binary(op, slots, [](Word a, Word b) { return mul32(a, b); });
        break;
      case Code::And:
        binary(op, slots, [](Word a, Word b) { return a & b; });
        break;
      case Code::Or:
        binary(op, slots, [](Word a, Word b) { return a | b; });
        break;
      case Code::Xor:
        binary(op, slots, [](Word a, Word b) { return a ^ b; });
        break;
      case Code::Equal:
        binary(op, slots, [](Word a, Word b) { return Word{a == b}; });
        break;
      case Code::Less:
        binary(op, slots, [](Word a, Word b) { return Word{a < b}; });
        break;
      case Code::Not:
        unary(op, slots, [](Word a) { return 1 - a; });
        break;
      case Code::Shl:
        unary(op, slots, [&op](Word a) { return shl(a, op.b); });
        break;
      case Code::Shr:
        unary(op, slots, [&op](Word a) { return a >> op.b; });
        break;
      case Code::Narrow:
        if (narrow(op, program.limits[op.b], slots)) [[unlikely]]
          return {at + 1, true};
        break;
      case Code::TruncateU:
        unary(op, slots,
              [&op](Word a) { return static_cast<Word>(static_cast<std::uint64_t>(shl(a, op.b)) >> op.b); });
        break;
      case Code::TruncateS:
        unary(op, slots, [&op](Word a) { return shl(a, op.b) >> op.b; });
        break;
      case Code::Mux:
        mux(op, slots);
        break;
      case Code::MuxLanes:
        mux_lanes(op, slots);
        break;
      case Code::Lookup:
        lookup(op, *program.tables[op.b].values, slots);
        break;
      case Code::Pick: {
        const auto index = static_cast<std::uint64_t>(slots[op.b]);
        slots[op.dst] = slots[op.a + (index < op.c ? index : 0)];
        break;
      }
      case Code::Copy:
        unary(op, slots, [](Word a) { return a; });
        break;
      case Code::Fill:
        fill(slots + op.dst, slots[op.a], op.lanes);
        break;
      case Code::ReadAsync:
        read_async(op, program.memories[op.b], slots);
        break;
    }
  }
  return {end, false};
}

KNAP_CLONES bool copy_changed(std::int64_t* dst, const std::int64_t* src, std::uint32_t lanes) {
  if (lanes == 1) {
    const bool is_changed = *dst != *src;
    *dst = *src;
    return is_changed;
  }
  std::uint64_t difference = 0;
  Word* __restrict d = dst;
  for (std::uint32_t i = 0; i < lanes; ++i) {
    difference |= static_cast<std::uint64_t>(d[i] ^ src[i]);
    d[i] = src[i];
  }
  return difference != 0;
}

}  // namespace knap::hw::sim
