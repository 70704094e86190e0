// FIFO, Fork, WidthConverter: what stands between layers.
#pragma once

#include <algorithm>
#include <string>

#include "hw/gen/shell.h"
#include "hw/gen/window.h"

namespace knap::hw {

/// A ring of `depth` beats before an elastic output: up to depth + 3 beats wait inside.
struct FifoSpec {
  Type beat;
  std::int64_t beats = 1;  ///< per inference
  std::int64_t depth = 2;
  MemoryStyle memory = MemoryStyle::Lut;
  WindowSpec window() const;
};
Tokens tokens(const FifoSpec& spec);
Module build(const FifoSpec& spec, const std::string& name, const std::string& comment);

/// Copies "in" to "out_0", "out_1", ...; each branch takes its copy when it can.
struct ForkSpec {
  Type beat;
  std::int64_t beats = 1;
  int branches = 2;
};
Tokens tokens(const ForkSpec& spec);
Module build(const ForkSpec& spec, const std::string& name, const std::string& comment);

/// Regroups lanes; one of in_lanes, out_lanes divides the other.
struct WidthConverterSpec {
  Interval element;
  std::int64_t in_lanes = 1, out_lanes = 1;
  std::int64_t elements = 1;  ///< per inference
  std::int64_t cycles() const { return elements / std::min(in_lanes, out_lanes); }
};
Tokens tokens(const WidthConverterSpec& spec);
Module build(const WidthConverterSpec& spec, const std::string& name, const std::string& comment);

}  // namespace knap::hw
