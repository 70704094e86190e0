// accuracy: float, quantised, integer and RTL side by side; detection; the confusion matrix.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "app/report/markup.h"
#include "app/report/sections.h"

namespace knap::app {
namespace {

using Matrix = std::vector<std::vector<std::int64_t>>;

/// "−0.50 to float": by how many points `accuracy` is above `other`.
std::string difference(double accuracy, double other, const char* to) {
  const double points = 100 * (accuracy - other);
  if (points == 0) return fmt::format("equal <small>{}</small>", to);
  return fmt::format("{}{:.2f} <small>{}</small>", points < 0 ? "\u2212" : "+", std::abs(points), to);
}

/// Rows over the whole test split are compared with the float network; the RTL, which saw some of its
/// records, with the integer network on the same ones.
std::string steps_table(const schema::Accuracy& accuracy, std::optional<std::int64_t> test) {
  Table table({"Network", ">Records", ">Accuracy", ">Difference, points"}, "", "stack");
  const auto add = [&](const char* name, const char* meaning, std::optional<std::int64_t> records,
                       const std::optional<double>& share, const std::string& off) {
    if (share)
      table.add({fmt::format("{} <small>{}</small>", name, meaning), records ? grouped(*records) : "",
                 percent(*share), off});
  };
  const auto to_float = [&](const std::optional<double>& share) {
    return share && accuracy.real ? difference(*share, *accuracy.real, "to float") : std::string{};
  };
  const bool is_part = accuracy.rtl_inputs != test;
  const std::optional<double>& same = is_part ? accuracy.integer_on_rtl_inputs : accuracy.integer;
  add("Float", "trained network, real numbers", test, accuracy.real, "");
  add("Quantised", "the trainer's forward, weights and activations rounded", test, accuracy.quantised,
      to_float(accuracy.quantised));
  add("Integer", "what the hardware computes, integers only", test, accuracy.integer,
      to_float(accuracy.integer));
  if (is_part)
    add("Integer, on the RTL's records", "the same network on the records that the RTL saw",
        accuracy.rtl_inputs, same, "");
  add("RTL", "emitted SystemVerilog, simulated", accuracy.rtl_inputs, accuracy.rtl,
      accuracy.rtl && same ? difference(*accuracy.rtl, *same, "to integer") : "");
  if (table.is_empty()) return {};
  std::string note;
  if (accuracy.rtl_inputs && test && *accuracy.rtl_inputs < *test)
    note = fmt::format(
        "<p class=\"note\">The first {} of the {} test records went through the RTL: its accuracy compares "
        "with "
        "the integer network's on those records, not with the one on all.</p>\n",
        grouped(*accuracy.rtl_inputs), grouped(*test));
  return table.markup() + note;
}

/// Where the loss comes from; quantising that costs a point or less needs no explanation.
std::string losses(const schema::Accuracy& accuracy) {
  constexpr double kPoint = 0.01, kRounding = 1e-9;
  const std::optional<double> lost = accuracy.quantising_loss();
  if (!lost || *lost <= kPoint + kRounding) return {};
  std::string text =
      fmt::format("<p>The integer network is {:.2f} points below the float network.</p>\n", 100 * *lost);
  if (!accuracy.lost_by_layer) return text;
  Table table({"Layer", "Points lost"},
              "Points of the validation split lost when one layer alone is quantised");
  double most = 0;
  for (const schema::LayerLoss& loss : *accuracy.lost_by_layer) most = std::max(most, loss.points);
  for (const schema::LayerLoss& loss : *accuracy.lost_by_layer)
    table.add({escape(loss.layer),
               bar(most > 0 ? loss.points / most : 0,
                   fmt::format("{}{:.2f}", loss.points < 0 ? "\u2212" : "", std::abs(loss.points)))});
  return text + table.markup();
}

/// Nothing where it is not square.
Matrix matrix_of(const schema::Report& report) {
  if (!report.confusion) return {};
  for (const auto& row : *report.confusion)
    if (row.size() != report.confusion->size()) return {};
  return *report.confusion;
}

std::vector<std::string> classes_of(const schema::Report& report, std::size_t count) {
  std::vector<std::string> classes;
  if (report.data) classes = report.data->classes;
  for (std::size_t i = classes.size(); i < count; ++i) classes.push_back(fmt::format("class {}", i));
  return classes;
}

/// "342 of 352", from the confusion matrix of two classes.
std::string counts(const Matrix& matrix, std::size_t row, std::size_t column) {
  return fmt::format(" <small>({} of {})</small>", grouped(matrix[row][column]),
                     grouped(matrix[row][0] + matrix[row][1]));
}

std::string detection(const schema::Report& report, const Matrix& matrix) {
  if (!report.detection) return {};
  const schema::Detection& found = *report.detection;
  const std::vector<std::string> classes = classes_of(report, matrix.size());
  const auto place = std::find(classes.begin(), classes.end(), found.positive);
  const bool has_counts = matrix.size() == 2 && classes.size() == 2 && place != classes.end();
  const auto hit = static_cast<std::size_t>(place - classes.begin());
  std::string items = fact("Condition detected", "class " + escape(found.positive));
  if (found.sensitivity)
    items += fact("Sensitivity", percent(*found.sensitivity) + (has_counts ? counts(matrix, hit, hit) : ""));
  if (found.false_alarm_rate)
    items += fact("False alarms",
                  percent(*found.false_alarm_rate) + (has_counts ? counts(matrix, 1 - hit, hit) : ""));
  return "<div><h3>Detection, integer network</h3>\n" + facts(items) + "</div>\n";
}

struct Figure {
  std::string_view metric, title;
  std::optional<double> value;
};

/// The figures that a target of the project names; report.json has them all.
std::string classification(const schema::Report& report) {
  if (!report.classification || !report.targets) return {};
  const schema::Classification& found = *report.classification;
  const std::array<Figure, 5> figures{{{"balanced_accuracy", "Balanced accuracy", found.balanced_accuracy},
                                       {"recall", "Recall", found.recall},
                                       {"precision", "Precision", found.precision},
                                       {"f1", "F1", found.f1},
                                       {"auc", "AUC", found.auc}}};
  std::string items;
  for (const Figure& figure : figures)
    if (std::any_of(report.targets->begin(), report.targets->end(),
                    [&](const schema::Target& target) { return target.name == figure.metric; }))
      items += fact(figure.title, figure.value ? number(*figure.value, 4) : "no value");
  if (items.empty()) return {};
  const std::string of = report.detection ? "class " + escape(report.detection->positive)
                                          : std::string("means over all classes");
  return fmt::format(
      "<div><h3>Classification, integer network</h3>\n<p class=\"note\">Test split; {}.</p>\n{}</div>\n", of,
      facts(items));
}

/// Cells are shaded by their share of the row: blue where the choice is right, orange where it is wrong.
std::string confusion_row(const std::vector<std::int64_t>& counts, std::size_t row,
                          const std::vector<std::string>& classes) {
  std::int64_t all = 0;
  for (const std::int64_t count : counts) all += count;
  const auto share_of = [&](std::size_t column) {
    return all > 0 ? static_cast<double>(counts[column]) / static_cast<double>(all) : 0.0;
  };
  std::string text = fmt::format("<tr><th scope=\"row\">{}</th>", escape(classes[row]));
  for (std::size_t column = 0; column < counts.size(); ++column) {
    const double share = share_of(column);
    // The square root lets small shares of mistakes be seen.
    text +=
        fmt::format("<td class=\"{}{}\" style=\"--heat:{:.3f}\" title=\"{}\">{}</td>",
                    row == column ? "hit" : "miss", share > 0.5 ? " strong" : "", std::sqrt(share),
                    escape(fmt::format("{} taken for {}: {}", classes[row], classes[column], percent(share))),
                    grouped(counts[column]));
  }
  return text + fmt::format("<td class=\"rate\">{}</td></tr>\n", all > 0 ? percent(share_of(row), 1) : "");
}

std::string confusion(const schema::Report& report, const Matrix& matrix) {
  if (matrix.empty()) return {};
  const std::vector<std::string> classes = classes_of(report, matrix.size());
  std::string text =
      "<div><h3>Confusion matrix, integer network</h3>\n<p class=\"note\">Records of the test split. Rows: "
      "the truth. Columns: the class chosen.</p>\n<div class=\"scroll\" tabindex=\"0\"><table "
      "class=\"confusion\">\n<thead><tr><td></td>";
  for (std::size_t i = 0; i < matrix.size(); ++i)
    text += fmt::format("<th scope=\"col\">{}</th>", escape(classes[i]));
  text += "<th scope=\"col\">right</th></tr></thead>\n<tbody>\n";
  for (std::size_t row = 0; row < matrix.size(); ++row) text += confusion_row(matrix[row], row, classes);
  return text + "</tbody>\n</table></div></div>\n";
}

}  // namespace

std::string accuracy_markup(const schema::Report& report) {
  std::string text;
  if (report.accuracy) {
    std::optional<std::int64_t> test;
    if (report.data) test = report.data->splits.test;
    text = steps_table(*report.accuracy, test) + losses(*report.accuracy);
  }
  const Matrix matrix = matrix_of(report);
  const std::string aside = detection(report, matrix) + classification(report),
                    matrix_text = confusion(report, matrix);
  if (!aside.empty() || !matrix_text.empty())
    text += "<div class=\"columns\">\n" + matrix_text + aside + "</div>\n";
  return text;
}

}  // namespace knap::app
