#include "app/report/markup.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/check.h"

namespace knap::app {
namespace {

/// A space that does not break, between a number and its unit.
constexpr const char* kSpace = "\u00a0";

}  // namespace

std::string escape(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string escape_json(std::string_view json) {
  std::string out;
  for (const char c : json) {
    if (c == '<') {
      out += "\\u003c";  // "<" occurs in JSON only inside texts, where this means the same
    } else {
      out += c;
    }
  }
  return out;
}

std::string grouped(double whole) {
  const std::string digits = fmt::format("{:.0f}", std::abs(whole));
  std::string out = whole < 0 && digits != "0" ? "\u2212" : "";
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) out += ',';
    out += digits[i];
  }
  return out;
}

std::string number(double value, int decimals) {
  if (!std::isfinite(value)) return "not finite";
  if (value == std::floor(value) || std::abs(value) >= 1e4) return grouped(std::round(value));
  // Small values keep three significant digits.
  if (value != 0 && std::abs(value) < std::pow(10.0, -decimals)) return fmt::format("{:.3g}", value);
  std::string text = fmt::format("{:.{}f}", std::abs(value), decimals);
  if (text.find('.') != std::string::npos) {
    while (text.back() == '0') text.pop_back();
    if (text.back() == '.') text.pop_back();
  }
  const std::size_t point = std::min(text.find('.'), text.size());
  if (point > 3) text.insert(point - 3, ",");
  return (value < 0 ? "\u2212" : "") + text;
}

std::string percent(double fraction, int decimals) {
  return fmt::format("{:.{}f}{}%", 100 * fraction, decimals, kSpace);
}

std::string duration(double seconds) {
  if (seconds < 10) return fmt::format("{:.{}f}{}s", seconds, seconds < 0.1 ? 2 : 1, kSpace);
  const auto whole = static_cast<std::int64_t>(std::llround(seconds));
  if (whole < 120) return fmt::format("{}{}s", whole, kSpace);
  if (whole < 7200) return fmt::format("{}{}min {}{}s", whole / 60, kSpace, whole % 60, kSpace);
  return fmt::format("{}{}h {}{}min", whole / 3600, kSpace, whole % 3600 / 60, kSpace);
}

std::string short_time(double seconds) {
  constexpr std::array<std::pair<double, const char*>, 4> kUnits{
      {{1.0, "s"}, {1e-3, "ms"}, {1e-6, "\u00b5s"}, {1e-9, "ns"}}};
  for (const auto& [size, unit] : kUnits)
    if (seconds >= size || unit == kUnits.back().second) {
      const double value = seconds / size;
      return fmt::format("{}{}{}", number(value, value < 10 ? 2 : value < 100 ? 1 : 0), kSpace, unit);
    }
  return {};
}

std::pair<std::string, std::string> words_of(std::string_view metric) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 16> kUnits{{{"_mhz", "MHz"},
                                                                                  {"_ns", "ns"},
                                                                                  {"_us", "\u00b5s"},
                                                                                  {"_ms", "ms"},
                                                                                  {"_s", "s"},
                                                                                  {"_nj", "nJ"},
                                                                                  {"_uj", "\u00b5J"},
                                                                                  {"_mj", "mJ"},
                                                                                  {"_pj", "pJ"},
                                                                                  {"_j", "J"},
                                                                                  {"_uw", "\u00b5W"},
                                                                                  {"_mw", "mW"},
                                                                                  {"_w", "W"},
                                                                                  {"_bits", "bits"},
                                                                                  {"_cycles", "clock cycles"},
                                                                                  {"_volt", "V"}}};
  std::string unit;
  for (const auto& [suffix, name] : kUnits)
    if (metric.size() > suffix.size() && metric.substr(metric.size() - suffix.size()) == suffix) {
      metric.remove_suffix(suffix.size());
      unit = name;
      break;
    }
  std::string words(metric);
  std::replace(words.begin(), words.end(), '_', ' ');
  return {words, unit};
}

std::string bar(double fraction, std::string_view text) {
  const double width = 100 * std::clamp(std::isfinite(fraction) ? fraction : 0.0, 0.0, 1.0);
  return fmt::format(
      "<span class=\"bar\"><span class=\"fill{}\" style=\"width:{:.2f}%\"></span><span>{}</span></span>",
      fraction > 1 ? " over" : "", width, escape(text));
}

std::string verdict(std::string_view look, std::string_view text) {
  return fmt::format("<span class=\"verdict {}\">{}</span>", look, escape(text));
}

std::string met_or_missed(bool is_met) {
  return is_met ? "<span class=\"verdict good\">met</span>" : "<span class=\"verdict bad\">missed</span>";
}

std::string id_of(std::string_view title) {
  std::string id;
  for (const char c : title) {
    const bool is_upper = c >= 'A' && c <= 'Z';
    if (is_upper || (c >= 'a' && c <= 'z'))
      id += is_upper ? static_cast<char>(c - 'A' + 'a') : c;
    else if (!id.empty() && id.back() != '-')
      id += '-';
  }
  return id;
}

std::string section(std::string_view title, std::string_view body) {
  if (body.empty()) return {};
  return fmt::format("<section id=\"{}\">\n<h2>{}</h2>\n{}</section>\n", id_of(title), escape(title), body);
}

std::string fact(std::string_view term, std::string_view value) {
  return fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", escape(term), value);
}

std::string facts(std::string_view items) {
  return items.empty() ? std::string{} : fmt::format("<dl class=\"facts\">\n{}</dl>\n", items);
}

std::string plot(std::string_view kind, std::string_view caption, std::int64_t index) {
  return fmt::format(
      "<figure class=\"plot\" data-plot=\"{0}\" data-index=\"{1}\">\n<div class=\"canvas\">"
      "<canvas role=\"img\" aria-label=\"{2}\"></canvas></div>\n<figcaption>{2}</figcaption>\n</figure>\n",
      escape(kind), index, escape(caption));
}

Table::Table(const std::vector<std::string>& titles, std::string_view caption, std::string_view kind)
    : kind_(kind) {
  if (!caption.empty()) head_ += fmt::format("<caption>{}</caption>\n", escape(caption));
  head_ += "<thead><tr>";
  for (const std::string& title : titles) {
    const bool is_number = !title.empty() && title.front() == '>';
    columns_.push_back({escape(is_number ? title.substr(1) : title), is_number});
    head_ += fmt::format("<th scope=\"col\"{}>{}</th>", is_number ? " class=\"number\"" : "",
                         columns_.back().title);
  }
  head_ += "</tr></thead>\n";
}

void Table::add(const std::vector<std::string>& cells, std::string_view row_class) {
  KNAP_CHECK(cells.size() == columns_.size(), "a row has as many cells as the table has titles");
  rows_ += row_class.empty() ? "<tr>" : fmt::format("<tr class=\"{}\">", escape(row_class));
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const char* const look = columns_[i].is_number ? " class=\"number\"" : "";
    rows_ += i == 0 ? fmt::format("<th scope=\"row\"{}>{}</th>", look, cells[i])
                    : fmt::format("<td{} data-title=\"{}\">{}</td>", look, columns_[i].title, cells[i]);
  }
  rows_ += "</tr>\n";
}

std::string Table::markup() const {
  if (rows_.empty()) return {};
  return fmt::format(
      "<div class=\"scroll\" tabindex=\"0\"><table{}>\n{}<tbody>\n{}</tbody>\n</table></div>\n",
      kind_.empty() ? "" : fmt::format(" class=\"{}\"", kind_), head_, rows_);
}

}  // namespace knap::app
