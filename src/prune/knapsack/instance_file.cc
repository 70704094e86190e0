#include "prune/knapsack/instance_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

#include "core/base/diagnostics.h"

namespace knap::prune {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Walks over the text once; the first mistake is kept with its place, everything after it is skipped.
/// Grammar of RFC 8259, of which only objects, lists, numbers and keys can occur.
class InstanceReader {
 public:
  InstanceReader(std::string_view text, const std::string& file)
      : text_(text), at_(text.data()), end_(text.data() + text.size()), file_(file) {}

  Result<Instance> read() {
    Instance instance;
    if (peek() == '\0' && at_ == end_) return Error(diag::kSyntax, file_, "is empty; give a JSON object");
    if (peek() != '{') {
      fail(diag::kWrongType, "is no JSON object; give {\"values\": ..., \"costs\": ..., \"capacity\": ...}");
    } else {
      read_entries(instance);
      if (!error_ && (peek(), at_ != end_)) fail(diag::kSyntax, "there is more behind the object");
    }
    if (error_) return *std::move(error_);
    for (std::size_t k = 0; k < kRequired; ++k)
      if (!seen_[k])
        return Error(diag::kWrongType, file_,
                     fmt::format("'{}' is missing; values, costs and capacity have to be there", kKeys[k]));
    return instance;
  }

 private:
  static constexpr std::array<std::string_view, 5> kKeys = {"values", "costs", "capacity", "choices",
                                                            "requires"};
  static constexpr std::size_t kRequired = 3;

  /// The next character that is no blank; NUL at the end.
  char peek() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\t' || *at_ == '\r')) ++at_;
    return at_ == end_ ? '\0' : *at_;
  }
  bool take(char wanted) {
    if (peek() != wanted || at_ == end_) return false;
    ++at_;
    return true;
  }

  /// Always false, so that readers can return it.
  bool fail(const DiagnosticKind& kind, std::string message) {
    if (error_) return false;
    const std::string_view before = text_.substr(0, static_cast<std::size_t>(at_ - text_.data()));
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    const std::size_t newline = before.rfind('\n');
    const std::size_t column = before.size() - (newline == std::string_view::npos ? 0 : newline + 1) + 1;
    error_.emplace(kind, fmt::format("{}:{}:{}", file_, line, column), std::move(message));
    return false;
  }
  bool fail_syntax(std::string_view wanted) {
    return fail(diag::kSyntax, at_ == end_ ? fmt::format("the text ends where {} should follow", wanted)
                                           : fmt::format("{} should stand here", wanted));
  }

  void read_entries(Instance& instance) {
    (void)take('{');
    if (take('}')) return;
    do {
      const std::size_t key = read_key();
      if (key >= kKeys.size()) return;
      if (!take(':')) return (void)fail_syntax("':'");
      if (!read_entry(instance, key)) return;
    } while (take(','));
    if (!take('}')) fail_syntax("',' or '}'");
  }

  /// The key's place in kKeys; their number after a mistake.
  std::size_t read_key() {
    if (peek() != '"') return fail_syntax("a key in quotation marks"), kKeys.size();
    const char* begin = at_ + 1;
    const char* close = std::find(begin, end_, '"');
    if (close == end_) return fail_syntax("a closing quotation mark"), kKeys.size();
    const std::string_view name(begin, static_cast<std::size_t>(close - begin));
    const auto found = std::find(kKeys.begin(), kKeys.end(), name);
    const auto key = static_cast<std::size_t>(found - kKeys.begin());
    if (found == kKeys.end()) {
      fail(diag::kUnknownKey, "a key that a knapsack does not have; there are " +
                                  fmt::format("{}", fmt::join(kKeys.begin(), kKeys.end(), ", ")));
    } else if (seen_[key]) {
      fail(diag::kSyntax, fmt::format("'{}' is given twice", name));
      return kKeys.size();
    } else {
      seen_[key] = true;
      at_ = close + 1;
    }
    return key;
  }

  bool read_entry(Instance& instance, std::size_t key) {
    switch (key) {
      case 0:
        return read_numbers(instance.values, "values", -std::numeric_limits<double>::infinity());
      case 1:
        return read_costs(instance.costs);
      case 2:
        return read_numbers(instance.capacity, "capacity", 0);
      case 3:
        return read_choices(instance.choices);
      default:
        return read_needs(instance.needs);
    }
  }

  /// Calls read_item for each item of a list.
  template <class ReadItem>
  bool read_list(std::string_view name, ReadItem read_item) {
    if (peek() != '[')
      return at_ == end_ ? fail_syntax("a list") : fail(diag::kWrongType, fmt::format("{} is a list", name));
    ++at_;
    if (take(']')) return true;
    do {
      if (!read_item()) return false;
    } while (take(','));
    return take(']') || fail_syntax("',' or ']'");
  }

  bool read_numbers(std::vector<double>& numbers, const std::string& name, double least) {
    return read_list(name, [&] {
      double number = 0;
      const char* begin = (peek(), at_);
      if (!read_number(number, name, numbers.size())) return false;
      if (number < least) {
        at_ = begin;
        return fail(diag::kWrongType, fmt::format("{}[{}] is {}; give a number of at least {}", name,
                                                  numbers.size(), number, least));
      }
      numbers.push_back(number);
      return true;
    });
  }

  bool read_costs(std::vector<std::vector<double>>& costs) {
    return read_list("costs", [&] {
      std::vector<double> row;
      if (!costs.empty()) row.reserve(costs.back().size());
      if (!read_numbers(row, fmt::format("costs[{}]", costs.size()), 0)) return false;
      costs.push_back(std::move(row));
      return true;
    });
  }

