// header and targets: what a reader wants to know first.
#include <fmt/format.h>

#include <cstdlib>

#include "app/report/kinds.h"
#include "app/report/markup.h"
#include "app/report/sections.h"
#include "app/report/stale.h"

namespace knap::app {
namespace {

using schema::Report;

std::string card(std::string_view title, std::string_view value, std::string_view note,
                 std::string_view kind = "") {
  return fmt::format("<div class=\"card {}\"><h3>{}</h3><p class=\"value\">{}</p><p>{}</p></div>\n", kind,
                     escape(title), escape(value), escape(note));
}

std::string accuracy_cards(const Report& report) {
  std::string cards;
  if (report.detection && report.detection->sensitivity)
    cards += card("Sensitivity", percent(*report.detection->sensitivity, 1),
                  fmt::format("of class {}, integer network", report.detection->positive));
  if (report.detection && report.detection->false_alarm_rate)
    cards += card("False alarms", percent(*report.detection->false_alarm_rate, 1), "of the other records");
  if (report.accuracy && report.accuracy->integer) {
    const std::optional<double>& real = report.accuracy->real;
    cards += card("Accuracy", percent(*report.accuracy->integer, 1),
                  real ? fmt::format("integer network; float {}", percent(*real, 1)) : "integer network");
  }
  return cards;
}

std::string proof_card(const Report& report) {
  if (!report.verify) return {};
  std::int64_t beats = 0;
  std::int64_t rungs = 0;
  for (const schema::Rung& rung : report.verify->rungs) {
    beats += rung.beats;
    rungs += rung.is_compared() ? 1 : 0;
  }
  std::string note = fmt::format("in {} beats, compared on {} rungs", grouped(beats), rungs);
  if (report.verify->mismatches == 0 && !report.verify->passed) note += "; cycles not as predicted";
  return card("Mismatches", grouped(report.verify->mismatches), note, report.verify->passed ? "good" : "bad");
}

std::string throughput_card(const schema::Device& device) {
  if (!device.placed || !device.inferences_per_s) return {};
  const schema::Placed& placed = *device.placed;
  const bool is_missed = placed.clock_mhz > 0 && !placed.clock_met;
  std::string note =
      fmt::format("inferences on {} at {} MHz", device.name, number(placed.bitstream_fmax_mhz, 1));
  if (is_missed) note += fmt::format("; {} MHz asked for and missed", number(placed.clock_mhz, 1));
  return card("Throughput", grouped(*device.inferences_per_s) + "/s", note, is_missed ? "bad" : "");
}

std::string share_card(const schema::Device& device) {
  if (!device.share) return {};
  double most = 0;
  std::string_view which;
  for (const Kind& kind : kKinds)
    if (kind.share != nullptr && kind.share(*device.share).value_or(0) > most) {
      most = *kind.share(*device.share);
      which = kind.title;
    }
  if (most == 0) return {};
  return card("Of " + device.name, percent(most, 1), fmt::format("largest share: {}", which));
}

std::string hardware_cards(const Report& report) {
  std::string cards;
  if (report.model)
    cards += card("Weights", grouped(report.model->weights),
                  fmt::format("of at most {} bits", report.model->weight_bits_max));
  if (report.devices)
    for (const schema::Device& device : *report.devices)
      cards += throughput_card(device) + share_card(device);
  return cards;
}

/// ">= 5000" as people write it, in one line.
std::string comparison(const std::string& wanted) {
  const std::size_t space = wanted.find(' ');
  if (space == std::string::npos) return escape(wanted);
  const std::string sign = wanted.substr(0, space), bound = wanted.substr(space + 1);
  char* end = nullptr;
  const double value = std::strtod(bound.c_str(), &end);
  const bool is_number = !bound.empty() && *end == '\0';
  return fmt::format("{}\u00a0{}",
                     sign == ">="   ? "\u2265"
                     : sign == "<=" ? "\u2264"
                                    : escape(sign),
                     is_number ? number(value, 4) : escape(bound));
}

/// A target that nothing was measured for is neither met nor missed, unless the run says so.
std::string outcome(const schema::Target& target) {
  std::string text = target.met ? met_or_missed(*target.met) : "<span class=\"tag\">not measured</span>";
  if (target.reason)
    text += fmt::format(" <small>{}</small>", escape(*target.reason));
  else if (target.met && !target.got)
    text += " <small>not measured</small>";
  return text;
}

/// What was built with edits says so.
std::string short_commit(const std::string& commit) {
  return commit.substr(0, 12) + (commit.ends_with("-dirty") ? "-dirty" : "");
}

}  // namespace

std::string header_markup(const Report& report) {
  const std::string project = report.project.value_or("");
  std::string text = "<header>\n" + stale_notice(report) +
                     fmt::format("<h1>{}</h1>\n", escape(project.empty() ? "knap report" : project));
  std::string items;
  if (report.data) items += fmt::format("<li>data <b>{}</b></li>\n", escape(report.data->name));
  if (report.seed) items += fmt::format("<li>seed <b>{}</b></li>\n", *report.seed);
  if (report.knap_version) items += fmt::format("<li>knap <b>{}</b></li>\n", escape(*report.knap_version));
  if (report.commit && !report.commit->empty())
    items += fmt::format("<li>commit <b><code title=\"{}\">{}</code></b></li>\n", escape(*report.commit),
                         escape(short_commit(*report.commit)));
  text += fmt::format("<ul class=\"origin\">\n{}</ul>\n", items);
  if (report.data && report.data->synthetic)
    text +=
        "<p class=\"notice\" role=\"note\"><strong>Synthetic data.</strong> The records were made by a "
        "generator: the accuracy below says nothing about real recordings.</p>\n";
  const std::string cards = accuracy_cards(report) + proof_card(report) + hardware_cards(report);
  if (!cards.empty()) text += fmt::format("<div class=\"cards\">\n{}</div>\n", cards);
  return text + "</header>\n";
}

std::string targets_markup(const Report& report) {
  if (!report.targets || report.targets->empty()) return {};
  Table table({"Target", "Wanted", ">Got", "Met"});
  std::size_t met = 0, missed = 0, unmeasured = 0;
  for (const schema::Target& target : *report.targets) {
    ++(!target.met ? unmeasured : *target.met ? met : missed);
    const auto [words, unit] = words_of(target.name);
    table.add({escape(unit.empty() ? words : words + " " + unit), comparison(target.wanted),
               target.got ? number(*target.got, 4) : "", outcome(target)});
  }
  std::string counts =
      fmt::format("{} of {} targets of the project's TOML are met", met, report.targets->size());
  if (missed > 0) counts += fmt::format(", <span class=\"bad-text\">{} missed</span>", missed);
  if (unmeasured > 0) counts += fmt::format(", {} not measured", unmeasured);
  return fmt::format("<p>{}.</p>\n", counts) + table.markup();
}

}  // namespace knap::app
