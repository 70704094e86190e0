// Writer: a text that knows in which line and column it is, and remembers where constants stand.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "hw/sv/emit.h"

namespace knap::hw {

/// Longer lines are broken, in characters.
inline constexpr std::size_t kMaxLine = 100;

class Writer {
 public:
  Writer(std::string file, std::string layer) : file_(std::move(file)), layer_(std::move(layer)) {}

  /// Appends a line.
  void line(std::string_view text = "");
  /// Appends a comment of one or more lines with `indent` before each; nothing for "".
  void comment(std::string_view text, std::string_view indent);
  /// Takes an empty last line back.
  void trim();
  /// An empty line, unless the last one is empty already.
  void gap();
  /// Appends "<before><literal><after>" as a line; the literal's digits are a constant of the model.
  void constant(std::string_view before, std::int64_t value, int width_bits, std::string_view after,
                const std::string& what);

  const std::string& text() const { return text_; }
  std::vector<ConstantSpot>& spots() { return spots_; }

 private:
  std::string file_, layer_, text_;
  std::int64_t lines_ = 0;
  std::vector<ConstantSpot> spots_;
};

}  // namespace knap::hw
