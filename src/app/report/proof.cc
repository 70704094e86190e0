// proof: the verification ladder, and the cycles that were predicted and measured.
#include <fmt/format.h>

#include "app/report/markup.h"
#include "app/report/sections.h"

namespace knap::app {
namespace {

struct RungName {
  const char *name, *left, *right;
};
constexpr RungName kRungs[] = {
    {"trainer=integer", "trainer's quantised forward", "integer network"},
    {"integer=hw_sim", "integer network", "hardware simulator"},
    {"hw_sim=verilator", "hardware simulator", "emitted RTL in Verilator"},
    {"rtl=netlist", "emitted RTL", "post-synthesis netlist"},
};

std::string rung_text(const std::string& name) {
  for (const RungName& rung : kRungs)
    if (name == rung.name)
      return fmt::format("{} <b class=\"equals\">=</b> {}", escape(rung.left), escape(rung.right));
  return escape(name);
}

std::string remarks(const schema::Rung& rung) {
  std::string text = escape(rung.note.value_or(""));
  if (!rung.first_mismatch) return text;
  const schema::Mismatch& first = *rung.first_mismatch;
  return text +
         fmt::format("{}<span class=\"bad-text\">first mismatch: layer {}, record {}, beat {}{}{}</span>",
                     text.empty() ? "" : "<br>", escape(first.layer), escape(first.record),
                     grouped(first.beat), first.detail.empty() ? "" : ": ", escape(first.detail));
}

/// A figure in cycles, predicted and measured.
struct Cycle {
  std::int64_t schema::LatencyInterval::*cycles;
  const char* name;
};
constexpr Cycle kCycles[] = {
    {&schema::LatencyInterval::latency, "Latency <small>first beat in to last beat out</small>"},
    {&schema::LatencyInterval::interval, "Interval <small>between two inferences</small>"},
};

std::string cycles_table(const schema::Cycles& cycles) {
  Table table({"", ">Predicted", ">Measured", ""},
              "Clock cycles, predicted by the plan and measured in RTL simulation", "stack");
  const auto& [predicted, measured] = cycles;
  if (!predicted && !measured) return {};
  for (const Cycle& kind : kCycles) {
    std::string equal;
    if (predicted && measured)
      equal = (*predicted).*kind.cycles == (*measured).*kind.cycles ? verdict("good", "equal")
                                                                    : verdict("bad", "differ");
    table.add({kind.name, predicted ? grouped((*predicted).*kind.cycles) : "",
               measured ? grouped((*measured).*kind.cycles) : "", equal});
  }
  return table.markup();
}

/// What the cycles mean on each device that has a bitstream.
std::string rates_table(const schema::Report& report) {
  Table table({"Device", ">Clock", ">Latency", ">Interval", ">Inferences/s"},
              "At the Fmax of the placement that each bitstream holds", "stack");
  if (!report.devices) return {};
  std::optional<schema::LatencyInterval> cycles;
  if (report.cycles) cycles = report.cycles->measured ? report.cycles->measured : report.cycles->predicted;
  for (const schema::Device& device : *report.devices) {
    if (!device.placed || device.placed->bitstream_fmax_mhz <= 0) continue;
    const double hertz = device.placed->bitstream_fmax_mhz * 1e6;
    const auto time = [&](std::int64_t schema::LatencyInterval::*which) {
      return cycles ? short_time(static_cast<double>((*cycles).*which) / hertz) : std::string{};
    };
    table.add({escape(device.name), number(device.placed->bitstream_fmax_mhz, 1) + "\u00a0MHz",
               time(&schema::LatencyInterval::latency), time(&schema::LatencyInterval::interval),
               device.inferences_per_s ? grouped(*device.inferences_per_s) : ""});
  }
  return table.markup();
}

}  // namespace

std::string proof_markup(const schema::Report& report) {
  if (!report.verify || report.verify->rungs.empty()) return {};
  Table table({"Both sides give the same", ">Inputs", ">Streams", ">Mismatches / beats", ">Time", "Remarks"},
              "", "stack");
  std::int64_t beats = 0;
  for (const schema::Rung& rung : report.verify->rungs) {
    beats += rung.beats;
    const std::string found =
        rung.is_compared() ? verdict(rung.mismatches == 0 ? "good" : "bad",
                                     fmt::format("{} / {}", grouped(rung.mismatches), grouped(rung.beats)))
                           : "not compared";
    table.add({rung_text(rung.name), grouped(rung.inputs), grouped(rung.streams), found,
               duration(rung.seconds), remarks(rung)},
              rung.mismatches == 0 ? "" : "failed");
  }
  std::string text = fmt::format(
      "<p>Both sides of each rung were compared beat by beat, on the inputs and streams that its row counts "
      "and on the files as they lie on disk: {} mismatches in {} beats.</p>\n",
      grouped(report.verify->mismatches), grouped(beats));
  if (report.verify->mismatches == 0 && !report.verify->passed)
    text +=
        "<p class=\"bad-text\">It did not pass all the same: the measured cycles are not the predicted "
        "ones.</p>\n";
  return text + table.markup();
}

std::string cycles_markup(const schema::Report& report) {
  std::string text = (report.cycles ? cycles_table(*report.cycles) : "") + rates_table(report);
  if (report.deadlock_freedom)
    text += fmt::format("<h3>Why it cannot deadlock</h3>\n<p class=\"argument\">{}</p>\n",
                        escape(*report.deadlock_freedom));
  return text;
}

}  // namespace knap::app
