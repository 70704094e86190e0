// training and origins: how the network came about, and how to get the same again.
#include <fmt/format.h>

#include "app/report/markup.h"
#include "app/report/read.h"
#include "app/report/sections.h"

namespace knap::app {
namespace {

/// The last epoch of every phase, so that the curves' ends are there without a plot.
std::string phases(const Value& report) {
  Table table({"Phase", ">Epochs", ">Loss at the end", ">Validation loss", ">Validation accuracy", ">Best"});
  const ValueArray& curve = list_at(report, "training.curve");
  for (std::size_t i = 0; i < curve.size();) {
    const std::string phase = text_at(curve[i], "phase");
    std::size_t end = i;
    std::optional<double> best;
    for (; end < curve.size() && text_at(curve[end], "phase") == phase; ++end)
      if (const auto now = number_at(curve[end], "validation_accuracy"); now && (!best || *now > *best))
        best = now;
    const Value& last = curve[end - 1];
    const auto shown = [&](const char* key) {
      const auto value = number_at(last, key);
      return value ? number(*value, 4) : std::string{};
    };
    const auto accuracy = number_at(last, "validation_accuracy");
    table.add({escape(phase), grouped(static_cast<double>(end - i)), shown("loss"), shown("validation_loss"),
               accuracy ? percent(*accuracy) : "", best ? percent(*best) : ""});
    i = end;
  }
  return table.markup();
}

std::string data_facts(const Value& report) {
  std::string items;
  if (const std::string name = text_at(report, "data.name"); !name.empty())
    items += fact("Data", escape(name) + (is_true_at(report, "data.synthetic")
                                              ? " <span class=\"tag warn\">synthetic data</span>"
                                              : ""));
  for (const TableEntry& entry : table_at(report, "data.splits"))
    if (const auto count = number_of(entry.value))
      items += fact(entry.key + " split", grouped(*count) + " records");
  if (const std::string hash = text_at(report, "data.sha256"); !hash.empty())
    items += fact("SHA-256 of the data", fmt::format("<code class=\"hash\">{}</code>", escape(hash)));
  return items.empty() ? std::string{} : "<h3>Data</h3>\n" + facts(items);
}

std::string stages_table(const Value& report) {
  Table table({"Stage", ">Time", ""});
  for (const Value& stage : list_at(report, "stages")) {
    const auto seconds = number_at(stage, "seconds");
    table.add({escape(text_at(stage, "name")), seconds ? duration(*seconds) : "",
               is_true_at(stage, "cached") ? "<span class=\"tag\">cached</span>" : ""});
  }
  return table.is_empty() ? std::string{}
                          : "<div><h3>Stages of this run</h3>\n" + table.markup() + "</div>\n";
}

std::string tools_table(const Value& report) {
  Table table({"Tool", "Version", "Kind"});
  for (const Value& tool : list_at(report, "tools"))
    table.add(
        {escape(text_at(tool, "name")), escape(text_at(tool, "version")), escape(text_at(tool, "kind"))});
  return table.is_empty() ? std::string{} : "<div><h3>Tools</h3>\n" + table.markup() + "</div>\n";
}

}  // namespace

std::string training_markup(const Value& report) {
  std::string items;
  if (const auto seconds = number_at(report, "training.seconds")) items += fact("Time", duration(*seconds));
  if (const auto rate = number_at(report, "training.samples_per_second"))
    items += fact("Throughput", grouped(*rate) + " samples/s");
  std::string text = facts(items);
  if (!list_at(report, "training.curve").empty())
    text += "<div class=\"columns\">\n" + plot("loss", "Loss per epoch") +
            plot("accuracy", "Validation accuracy per epoch") + "</div>\n" + phases(report);
  return text;
}

std::string origins_markup(const Value& report) {
  std::string text = data_facts(report);
  const std::string tables = stages_table(report) + tools_table(report);
  if (!tables.empty()) text += "<div class=\"columns\">\n" + tables + "</div>\n";
  return text;
}

}  // namespace knap::app
