// Features: what a module consists of, counted in bits - the arguments of the calibrated resource model.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "hw/ir/module.h"

namespace knap::hw {

/// Each feature is a sum over a module's own signals (instances apart). Bits are those of results unless said
/// otherwise.
enum class Feature {
  AddBits,       ///< additions and subtractions of two variables
  AddConstBits,  ///< of a variable and a constant
  CompareBits,   ///< less-than, bits of the wider operand
  EqualBits,     ///< equality, bits of the wider operand
  LogicBits,     ///< and, or, xor, not
  MuxBits,       ///< two variables
  MuxConstBits,  ///< one side constant
  ProductBits,   ///< LUT products: bits of a times bits of b, both variable
  ScaleBits,     ///< LUT products with a constant: result bits times non-zero digits of its canonical
                 ///< signed-digit form
  TableBits,     ///< combinational tables: entries times result bits
  PickBits,      ///< run-time lane selection: lanes times bits
  RomBits,       ///< contents of LUT ROMs that are neither all equal nor of one word
  RomWidth,      ///< their word widths
  RamBits,       ///< LUT RAM contents
  RamWidth,      ///< LUT RAM word widths
  RegisterBits,  ///< registers, and read data of LUT memories
  EnabledBits,   ///< registers with an enable
  Count
};
inline constexpr std::size_t kFeatures = static_cast<std::size_t>(Feature::Count);
std::string_view to_string(Feature feature);

using Features = std::array<double, kFeatures>;

/// Of one module without what it instantiates. Constants and unused signals are not counted.
Features features(const Module& module);

}  // namespace knap::hw
