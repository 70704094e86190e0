// Words that printing and parsing of graphs share.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "net/ir/integer.h"
#include "net/ir/real.h"

namespace knap::net {

inline constexpr std::string_view kRealHeader = "knap.graph/1", kIntHeader = "knap.integer_graph/1";

inline constexpr std::array<std::string_view, 3> kGranularityWords{"tensor", "axis", "element"};
inline constexpr std::array<std::string_view, 3> kRangeWords{"given", "calibrated", "learned"};
inline std::string_view word_of(Granularity value) {
  return kGranularityWords.at(static_cast<std::size_t>(value));
}
inline std::string_view word_of(Quantize::Range value) {
  return kRangeWords.at(static_cast<std::size_t>(value));
}

/// "text" with \" \\ and \xNN for what is not printable ASCII.
std::string quote(std::string_view text);

/// Steps without closed form as one tensor: per channel the number of thresholds, the thresholds, the values.
IntTensorPtr pack_steps(const knap::Steps& steps);
/// Nothing when the tensor is not canonical steps over the domain.
std::optional<knap::Steps> unpack_steps(const IntTensor& tensor, Interval domain);

}  // namespace knap::net
