// proof: the verification ladder, and the cycles that were predicted and measured.
#include <fmt/format.h>

#include "app/report/markup.h"
#include "app/report/read.h"
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

std::string first_mismatch(const Value& rung) {
  const Value* first = value_at(rung, "first_mismatch");
  if (first == nullptr) return {};
  std::string text = fmt::format("layer {}, record {}", text_at(*first, "layer"), text_at(*first, "record"));
  if (const auto beat = number_at(*first, "beat")) text += fmt::format(", beat {}", grouped(*beat));
  if (const std::string detail = text_at(*first, "detail"); !detail.empty()) text += ": " + detail;
  return escape(text);
}

std::string optional_count(const Value& rung, const char* key) {
  const auto value = number_at(rung, key);
  return value ? grouped(*value) : std::string{};
}

std::string verdict(double mismatches, double beats) {
  return fmt::format("<span class=\"verdict {}\">{} / {}</span>", mismatches == 0 ? "good" : "bad",
                     grouped(mismatches), grouped(beats));
}

}  // namespace

std::string proof_markup(const Value& report) {
  const ValueArray& rungs = list_at(report, "verify.rungs");
  if (rungs.empty()) return {};
  Table table({"Both sides give the same", ">Inputs", ">Streams", ">Mismatches / beats", ">Time", "Remarks"},
              "", "stack");
  double beats = 0, mismatches = 0;
  for (const Value& rung : rungs) {
    const double compared = number_at(rung, "beats").value_or(0);
    const double wrong = number_at(rung, "mismatches").value_or(0);
    const auto seconds = number_at(rung, "seconds");
    beats += compared;
    mismatches += wrong;
    std::string remark = escape(text_at(rung, "note"));
    if (const std::string first = first_mismatch(rung); !first.empty())
      remark += fmt::format("{}<span class=\"bad-text\">first mismatch: {}</span>",
                            remark.empty() ? "" : "<br>", first);
    table.add(
        {rung_text(text_at(rung, "name")), optional_count(rung, "inputs"), optional_count(rung, "streams"),
         verdict(wrong, compared), seconds ? duration(*seconds) : "", remark},
        wrong == 0 ? "" : "failed");
  }
  mismatches = number_at(report, "verify.mismatches").value_or(mismatches);
  return fmt::format(
             "<p>Every stream between layers was compared, beat by beat, on the files as they lie on disk: "
             "{} "
             "mismatches in {} beats. Each rung stands on the one above it.</p>\n",
             grouped(mismatches), grouped(beats)) +
         table.markup();
}

std::string cycles_markup(const Value& report) {
  Table table({"", ">Predicted", ">Measured", ""},
              "Clock cycles, predicted by the plan and measured in RTL simulation");
  for (const char* what : {"latency", "interval"}) {
    const auto predicted = number_at(report, fmt::format("cycles.predicted.{}", what));
    const auto measured = number_at(report, fmt::format("cycles.measured.{}", what));
    if (!predicted && !measured) continue;
    std::string equal;
    if (predicted && measured)
      equal = *predicted == *measured ? "<span class=\"verdict good\">equal</span>"
                                      : "<span class=\"verdict bad\">differ</span>";
    const std::string name = what == std::string_view("latency")
                                 ? "Latency <small>first beat in to last beat out</small>"
                                 : "Interval <small>between two inferences</small>";
    table.add({name, predicted ? grouped(*predicted) : "", measured ? grouped(*measured) : "", equal});
  }
  std::string text = table.markup();
  Table rates({"Device", ">Clock", ">Latency", ">Interval", ">Inferences/s"},
              "At the median frequency of place-and-route", "stack");
  const auto latency = number_at(report, "cycles.predicted.latency");
  const auto interval = number_at(report, "cycles.predicted.interval");
  for (const Value& device : list_at(report, "devices")) {
    const auto fmax = number_at(device, "placed.fmax_mhz");
    const auto rate = number_at(device, "inferences_per_s");
    if (!fmax || *fmax <= 0) continue;
    const auto time = [&](const std::optional<double>& cycles) {
      return cycles ? short_time(*cycles / (*fmax * 1e6)) : std::string{};
    };
    rates.add({escape(text_at(device, "name")), number(*fmax, 1) + "\u00a0MHz", time(latency), time(interval),
               rate ? grouped(*rate) : ""});
  }
  text += rates.markup();
  if (const std::string argument = text_at(report, "deadlock_freedom"); !argument.empty())
    text += fmt::format("<h3>Why it cannot deadlock</h3>\n<p class=\"argument\">{}</p>\n", escape(argument));
  return text;
}

}  // namespace knap::app
