// PoolStream, GlobalSumStream: maximum or sum over windows, and sum over all positions, channel by channel.
#pragma once

#include <memory>
#include <string>

#include "hw/gen/requantise.h"
#include "hw/gen/window.h"

namespace knap::hw {

enum class PoolKind { Max, Sum };

struct PoolSpec {
  PoolKind kind = PoolKind::Max;
  AxisWalk rows, columns;
  Interval input;
  std::int64_t channels = 1, lanes = 1;
  std::int64_t ring_rows = 0;
  MemoryStyle ring = MemoryStyle::Lut;
  std::shared_ptr<const Steps> steps;  ///< may be null
  Ranks ranks = {};
  std::int64_t step_taps = 1;  ///< WindowSpec::taps

  WindowSpec window() const;
  std::int64_t output_beats() const { return rows.outputs() * columns.outputs() * channels / lanes; }
  std::int64_t cycles() const { return window().cycles(); }
};

Interval output_interval(const PoolSpec& spec);
Tokens tokens(const PoolSpec& spec);
Module build(const PoolSpec& spec, const std::string& name, const std::string& layer,
             const std::string& comment);

struct GlobalSumSpec {
  std::int64_t positions = 1, channels = 1, lanes = 1;
  Interval input;
  std::shared_ptr<const Steps> steps;  ///< may be null
  Ranks ranks = {};

  std::int64_t beats_per_position() const { return channels / lanes; }
  std::int64_t cycles() const { return positions * beats_per_position(); }
};

Interval output_interval(const GlobalSumSpec& spec);
Tokens tokens(const GlobalSumSpec& spec);
Module build(const GlobalSumSpec& spec, const std::string& name, const std::string& layer,
             const std::string& comment);

}  // namespace knap::hw
