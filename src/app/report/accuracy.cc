// accuracy: float, quantised, integer and RTL side by side; detection; the confusion matrix.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/report/markup.h"
#include "app/report/read.h"
#include "app/report/sections.h"

namespace knap::app {
namespace {

struct Step {
  const char *key, *name, *meaning;
};
constexpr Step kSteps[] = {
    {"float", "Float", "trained network, real numbers"},
    {"quantised", "Quantised", "the trainer's forward, weights and activations rounded"},
    {"integer", "Integer", "what the hardware computes, integers only"},
    {"rtl", "RTL", "emitted SystemVerilog, simulated"},
};

std::string steps_table(const Value& report) {
  Table table({"Network", ">Records", ">Accuracy", ">To float, points"});
  const auto real = number_at(report, "accuracy.float");
  const auto test = number_at(report, "data.splits.test");
  for (const Step& step : kSteps) {
    const auto accuracy = number_at(report, fmt::format("accuracy.{}", step.key));
    if (!accuracy) continue;
    const bool is_rtl = std::string_view(step.key) == "rtl";
    const auto inputs = is_rtl ? number_at(report, "accuracy.rtl_inputs") : test;
    // The RTL sees some of the test records: its accuracy compares with the others' only where it saw all.
    const bool is_comparable = real && step.key != kSteps[0].key && (!is_rtl || (inputs && inputs == test));
    table.add({fmt::format("{} <small>{}</small>", step.name, step.meaning), inputs ? grouped(*inputs) : "",
               percent(*accuracy),
               is_comparable ? fmt::format("{}{:.2f}", *accuracy < *real ? "\u2212" : "+",
                                           std::abs(100 * (*accuracy - *real)))
                             : ""});
  }
  if (table.is_empty()) return {};
  std::string note;
  if (const auto inputs = number_at(report, "accuracy.rtl_inputs"); inputs && test && *inputs < *test)
    note = fmt::format(
        "<p class=\"note\">The first {} of the {} test records went through the RTL; its accuracy is over "
        "those.</p>\n",
        grouped(*inputs), grouped(*test));
  return table.markup() + note;
}

std::vector<std::vector<double>> matrix_of(const Value& report) {
  std::vector<std::vector<double>> matrix;
  for (const Value& row : list_at(report, "confusion")) {
    const auto* cells = std::get_if<ValueArray>(&row.data);
    if (cells == nullptr) return {};
    matrix.emplace_back();
    for (const Value& cell : *cells) matrix.back().push_back(number_of(cell).value_or(0));
  }
  for (const auto& row : matrix)
    if (row.size() != matrix.size()) return {};
  return matrix;
}

std::vector<std::string> classes_of(const Value& report, std::size_t count) {
  std::vector<std::string> classes;
  for (const Value& name : list_at(report, "data.classes")) {
    const auto* text = std::get_if<std::string>(&name.data);
    classes.push_back(text == nullptr ? std::string{} : *text);
  }
  for (std::size_t i = classes.size(); i < count; ++i) classes.push_back(fmt::format("class {}", i));
  return classes;
}

/// "342 of 352", from the confusion matrix of two classes.
std::string counts(const std::vector<std::vector<double>>& matrix, std::size_t row, std::size_t column) {
  return fmt::format(" <small>({} of {})</small>", grouped(matrix[row][column]),
                     grouped(matrix[row][0] + matrix[row][1]));
}

std::string detection(const Value& report, const std::vector<std::vector<double>>& matrix) {
  const std::string positive = text_at(report, "detection.positive");
  const std::vector<std::string> classes = classes_of(report, matrix.size());
  const auto place = std::find(classes.begin(), classes.end(), positive);
  const bool has_counts = matrix.size() == 2 && classes.size() == 2 && place != classes.end();
  const auto hit = static_cast<std::size_t>(place - classes.begin());
  std::string items;
  if (!positive.empty()) items += fact("Condition detected", "class " + escape(positive));
  if (const auto value = number_at(report, "detection.sensitivity"))
    items += fact("Sensitivity", percent(*value) + (has_counts ? counts(matrix, hit, hit) : ""));
  if (const auto value = number_at(report, "detection.false_alarm_rate"))
    items += fact("False alarms", percent(*value) + (has_counts ? counts(matrix, 1 - hit, hit) : ""));
  if (items.empty()) return {};
  return "<div><h3>Detection, integer network</h3>\n" + facts(items) + "</div>\n";
}

/// Cells are shaded by their share of the row: blue where the choice is right, orange where it is wrong.
std::string confusion(const Value& report, const std::vector<std::vector<double>>& matrix) {
  if (matrix.empty()) return {};
  const std::vector<std::string> classes = classes_of(report, matrix.size());
  std::string text =
      "<div><h3>Confusion matrix, integer network</h3>\n<p class=\"note\">Records of the test split. Rows: "
      "the truth. "
      "Columns: the class chosen.</p>\n<div class=\"scroll\" tabindex=\"0\"><table "
      "class=\"confusion\">\n<thead><tr><td></td>";
  for (std::size_t i = 0; i < matrix.size(); ++i)
    text += fmt::format("<th scope=\"col\">{}</th>", escape(classes[i]));
  text += "<th scope=\"col\">right</th></tr></thead>\n<tbody>\n";
  for (std::size_t row = 0; row < matrix.size(); ++row) {
    double all = 0;
    for (const double cell : matrix[row]) all += cell;
    text += fmt::format("<tr><th scope=\"row\">{}</th>", escape(classes[row]));
    for (std::size_t column = 0; column < matrix.size(); ++column) {
      const double share = all > 0 ? matrix[row][column] / all : 0;
      // The square root lets small shares of mistakes be seen.
      text += fmt::format(
          "<td class=\"{}{}\" style=\"--heat:{:.3f}\" title=\"{}\">{}</td>", row == column ? "hit" : "miss",
          share > 0.5 ? " strong" : "", std::sqrt(share),
          escape(fmt::format("{} taken for {}: {}", classes[row], classes[column], percent(share))),
          grouped(matrix[row][column]));
    }
    text +=
        fmt::format("<td class=\"rate\">{}</td></tr>\n", all > 0 ? percent(matrix[row][row] / all, 1) : "");
  }
  return text + "</tbody>\n</table></div></div>\n";
}

}  // namespace

std::string accuracy_markup(const Value& report) {
  const std::string steps = steps_table(report);
  const auto matrix = matrix_of(report);
  const std::string aside = detection(report, matrix), matrix_text = confusion(report, matrix);
  std::string text = steps;
  if (!aside.empty() || !matrix_text.empty())
    text += "<div class=\"columns\">\n" + matrix_text + aside + "</div>\n";
  return text;
}

}  // namespace knap::app
