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
inline Word shr(Word a, std::uint32_t n) { return static_cast<Word>(static_cast<std::uint64_t>(a) >> n); }
inline Word shl(Word a, std::uint32_t n) { return static_cast<Word>(static_cast<std::uint64_t>(a) << n); }

#define KNAP_INLINE inline __attribute__((always_inline))

constexpr bool first_is_vector(Shape shape) {
  return shape == Shape::VectorVector || shape == Shape::VectorScalar;
}
constexpr bool second_is_vector(Shape shape) {
  return shape == Shape::VectorVector || shape == Shape::ScalarVector;
}

/// d[i] = f(a[i], b[i]) with either operand possibly one lane. d overlaps neither.
template <Shape kShape, class F>
KNAP_INLINE void binary(const Op& op, Word* slots, F f) {
  Word* __restrict d = slots + op.dst;
  const Word* a = slots + op.a;
  const Word* b = slots + op.b;
  const std::uint32_t n = kShape == Shape::One ? 1 : op.lanes;
  const Word x = a[0], y = b[0];
  for (std::uint32_t i = 0; i < n; ++i)
    d[i] = f(first_is_vector(kShape) ? a[i] : x, second_is_vector(kShape) ? b[i] : y);
}

template <Shape kShape, class F>
KNAP_INLINE void unary(const Op& op, Word* slots, F f) {
  Word* __restrict d = slots + op.dst;
  const Word* a = slots + op.a;
  const std::uint32_t n = kShape == Shape::One ? 1 : op.lanes;
  for (std::uint32_t i = 0; i < n; ++i) d[i] = f(a[i]);
}

/// Some lane of the result lies outside the limits.
KNAP_INLINE bool is_outside(const Op& op, const Limits& limits, const Word* slots) {
  const Word* d = slots + op.dst;
  const auto low = static_cast<std::uint64_t>(limits.interval.low);
  bool outside = false;
  for (std::uint32_t i = 0; i < op.lanes; ++i)
    outside |= static_cast<std::uint64_t>(d[i]) - low > limits.span;
  return outside;
}

KNAP_INLINE void fill(Word* d, Word value, std::uint32_t n) {
  for (std::uint32_t i = 0; i < n; ++i) d[i] = value;
}

template <Shape kShape>
KNAP_INLINE void mux(const Op& op, Word* slots) {
  Word* __restrict d = slots + op.dst;
  const bool select = slots[op.a] != 0;
  const Word* arm = slots + (select ? op.b : op.c);
  if (kShape == Shape::One) {
    d[0] = arm[0];
  } else if (select ? first_is_vector(kShape) : second_is_vector(kShape)) {
    for (std::uint32_t i = 0; i < op.lanes; ++i) d[i] = arm[i];
  } else {
    fill(d, arm[0], op.lanes);
  }
}

template <Shape kShape>
KNAP_INLINE void mux_lanes(const Op& op, Word* slots) {
  Word* __restrict d = slots + op.dst;
  const Word* s = slots + op.a;
  const Word* x = slots + op.b;
  const Word* y = slots + op.c;
  const Word x0 = x[0], y0 = y[0];
  for (std::uint32_t i = 0; i < op.lanes; ++i) {
    const Word when_true = first_is_vector(kShape) ? x[i] : x0;
    const Word when_false = second_is_vector(kShape) ? y[i] : y0;
    d[i] = s[i] != 0 ? when_true : when_false;
  }
}

void lookup(const Op& op, const std::vector<Word>& table, Word* slots) {
  for (std::uint32_t i = 0; i < op.lanes; ++i) {
    const auto index = static_cast<std::uint64_t>(slots[op.a + i]);
    slots[op.dst + i] = table[index < table.size() ? index : 0];  // outside: only behind a claim that fails
  }
}

void pick(const Op& op, Word* slots) {
  const auto index = static_cast<std::uint64_t>(slots[op.b]);
  slots[op.dst] = slots[op.a + (index < op.c ? index : 0)];
}

