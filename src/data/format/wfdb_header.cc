#include "data/format/wfdb_header.h"

#include <fmt/format.h>

#include <charconv>

#include "core/base/diagnostics.h"
#include "core/table/csv.h"

namespace knap::data {
namespace {

std::optional<std::int64_t> parse_integer(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || status != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// The next word of `line`, which loses it; empty at the end.
std::string_view take_word(std::string_view& line) {
  const std::size_t start = line.find_first_not_of(" \t");
  if (start == std::string_view::npos) return line = {};
  const std::size_t end = std::min(line.find_first_of(" \t", start), line.size());
  const std::string_view word = line.substr(start, end - start);
  line.remove_prefix(end);
  return word;
}

class HeaderParser {
 public:
  HeaderParser(std::string_view text, const std::string& file) : text_(text), file_(file) {}

  Result<WfdbHeader> parse() {
    WfdbHeader header;
    bool has_record_line = false;
    std::int64_t expected = 0;
    while (!text_.empty()) {
      std::string_view line = next_line();
      if (!line.empty() && line.front() == '#') {
        if (header.comments.size() < 1000) header.comments.emplace_back(line.substr(1));
        continue;
      }
      if (line.find_first_not_of(" \t") == std::string_view::npos) continue;
      if (!has_record_line) {
        KNAP_ASSIGN(expected, record_line(line, header));
        has_record_line = true;
      } else if (static_cast<std::int64_t>(header.signals.size()) < expected) {
        KNAP_ASSIGN(WfdbSignal signal, signal_line(line));
        header.signals.push_back(std::move(signal));
      } else {
        return error(fmt::format("a line beyond the {} signals of the record", expected));
      }
    }
    if (!has_record_line) return error("the record line is missing");
    if (static_cast<std::int64_t>(header.signals.size()) < expected)
      return error(fmt::format("truncated: {} of {} signal lines", header.signals.size(), expected));
    return header;
  }

 private:
  std::string_view next_line() {
    ++line_;
    const std::size_t end = std::min(text_.find('\n'), text_.size());
    std::string_view line = text_.substr(0, end);
    text_.remove_prefix(std::min(end + 1, text_.size()));
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    return line;
  }

  /// name[/segments] signals [rate[/counter][(base)] [length [time [date]]]]; returns the number of signals.
  Result<std::int64_t> record_line(std::string_view line, WfdbHeader& header) {
    const std::string_view name = take_word(line);
    if (name.find('/') != std::string_view::npos) return error("multi-segment records are not supported");
    header.record = name;
    const std::optional<std::int64_t> count = parse_integer(take_word(line));
    if (!count || *count < 0 || *count > kWfdbSignalsMax)
      return error(fmt::format("the number of signals is not within 0..{}", kWfdbSignalsMax));
    if (const std::string_view rate = take_word(line); !rate.empty()) {
      const std::optional<double> value = parse_number(rate.substr(0, rate.find_first_of("/(")));
      if (!value || *value <= 0) return error("the sampling rate is not a positive number");
      header.rate_hz = *value;
    }
    if (const std::string_view length = take_word(line); !length.empty()) {
      const std::optional<std::int64_t> value = parse_integer(length);
      if (!value || *value < 0 || *value > kWfdbLengthMax)
        return error(fmt::format("the number of samples is not within 0..{}", kWfdbLengthMax));
      header.length = *value;
    }
    return *count;
  }

  /// file format[xF][:S][+offset] [gain[(baseline)][/units] [bits [zero [initial [checksum [block
  /// [description]]]]]]]
  Result<WfdbSignal> signal_line(std::string_view line) {
    WfdbSignal signal;
    signal.file = take_word(line);
    if (signal.file.find('/') != std::string::npos || signal.file == "." || signal.file == "..")
      return error("the signal file lies outside the record's folder");
    KNAP_TRY(format_field(take_word(line), signal));
    const std::string_view gain = take_word(line);
    KNAP_ASSIGN(const bool has_baseline, gain_field(gain, signal));
    KNAP_ASSIGN(const std::optional<std::int64_t> bits, integer_field(line, "the ADC resolution"));
    if (bits && (*bits < 0 || *bits > 32)) return error("the ADC resolution is not within 0..32 bits");
    signal.resolution_bits = static_cast<int>(bits.value_or(0));
    KNAP_ASSIGN(const std::optional<std::int64_t> zero, integer_field(line, "the ADC zero"));
    signal.zero = zero.value_or(0);
    if (!has_baseline) signal.baseline = signal.zero;
    KNAP_ASSIGN(signal.initial, integer_field(line, "the initial value"));
    KNAP_ASSIGN(signal.checksum, integer_field(line, "the checksum"));
    KNAP_ASSIGN(const std::optional<std::int64_t> block, integer_field(line, "the block size"));
    if (block.value_or(0) != 0) return error("signals stored in blocks are not supported");
    const std::size_t start = line.find_first_not_of(" \t");
    if (start != std::string_view::npos) signal.description = line.substr(start);
    return signal;
  }

  Result<void> format_field(std::string_view word, WfdbSignal& signal) {
    const std::size_t end = std::min(word.find_first_of("x:+"), word.size());
    const std::optional<std::int64_t> format = parse_integer(word.substr(0, end));
    if (!format || (*format != 16 && *format != 212))
      return error("signal format " + printable(word) + " is not supported (16 and 212 are)");
    signal.format = static_cast<int>(*format);
    for (word.remove_prefix(end); !word.empty();) {
      const char kind = word.front();
      word.remove_prefix(1);
      const std::size_t stop = std::min(word.find_first_of("x:+"), word.size());
      const std::optional<std::int64_t> value = parse_integer(word.substr(0, stop));
      word.remove_prefix(stop);
      if (!value || *value < 0) return error("the signal format cannot be read");
      if (kind == 'x' && *value > 1) return error("several samples per frame are not supported");
      if (kind == ':' && *value != 0) return error("skewed signals are not supported");
      if (kind == '+') signal.offset_bytes = static_cast<std::size_t>(*value);
    }
    return {};
  }

  /// True when a baseline is stated.
  Result<bool> gain_field(std::string_view word, WfdbSignal& signal) {
    if (word.empty()) return false;
    const std::optional<double> gain = parse_number(word.substr(0, word.find_first_of("(/")));
    if (!gain || *gain < 0) return error("the gain " + printable(word) + " is not a number");
    if (*gain > 0) signal.gain = *gain;  // 0 = not calibrated: the default
    const std::size_t open = word.find('('), close = word.find(')'), slash = word.find('/');
    if (slash != std::string_view::npos) signal.units = word.substr(slash + 1);
    if (open == std::string_view::npos || open > slash) return false;
    const std::optional<std::int64_t> baseline = close == std::string_view::npos || close < open
                                                     ? std::nullopt
                                                     : parse_integer(word.substr(open + 1, close - open - 1));
    if (!baseline) return error("the baseline of the gain is not an integer");
    signal.baseline = *baseline;
    return true;
  }

  Result<std::optional<std::int64_t>> integer_field(std::string_view& line, std::string_view what) {
    const std::string_view word = take_word(line);
    if (word.empty()) return std::optional<std::int64_t>{};
    const std::optional<std::int64_t> value = parse_integer(word);
    if (!value) return error(fmt::format("{} '{}' is not an integer", what, printable(word)));
    return value;
  }

  static std::string printable(std::string_view word) {
    std::string out(word.substr(0, 40));
    for (char& c : out)
      if (c < 32 || c > 126) c = '?';
    return out;
  }

  Error error(std::string message) const {
    return Error(diag::kBadData, fmt::format("{}:{}", file_, line_), std::move(message));
  }

  std::string_view text_;
  const std::string& file_;
  int line_ = 0;
};

}  // namespace

Result<WfdbHeader> parse_wfdb_header(std::string_view text, const std::string& file) {
  return HeaderParser(text, file).parse();
}

}  // namespace knap::data
