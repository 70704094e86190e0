// Beats: integers side by side as hexadecimal digits, as testbenches read and print them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace knap {

/// Two's complement of `width_bits` (1 to 64) bits each, lane 0 in the lowest bits; as many digits as the
/// beat needs. Bits of a lane above its width are dropped.
std::string beat_hex(std::span<const std::int64_t> lanes, int width_bits);

/// The lanes of one beat; leading zeros may be missing or too many. kBadArtefact at `where` for what is not
/// hexadecimal or wider than the beat.
Result<std::vector<std::int64_t>> parse_beat(std::string_view hex, std::int64_t lanes, int width_bits,
                                             bool is_signed, const std::string& where);

/// One beat a line, records one after another.
std::string print_beats(std::span<const std::int64_t> elements, std::int64_t lanes, int width_bits);

/// The elements of each record, of one beat a line and `beats` beats a record. kBadArtefact at `where` for
/// what is no whole number of records, at where:LINE for a line that is no beat.
Result<std::vector<std::vector<std::int64_t>>> parse_beats(std::string_view text, std::int64_t beats,
                                                           std::int64_t lanes, int width_bits, bool is_signed,
                                                           const std::string& where);

/// Lower case without leading zeros: equal for digits that spell the same number. kBadArtefact at `where` for
/// what is not hexadecimal.
Result<std::string> plain_hex(std::string_view hex, const std::string& where);

}  // namespace knap
