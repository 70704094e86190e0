// compression: the network before and after, what that saved on each device, and the way there.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

#include "app/report/kinds.h"
#include "app/report/markup.h"
#include "app/report/sections.h"

namespace knap::app {
namespace {

using schema::Compress;
using schema::CompressCells;
using schema::Report;

struct CellKind {
  std::string_view title;
  std::optional<double> CompressCells::*field;
  double (*used)(const schema::Cells&);
};

using kinds_detail::used;

constexpr std::array<CellKind, 4> kCells{{{"LUT", &CompressCells::lut, used<&schema::Cells::lut>},
                                          {"Flip-flops", &CompressCells::ff, used<&schema::Cells::ff>},
                                          {"DSP", &CompressCells::dsp, used<&schema::Cells::dsp>},
                                          {"Block RAM", &CompressCells::bram, used<&schema::Cells::bram>}}};

const CompressCells* cells_of(const std::optional<std::vector<CompressCells>>& all, const std::string& name) {
  if (!all) return nullptr;
  for (const CompressCells& one : *all)
    if (one.name == name) return &one;
  return nullptr;
}

std::string wish_facts(const Compress& compress) {
  std::string items;
  if (compress.objective)
    items += fact("To be saved", escape(fmt::format("{}", fmt::join(*compress.objective, ", "))));
  if (compress.tolerance) {
    const schema::CompressTolerance& held = *compress.tolerance;
    const auto text = [](const std::optional<double>& value) { return value ? number(*value, 4) : "-"; };
    items +=
        fact("May be lost", escape(fmt::format("{} {} on validation: {} dense, {} compressed", held.metric,
                                               held.wanted, text(held.dense), text(held.got))) +
                                " " + met_or_missed(held.met));
  }
  return facts(items);
}

/// "-12.3 %"; nothing where there was nothing before.
std::string change(double before, double after) {
  return before == 0 ? "" : fmt::format("{}{}", after > before ? "+" : "", percent(after / before - 1, 1));
}

std::string ends(const Compress& compress) {
  if (!compress.dense || !compress.result) return {};
  const schema::CompressEnd &before = *compress.dense, &after = *compress.result;
  Table table({"", ">Dense", ">Compressed", ">Change"});
  table.add({"Accuracy (test split)", percent(before.accuracy), percent(after.accuracy),
             fmt::format("{:+.2f} points", 100 * (after.accuracy - before.accuracy))});
  const auto row = [&](const char* name, std::int64_t was, std::int64_t is) {
    table.add({name, grouped(was), grouped(is), change(static_cast<double>(was), static_cast<double>(is))});
  };
  row("Weights and biases", before.weights, after.weights);
  row("of them not 0", before.nonzero_weights, after.nonzero_weights);
  if (before.interval_cycles && after.interval_cycles)
    row("Interval, cycles", *before.interval_cycles, *after.interval_cycles);
  if (before.latency_cycles && after.latency_cycles)
    row("Latency, cycles", *before.latency_cycles, *after.latency_cycles);
  return "<h3>Before and after</h3>\n" + table.markup();
}

/// What the netlists say, and what a point of accuracy bought.
std::string savings(const Report& report) {
  const Compress& compress = *report.compress;
  if (!report.devices || !compress.saving) return {};
  const double lost_points =
      compress.dense && compress.result ? 100 * (compress.dense->accuracy - compress.result->accuracy) : 0;
  Table table({"Device", "Resource", ">Dense", ">Compressed", ">Saved", ">Predicted", ">Per point lost"},
              "Cells of the two netlists; predicted by the cost functions before synthesis", "stack");
  for (const schema::Device& device : *report.devices) {
    const CompressCells *saving = cells_of(compress.saving, device.name),
                        *predicted = cells_of(compress.predicted, device.name);
    if (saving == nullptr || !device.resources) continue;
    for (const CellKind& kind : kCells) {
      const std::optional<double> saved = saving->*kind.field;
      if (!saved) continue;
      const double after = kind.used(*device.resources);
      // Cells are counted in halves at the finest (block memories).
      const std::optional<double> before =
          *saved < 1 ? std::optional(std::round(2 * after / (1 - *saved)) / 2) : std::nullopt;
      const std::string price =
          before && lost_points > 0 && *before > after ? number((*before - after) / lost_points, 1) : "";
      table.add({escape(device.name), std::string(kind.title), before ? number(*before, 1) : "-",
                 number(after, 1), bar(std::max(0.0, *saved), percent(*saved, 1)),
                 predicted != nullptr && predicted->*kind.field ? number(*(predicted->*kind.field), 1) : "-",
                 price});
    }
  }
  return table.is_empty() ? "" : "<h3>Saved</h3>\n" + table.markup();
}

std::string kept_groups(const Compress& compress) {
  if (!compress.groups) return {};
  Table table({"Layer", "Pruned as one", "Kept"});
  for (const schema::CompressGroups& row : *compress.groups) {
    const double share = row.count > 0 ? static_cast<double>(row.kept) / static_cast<double>(row.count) : 0;
    table.add({escape(row.layer), escape(row.kind),
               bar(share, fmt::format("{} of {}", grouped(row.kept), grouped(row.count)))});
  }
  return table.is_empty() ? "" : "<div><h3>What is left of each layer</h3>\n" + table.markup() + "</div>\n";
}

std::string learners(const Compress& compress) {
  if (!compress.teacher) return {};
  Table table({"Network", ">Accuracy (test split)", ">Weights and biases"});
  table.add({"Teacher", percent(compress.teacher->accuracy), grouped(compress.teacher->weights)});
  if (compress.result)
    table.add({"Student of it", percent(compress.result->accuracy), grouped(compress.result->weights)});
  if (compress.student_alone) table.add({"Student alone", percent(compress.student_alone->accuracy), ""});
  return "<div><h3>Learned from a teacher</h3>\n" + table.markup() + "</div>\n";
}

std::string steps(const Compress& compress) {
  if (!compress.curve || compress.curve->empty()) return {};
  Table table(
      {"Step", ">Of the way", ">Accuracy (validation)", "", ">LUT", ">Flip-flops", ">DSP", ">Block RAM"},
      "Predicted on the first device", "stack");
  const auto cell = [](const std::optional<double>& value) { return value ? number(*value, 1) : "-"; };
  for (const schema::CompressStep& step : *compress.curve)
    table.add({grouped(step.step), percent(step.target, 1), percent(step.accuracy),
               step.accepted ? verdict("good", "taken") : verdict("bad", "taken back"), cell(step.lut),
               cell(step.ff), cell(step.dsp), cell(step.bram)});
  return "<h3>Steps</h3>\n" +
         plot("compress-curve",
              "Accuracy on validation against what is left of each resource, by step "
              "(hollow: taken back)") +
         table.markup();
}

}  // namespace

std::string compress_markup(const Report& report) {
  if (!report.compress) return {};
  const Compress& compress = *report.compress;
  const std::string tables = kept_groups(compress) + learners(compress);
  return wish_facts(compress) + ends(compress) + savings(report) +
         (tables.empty() ? "" : "<div class=\"columns\">\n" + tables + "</div>\n") + steps(compress);
}

}  // namespace knap::app
