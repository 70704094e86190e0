// WFDB annotation files (.atr; WFDB Applications Guide, annot(5), MIT format): bytes to annotations and back.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace knap::data {

struct Annotation {
  std::int64_t sample = 0;  ///< index of the sample that it belongs to
  int code = 0;             ///< 1..49, see annotation_symbol
  int subtype = 0, channel = 0, number = 0;
  std::string text;  ///< AUX, such as "(AFIB"
  bool operator==(const Annotation&) const = default;
};

/// bad-data naming `file` and the byte when it is truncated, has no end mark or its times run backwards below
/// 0.
Result<std::vector<Annotation>> parse_annotations(std::string_view bytes, const std::string& file);

/// KNAP_CHECKs ascending samples and legal codes.
std::string to_annotations(const std::vector<Annotation>& annotations);

/// "N", "V", "+", ... of ecgcodes.h; "" for a code without a symbol.
std::string_view annotation_symbol(int code);

}  // namespace knap::data
