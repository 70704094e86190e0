// The words that the text form uses for enumerators.
#pragma once

#include <optional>
#include <string_view>

#include "hw/ir/module.h"

namespace knap::hw {

std::string_view word_of(BinaryOp op);          ///< "add", "sub", ...
std::string_view word_of(Direction direction);  ///< "in", "out"
std::string_view word_of(MemoryKind kind);      ///< "rom", "ram", "ram_async"
std::string_view word_of(MemoryStyle style);    ///< "lut", "block"

std::optional<BinaryOp> binary_op_of(std::string_view word);
std::optional<Direction> direction_of(std::string_view word);
std::optional<MemoryKind> memory_kind_of(std::string_view word);
std::optional<MemoryStyle> memory_style_of(std::string_view word);

}  // namespace knap::hw
