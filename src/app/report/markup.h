// Markup: escaped text, numbers as people read them, tables and bars of the report's page.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace knap::app {

/// Safe as text and inside a quoted attribute.
std::string escape(std::string_view text);
/// JSON that can stand inside a script element: no "<" is left in it.
std::string escape_json(std::string_view json);

/// "1,234,567"
std::string grouped(double whole);
inline std::string grouped(std::integral auto whole) { return grouped(static_cast<double>(whole)); }
/// Whole numbers grouped; others with up to `decimals` places, trailing zeros removed: "0.5", "12.34".
std::string number(double value, int decimals = 2);
/// 0.9721 -> "97.21 %"
std::string percent(double fraction, int decimals = 2);
/// "0.3 s", "47 s", "12 min 5 s", "2 h 3 min"
std::string duration(double seconds);
/// Seconds in the unit that reads best: "151 µs", "2.5 ms".
std::string short_time(double seconds);
/// "power_mw" -> "power", "mW": the unit that a metric ends in, and the words before it.
std::pair<std::string, std::string> words_of(std::string_view metric);

/// A bar of `fraction` (0 to 1) of its cell; `text` is escaped and stands over it.
std::string bar(double fraction, std::string_view text);
/// "good" is green, "bad" red; `text` is escaped.
std::string verdict(std::string_view look, std::string_view text);
/// Green for what is met, red for what is missed.
std::string met_or_missed(bool is_met);
/// The id of a section: its title in lower case, words joined by '-'.
std::string id_of(std::string_view title);
/// "<section id=...><h2>...": `body` is markup. Nothing when it is empty.
std::string section(std::string_view title, std::string_view body);
/// A pair of term and value in a list of facts; the value is markup.
std::string fact(std::string_view term, std::string_view value);
/// facts -> "<dl>"; nothing when empty.
std::string facts(std::string_view items);
/// A canvas that page/charts.js draws on, with a caption; `kind` selects the plot, `index` the device.
std::string plot(std::string_view kind, std::string_view caption, std::int64_t index = 0);

/// A table that scrolls sideways on narrow screens.
class Table {
 public:
  /// Titles are texts; one that begins with '>' heads a column of numbers.
  /// The kind "stack" shows every row as a block on phones.
  explicit Table(const std::vector<std::string>& titles, std::string_view caption = {},
                 std::string_view kind = {});
  /// Cells are markup, the first one a row's name.
  void add(const std::vector<std::string>& cells, std::string_view row_class = {});
  bool is_empty() const { return rows_.empty(); }
  /// Nothing when no row was added.
  std::string markup() const;

 private:
  struct Column {
    std::string title;
    bool is_number = false;
  };
  std::vector<Column> columns_;
  std::string kind_, head_, rows_;
};

}  // namespace knap::app
