#include "data/format/wfdb_annotation.h"

#include <fmt/format.h>

#include <array>

#include "core/table/bytes.h"

namespace knap::data {
namespace {

// Codes of the words that are no annotations of their own.
constexpr unsigned kSkip = 59, kNumber = 60, kSubtype = 61, kChannel = 62, kText = 63;
constexpr unsigned kIntervalBits = 10, kIntervalMax = (1u << kIntervalBits) - 1;
constexpr int kCodeMax = 49;

/// NUM, SUB and CHN carry a signed byte in the interval field.
int signed_byte(unsigned interval) { return static_cast<std::int8_t>(interval & 255u); }

class AnnotationParser {
 public:
  AnnotationParser(std::string_view bytes, const std::string& file) : reader_(bytes, file) {}

  Result<std::vector<Annotation>> parse() {
    while (true) {
      KNAP_ASSIGN(const std::uint64_t word, reader_.little(2, "an annotation (the end mark is missing)"));
      const unsigned code = static_cast<unsigned>(word >> kIntervalBits);
      const unsigned interval = static_cast<unsigned>(word) & kIntervalMax;
      if (code == 0 && interval == 0) return std::move(found_);
      KNAP_TRY(take(code, interval));
    }
  }

 private:
  Result<void> take(unsigned code, unsigned interval) {
    if (code == kSkip) return skip();
    if (code <= static_cast<unsigned>(kCodeMax)) {
      time_ += interval;
      if (time_ < 0) return reader_.error("an annotation before the first sample");
      found_.push_back({time_, static_cast<int>(code), 0, channel_, number_, ""});
      return {};
    }
    if (code < kNumber) return reader_.error(fmt::format("annotation code {} is not defined", code));
    if (found_.empty()) return reader_.error("an attribute before the first annotation");
    Annotation& last = found_.back();
    if (code == kNumber) last.number = number_ = signed_byte(interval);
    if (code == kSubtype) last.subtype = signed_byte(interval);
    if (code == kChannel) last.channel = channel_ = static_cast<int>(interval & 255u);
    if (code == kText) {
      KNAP_ASSIGN(const std::string_view text, reader_.take(interval, "an annotation's text"));
      if (interval % 2 != 0) KNAP_TRY(reader_.take(1, "the byte after an annotation's text"));
      last.text = text.substr(0, text.find('\0'));
    }
    return {};
  }

  /// A 32-bit interval, its high half first (the order of the PDP-11).
  Result<void> skip() {
    KNAP_ASSIGN(const std::uint64_t high, reader_.little(2, "a long interval"));
    KNAP_ASSIGN(const std::uint64_t low, reader_.little(2, "a long interval"));
    time_ += static_cast<std::int32_t>(static_cast<std::uint32_t>(high << 16 | low));
    return {};
  }

  ByteReader reader_;
  std::vector<Annotation> found_;
  std::int64_t time_ = 0;
  int channel_ = 0, number_ = 0;
};

void put(std::string& out, unsigned code, unsigned interval) {
  store<std::uint16_t, std::endian::little>(out,
                                            static_cast<std::uint16_t>(code << kIntervalBits | interval));
}

}  // namespace

Result<std::vector<Annotation>> parse_annotations(std::string_view bytes, const std::string& file) {
  return AnnotationParser(bytes, file).parse();
}

std::string to_annotations(const std::vector<Annotation>& annotations) {
  std::string out;
  std::int64_t time = 0;
  int channel = 0, number = 0;
  for (const Annotation& a : annotations) {
    const std::int64_t interval = a.sample - time;
    KNAP_CHECK(a.code > 0 && a.code <= kCodeMax && interval >= 0 && interval <= INT32_MAX &&
               a.text.size() <= 255);
    if (interval > kIntervalMax) {
      put(out, kSkip, 0);
      store<std::uint16_t, std::endian::little>(out, static_cast<std::uint16_t>(interval >> 16));
      store<std::uint16_t, std::endian::little>(out, static_cast<std::uint16_t>(interval));
    }
    put(out, static_cast<unsigned>(a.code), interval > kIntervalMax ? 0u : static_cast<unsigned>(interval));
    if (a.subtype != 0) put(out, kSubtype, static_cast<std::uint8_t>(a.subtype));
    if (a.channel != channel) put(out, kChannel, static_cast<std::uint8_t>(a.channel));
    if (a.number != number) put(out, kNumber, static_cast<std::uint8_t>(a.number));
    if (!a.text.empty()) {
      put(out, kText, static_cast<unsigned>(a.text.size()));
      out += a.text;
      if (a.text.size() % 2 != 0) out.push_back('\0');
    }
    time = a.sample;
    channel = a.channel;
    number = a.number;
  }
  put(out, 0, 0);
  return out;
}

std::string_view annotation_symbol(int code) {
  // ecgcodes.h and annot(5): index = code.
  static constexpr std::array<std::string_view, 42> kSymbols = {
      "",  "N", "L", "R", "a", "V", "F", "J", "A",  "S", "E", "j", "/", "Q",
      "~", "",  "|", "",  "s", "T", "*", "D", "\"", "=", "p", "B", "^", "t",
      "+", "u", "?", "!", "[", "]", "e", "n", "@",  "x", "f", "(", ")", "r"};
  return code >= 0 && code < static_cast<int>(kSymbols.size()) ? kSymbols[static_cast<std::size_t>(code)]
                                                               : "";
}

}  // namespace knap::data