void read_async(const Op& op, const MemoryState& memory, Word* slots) {
  auto address = static_cast<std::uint64_t>(slots[op.a]);
  if (address >= static_cast<std::uint64_t>(memory.depth)) address = 0;
  std::memcpy(slots + op.dst, memory.words.data() + address * op.lanes, op.lanes * sizeof(Word));
}

}  // namespace

constexpr unsigned key(Code code, Shape shape) {
  return static_cast<unsigned>(code) * 5 + static_cast<unsigned>(shape);
}

// One jump per operation: code and shape together.
#define KNAP_CASE(CODE, SHAPE, CALL, ...) \
  case key(CODE, Shape::SHAPE):           \
    CALL<Shape::SHAPE>(__VA_ARGS__);      \
    break;
#define KNAP_CASES(CODE, CALL, ...)                \
  KNAP_CASE(CODE, One, CALL, __VA_ARGS__)          \
  KNAP_CASE(CODE, VectorVector, CALL, __VA_ARGS__) \
  KNAP_CASE(CODE, VectorScalar, CALL, __VA_ARGS__) \
  KNAP_CASE(CODE, ScalarVector, CALL, __VA_ARGS__) \
  KNAP_CASE(CODE, ScalarScalar, CALL, __VA_ARGS__)
#define KNAP_BINARY(CODE, EXPRESSION) \
  KNAP_CASES(CODE, binary, op, slots, [](Word a, Word b) { return EXPRESSION; })
#define KNAP_UNARY(CODE, EXPRESSION)                                                     \
  KNAP_CASE(CODE, One, unary, op, slots, [&op](Word a) { return (void)op, EXPRESSION; }) \
  KNAP_CASE(CODE, VectorVector, unary, op, slots, [&op](Word a) { return (void)op, EXPRESSION; })

KNAP_CLONES Stop execute(const Program& program, const Op* begin, const Op* end, std::int64_t* slots) {
  for (const Op* at = begin; at != end; ++at) {
    const Op& op = *at;
    switch (key(op.code, op.shape)) {
      KNAP_BINARY(Code::Add, add(a, b))
      KNAP_BINARY(Code::Sub, sub(a, b))
      KNAP_BINARY(Code::Mul, mul(a, b))
      KNAP_BINARY(Code::Mul32, mul32(a, b))
      KNAP_BINARY(Code::And, a & b)
      KNAP_BINARY(Code::Or, a | b)
      KNAP_BINARY(Code::Xor, a ^ b)
      KNAP_BINARY(Code::Equal, Word{a == b})
      KNAP_BINARY(Code::Less, Word{a < b})
      KNAP_UNARY(Code::Not, 1 - a)
      KNAP_UNARY(Code::Shl, shl(a, op.b))
      KNAP_UNARY(Code::Shr, a >> op.b)
      KNAP_UNARY(Code::TruncateU, shr(shl(a, op.b), op.b))
      KNAP_UNARY(Code::TruncateS, shl(a, op.b) >> op.b)
      KNAP_UNARY(Code::Narrow, a)
      KNAP_UNARY(Code::Copy, a)
      KNAP_CASES(Code::Mux, mux, op, slots)
      KNAP_CASES(Code::MuxLanes, mux_lanes, op, slots)
      case key(Code::Lookup, Shape::One):
      case key(Code::Lookup, Shape::VectorVector):
        lookup(op, *program.tables[op.b].values, slots);
        break;
      case key(Code::Pick, Shape::One):
        pick(op, slots);
        break;
      case key(Code::Fill, Shape::VectorVector):
        fill(slots + op.dst, slots[op.a], op.lanes);
        break;
      case key(Code::ReadAsync, Shape::One):
      case key(Code::ReadAsync, Shape::VectorVector):
        read_async(op, program.memories[op.b], slots);
        break;
      default:
        KNAP_CHECK(false, "no such operation");
    }
    if (op.limits != kNone && is_outside(op, program.limits[op.limits], slots)) [[unlikely]]
      return {at + 1, true};
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
