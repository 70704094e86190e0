#include "hw/sv/writer.h"

#include <fmt/format.h>

namespace knap::hw {

void Writer::line(std::string_view text) {
  text_ += text;
  text_ += '\n';
  ++lines_;
}

void Writer::comment(std::string_view text, std::string_view indent) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string one = fmt::format("{}// {}", indent, text.substr(0, end));
    for (char& c : one)
      if (static_cast<unsigned char>(c) < 32 || c == '\\') c = ' ';  // a backslash would continue the comment
    const std::size_t start = indent.size() + 3;                     // of its words
    while (one.size() > kMaxLine) {
      const std::size_t at = one.rfind(' ', kMaxLine);
      if (at == std::string::npos || at <= start) break;
      line(one.substr(0, at));
      one = fmt::format("{}// {}", indent, one.substr(at + 1));
    }
    line(one);
    text = end == std::string_view::npos ? "" : text.substr(end + 1);
  }
}

void Writer::gap() {
  if (text_.size() >= 2 && !text_.ends_with("\n\n")) line();
}

void Writer::trim() {
  if (!text_.ends_with("\n\n")) return;
  text_.pop_back();
  --lines_;
}

void Writer::constant(std::string_view before, std::int64_t value, int width_bits, std::string_view after,
                      const std::string& what) {
  const bool is_hex = width_bits % 4 == 0;
  const int digits = is_hex ? width_bits / 4 : width_bits;
  std::string code;
  for (int d = digits - 1; d >= 0; --d) {
    const std::uint64_t bits = static_cast<std::uint64_t>(value) >> (d * (is_hex ? 4 : 1));
    code += "0123456789abcdef"[bits & (is_hex ? 15u : 1u)];
  }
  const std::string head = fmt::format("{}{}'{}", before, width_bits, is_hex ? "h" : "b");
  spots_.push_back(
      {layer_, what, file_, lines_ + 1, static_cast<std::int64_t>(head.size()) + 1, digits, is_hex ? 16 : 2});
  line(fmt::format("{}{}{}", head, code, after));
}

}  // namespace knap::hw
