#include "hw/ir/text_words.h"

#include <array>

namespace knap::hw {
namespace {

constexpr std::array<std::string_view, 8> kBinary = {"add", "sub", "mul",   "and",
                                                     "or",  "xor", "equal", "less"};
constexpr std::array<std::string_view, 2> kDirection = {"in", "out"};
constexpr std::array<std::string_view, 3> kKind = {"rom", "ram", "ram_async"};
constexpr std::array<std::string_view, 2> kStyle = {"lut", "block"};

template <class Enum, std::size_t N>
std::optional<Enum> find(const std::array<std::string_view, N>& words, std::string_view word) {
  for (std::size_t i = 0; i < N; ++i)
    if (words[i] == word) return static_cast<Enum>(i);
  return std::nullopt;
}

}  // namespace

std::string_view word_of(BinaryOp op) { return kBinary.at(static_cast<std::size_t>(op)); }
std::string_view word_of(Direction direction) { return kDirection.at(static_cast<std::size_t>(direction)); }
std::string_view word_of(MemoryKind kind) { return kKind.at(static_cast<std::size_t>(kind)); }
std::string_view word_of(MemoryStyle style) { return kStyle.at(static_cast<std::size_t>(style)); }

std::optional<BinaryOp> binary_op_of(std::string_view word) { return find<BinaryOp>(kBinary, word); }
std::optional<Direction> direction_of(std::string_view word) { return find<Direction>(kDirection, word); }
std::optional<MemoryKind> memory_kind_of(std::string_view word) { return find<MemoryKind>(kKind, word); }
std::optional<MemoryStyle> memory_style_of(std::string_view word) { return find<MemoryStyle>(kStyle, word); }

}  // namespace knap::hw
