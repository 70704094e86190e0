// MapStream, AddStream, ConcatStream, ArgMaxStream: layers that look at one position at a time.
#pragma once

#include <memory>
#include <string>

#include "hw/gen/ranks.h"
#include "hw/gen/requantise.h"
#include "hw/gen/shell.h"

namespace knap::hw {

/// y = steps(x), element by element.
struct MapSpec {
  std::int64_t positions = 1, channels = 1, lanes = 1;
  Interval input;
  std::shared_ptr<const Steps> steps;  ///< never null
  Ranks ranks = {};                    ///< operand and requantise
  std::int64_t beats() const { return positions * channels / lanes; }
  std::int64_t cycles() const { return beats(); }
};
Interval output_interval(const MapSpec& spec);
Tokens tokens(const MapSpec& spec);
Module build(const MapSpec& spec, const std::string& name, const std::string& layer,
             const std::string& comment);

/// y = steps((a << shift_a) + (b << shift_b)); input streams "in_a" and "in_b".
struct AddSpec {
  std::int64_t positions = 1, channels = 1, lanes = 1;
  Interval input_a, input_b;
  int shift_a = 0, shift_b = 0;
  std::shared_ptr<const Steps> steps;  ///< may be null
  Ranks ranks = {};                    ///< requantise
  std::int64_t beats() const { return positions * channels / lanes; }
  std::int64_t cycles() const { return beats(); }
};
Interval output_interval(const AddSpec& spec);
Tokens tokens(const AddSpec& spec);
Module build(const AddSpec& spec, const std::string& name, const std::string& layer,
             const std::string& comment);

/// The channels of "in_a", then those of "in_b", at each position.
struct ConcatSpec {
  std::int64_t positions = 1, channels_a = 1, channels_b = 1, lanes = 1;
  Interval input_a, input_b;
  std::int64_t beats() const { return positions * (channels_a + channels_b) / lanes; }
  std::int64_t cycles() const { return beats(); }
};
Interval output_interval(const ConcatSpec& spec);
Tokens tokens(const ConcatSpec& spec);
Module build(const ConcatSpec& spec, const std::string& name, const std::string& layer,
             const std::string& comment);

/// Index of the greatest of `channels` elements, the lowest of equals.
struct ArgMaxSpec {
  std::int64_t channels = 2, lanes = 1;
  Interval input;
  Ranks ranks = {};  ///< compare: where there are several beats
  std::int64_t cycles() const { return channels / lanes; }
};
Interval output_interval(const ArgMaxSpec& spec);
Tokens tokens(const ArgMaxSpec& spec);
Module build(const ArgMaxSpec& spec, const std::string& name, const std::string& layer,
             const std::string& comment);

}  // namespace knap::hw
