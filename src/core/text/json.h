// JSON: text to Value and back.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/text/value.h"

namespace knap {

/// Any JSON value; keys in the order of the text, of equal keys the last. Whole numbers that fit become
/// integers, others doubles. Errors are kSyntax at file:line:column; values carry no position. At most 200
/// levels deep.
Result<Value> parse_json(std::string_view text, const std::string& file);

/// `indent` spaces per level, or all on one line for 0. Integers print as such, doubles as the shortest text
/// that reads back equal (always with a point or an exponent); NaN and infinity, which JSON lacks, as null.
/// Bytes that are not UTF-8 become U+FFFD. Ends without a newline.
std::string print_json(const Value& value, int indent = 2);

}  // namespace knap
