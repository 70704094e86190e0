// CSV files (RFC 4180) with optional comment lines and header: bytes to a table of texts and back.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace knap {

/// Whether the first row names the columns. Guess: it does when no field of it is a number and some field of
/// the second row is.
enum class CsvHeader { Absent, Present, Guess };

struct CsvOptions {
  CsvHeader header = CsvHeader::Absent;
  char separator = ',';
  char comment = '#';  ///< a line that begins with it is skipped; '\0' = none
};

struct CsvTable {
  std::vector<std::string> header;  ///< empty when the file has none
  std::vector<std::vector<std::string>> rows;
  std::vector<int> lines;  ///< from 1: the line at which each row begins
};

/// Lines end with \n or \r\n; blank lines are skipped; a quoted field may hold separators, newlines and
/// doubled quotes. Every row must have as many fields as the first. bad-data at "file:line" otherwise.
Result<CsvTable> parse_csv(std::string_view bytes, const std::string& file, const CsvOptions& options = {});

/// The number that the whole of `text` (spaces around it apart) spells, nothing when it spells none or is not
/// finite.
std::optional<double> parse_number(std::string_view text);

/// A field as it is written: quoted when it holds a separator, quote, newline, '#' or a space at an end.
std::string csv_field(std::string_view text);

}  // namespace knap