  bool read_choices(std::vector<std::vector<int>>& choices) {
    std::vector<int> items;
    return read_list("choices", [&] {
      items.clear();
      const auto read_item = [&] { return read_index(items.emplace_back(), "choices", choices.size()); };
      if (!read_list("a choice", read_item)) return false;
      choices.push_back(items);
      return true;
    });
  }

  bool read_needs(std::vector<std::pair<int, int>>& needs) {
    std::array<int, 2> pair{};
    return read_list("requires", [&] {
      const char* begin = (peek(), at_);
      std::size_t count = 0;
      const auto read_item = [&] {
        int item = 0;
        if (!read_index(item, "requires", needs.size())) return false;
        if (count < pair.size()) pair[count] = item;
        ++count;
        return true;
      };
      if (!read_list("an entry of requires", read_item)) return false;
      if (count != pair.size()) {
        at_ = begin;
        return fail(
            diag::kWrongType,
            fmt::format("requires[{}] names {} items; give two, [a, b]: a only with b", needs.size(), count));
      }
      needs.emplace_back(pair[0], pair[1]);
      return true;
    });
  }

  /// One past the number that begins here by JSON's grammar, or null. `is_whole`: digits alone.
  const char* end_of_number(bool& is_whole) const {
    const char* p = at_;
    const auto digits = [&] {
      const char* first = p;
      while (p != end_ && is_digit(*p)) ++p;
      return p - first;
    };
    is_whole = true;
    if (p != end_ && *p == '-') ++p;
    const bool has_zero = p != end_ && *p == '0';
    const auto count = digits();
    if (count == 0 || (has_zero && count > 1)) return nullptr;
    if (p != end_ && *p == '.') {
      is_whole = false;
      ++p;
      if (digits() == 0) return nullptr;
    }
    if (p != end_ && (*p == 'e' || *p == 'E')) {
      is_whole = false;
      ++p;
      if (p != end_ && (*p == '+' || *p == '-')) ++p;
      if (digits() == 0) return nullptr;
    }
    return p;
  }

  bool fail_number(const std::string& name, std::size_t index) {
    if (at_ == end_) return fail_syntax("a number");
    return fail(diag::kWrongType,
                fmt::format("{}[{}] is no number; give finite decimal numbers", name, index));
  }

  bool read_number(double& number, const std::string& name, std::size_t index) {
    constexpr std::ptrdiff_t kExactDigits = 15;  // below 2^53
    bool is_whole = true;
    const char* end = end_of_number(is_whole);
    if (end == nullptr) return fail_number(name, index);
    if (is_whole && *at_ != '-' && end - at_ <= kExactDigits) {
      std::int64_t whole = 0;
      for (; at_ != end; ++at_) whole = 10 * whole + (*at_ - '0');
      number = static_cast<double>(whole);
      return true;
    }
    if (std::from_chars(at_, end, number).ec != std::errc())
      return fail(diag::kWrongType,
                  fmt::format("{}[{}] is beyond what a 64-bit floating-point number holds; give a finite one",
                              name, index));
    at_ = end;
    return true;
  }

  bool read_index(int& item, const std::string& name, std::size_t entry) {
    (void)peek();
    bool is_whole = true;
    const char* end = end_of_number(is_whole);
    if (end == nullptr && at_ == end_) return fail_syntax("an item's number");
    if (end == nullptr || !is_whole || std::from_chars(at_, end, item).ec != std::errc() || item < 0)
      return fail(diag::kWrongType,
                  fmt::format("{}[{}] names no item; items are whole numbers from 0", name, entry));
    at_ = end;
    return true;
  }

  std::string_view text_;
  const char* at_;
  const char* end_;
  const std::string& file_;
  std::array<bool, kKeys.size()> seen_{};
  std::optional<Error> error_;
};

void print_numbers(fmt::memory_buffer& out, const std::vector<double>& numbers) {
  fmt::format_to(std::back_inserter(out), "[{}]", fmt::join(numbers, ", "));
}

}  // namespace

Result<Instance> parse_instance(std::string_view text, const std::string& file) {
  KNAP_ASSIGN(Instance instance, InstanceReader(text, file).read());
  KNAP_TRY(check(instance, file));
  return instance;
}

std::string print_instance(const Instance& instance) {
  fmt::memory_buffer out;
  const auto put = [&out](std::string_view text) { out.append(text.data(), text.data() + text.size()); };
  put("{\"values\": ");
  print_numbers(out, instance.values);
  put(",\n \"costs\": [");
  for (std::size_t r = 0; r < instance.costs.size(); ++r) {
    if (r != 0) put(",\n  ");
    print_numbers(out, instance.costs[r]);
  }
  put("],\n \"capacity\": ");
  print_numbers(out, instance.capacity);
  put(",\n \"choices\": [");
  for (std::size_t c = 0; c < instance.choices.size(); ++c)
    fmt::format_to(std::back_inserter(out), "{}[{}]", c == 0 ? "" : ", ",
                   fmt::join(instance.choices[c], ", "));
  put("],\n \"requires\": [");
  for (std::size_t k = 0; k < instance.needs.size(); ++k)
    fmt::format_to(std::back_inserter(out), "{}[{}, {}]", k == 0 ? "" : ", ", instance.needs[k].first,
                   instance.needs[k].second);
  put("]}\n");
  return fmt::to_string(out);
}

}  // namespace knap::prune
