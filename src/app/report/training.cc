// training and origins: how the network came about, and how to get the same again.
#include <fmt/format.h>

#include <algorithm>

#include "app/report/markup.h"
#include "app/report/sections.h"

namespace knap::app {
namespace {

using schema::Report;

/// The last epoch of every phase, so that the curves' ends are there without a plot.
std::string phases(const std::vector<schema::Epoch>& curve) {
  Table table({"Phase", ">Epochs", ">Loss at the end", ">Validation loss", ">Validation accuracy", ">Best"},
              "", "stack");
  for (std::size_t i = 0; i < curve.size();) {
    std::size_t end = i;
    double best = 0;
    for (; end < curve.size() && curve[end].phase == curve[i].phase; ++end)
      best = std::max(best, curve[end].validation_accuracy);
    const schema::Epoch& last = curve[end - 1];
    table.add({escape(last.phase), grouped(end - i), number(last.loss, 4), number(last.validation_loss, 4),
               percent(last.validation_accuracy), percent(best)});
    i = end;
  }
  return table.markup();
}

std::string data_facts(const schema::Data& data) {
  return "<h3>Data</h3>\n" +
         facts(
             fact("Name", escape(data.name) +
                              (data.synthetic ? " <span class=\"tag warn\">synthetic data</span>" : "")) +
             fact("Train split", grouped(data.splits.train) + " records") +
             fact("Validation split", grouped(data.splits.validation) + " records") +
             fact("Test split", grouped(data.splits.test) + " records") +
             fact("SHA-256 of the data", fmt::format("<code class=\"hash\">{}</code>", escape(data.sha256))));
}

std::string stages_table(const Report& report) {
  if (!report.stages) return {};
  Table table({"Stage", ">Time", ""});
  for (const schema::StageTime& stage : *report.stages)
    table.add({escape(stage.name), duration(stage.seconds),
               stage.cached ? "<span class=\"tag\">cached</span>" : ""});
  return table.is_empty() ? std::string{}
                          : "<div><h3>Stages of this run</h3>\n" + table.markup() + "</div>\n";
}

std::string tools_table(const Report& report) {
  if (!report.tools) return {};
  Table table({"Tool", "Version", "Kind"});
  for (const schema::ToolUse& tool : *report.tools)
    table.add({escape(tool.name), escape(tool.version), escape(tool.kind)});
  return table.is_empty() ? std::string{} : "<div><h3>Tools</h3>\n" + table.markup() + "</div>\n";
}

}  // namespace

std::string training_markup(const Report& report) {
  if (!report.training) return {};
  const schema::Training& training = *report.training;
  std::string text = facts(fact("Time", duration(training.seconds)) +
                           fact("Throughput", grouped(training.samples_per_second) + " samples/s"));
  if (!training.curve.empty())
    text += "<div class=\"columns\">\n" + plot("loss-curve", "Loss per epoch") +
            plot("accuracy-curve", "Validation accuracy per epoch") + "</div>\n" + phases(training.curve);
  return text;
}

std::string origins_markup(const Report& report) {
  std::string text = report.data ? data_facts(*report.data) : "";
  const std::string tables = stages_table(report) + tools_table(report);
  if (!tables.empty()) text += "<div class=\"columns\">\n" + tables + "</div>\n";
  return text;
}

}  // namespace knap::app
