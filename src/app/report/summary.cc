// header and targets: what a reader wants to know first.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "app/report/markup.h"
#include "app/report/read.h"
#include "app/report/sections.h"

namespace knap::app {
namespace {

std::string card(std::string_view title, std::string_view value, std::string_view note,
                 std::string_view kind = "") {
  return fmt::format("<div class=\"card {}\"><h3>{}</h3><p class=\"value\">{}</p><p>{}</p></div>\n", kind,
                     escape(title), escape(value), escape(note));
}

std::string accuracy_cards(const Value& report) {
  std::string cards;
  if (const auto sensitivity = number_at(report, "detection.sensitivity"))
    cards += card("Sensitivity", percent(*sensitivity, 1),
                  fmt::format("of class {}, integer network", text_at(report, "detection.positive")));
  if (const auto alarms = number_at(report, "detection.false_alarm_rate"))
    cards += card("False alarms", percent(*alarms, 1), "of the other records");
  if (const auto accuracy = number_at(report, "accuracy.integer")) {
    const auto real = number_at(report, "accuracy.float");
    cards += card("Accuracy", percent(*accuracy, 1),
                  real ? fmt::format("integer network; float {}", percent(*real, 1)) : "integer network");
  }
  return cards;
}

std::string proof_card(const Value& report) {
  const auto mismatches = number_at(report, "verify.mismatches");
  if (!mismatches) return {};
  double beats = 0;
  for (const Value& rung : list_at(report, "verify.rungs")) beats += number_at(rung, "beats").value_or(0);
  return card("Mismatches", grouped(*mismatches),
              fmt::format("in {} beats, compared on {} rungs", grouped(beats),
                          list_at(report, "verify.rungs").size()),
              *mismatches == 0 ? "good" : "bad");
}

std::string hardware_cards(const Value& report) {
  std::string cards;
  if (const auto weights = number_at(report, "model.weights")) {
    const auto bits = number_at(report, "model.weight_bits_max");
    cards += card("Weights", grouped(*weights),
                  bits ? fmt::format("of at most {} bits", number(*bits)) : std::string("and biases"));
  }
  for (const Value& device : list_at(report, "devices")) {
    const auto rate = number_at(device, "inferences_per_s");
    const auto fmax = number_at(device, "placed.fmax_mhz");
    if (rate && fmax)
      cards += card("Throughput", grouped(*rate) + "/s",
                    fmt::format("inferences on {} at {} MHz", text_at(device, "name"), number(*fmax, 1)));
    double most = 0;
    std::string_view which;
    for (const TableEntry& entry : table_at(device, "share"))
      if (const auto share = number_of(entry.value); share && *share > most) most = *share, which = entry.key;
    if (most > 0) {
      std::string name(which);
      std::transform(name.begin(), name.end(), name.begin(),
                     [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
      cards += card("Of " + text_at(device, "name"), percent(most, 1), "largest share: " + name);
    }
  }
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

}  // namespace

std::string header_markup(const Value& report) {
  const std::string project = text_at(report, "project"), data = text_at(report, "data.name");
  std::string text =
      fmt::format("<header>\n<h1>{}</h1>\n", escape(project.empty() ? "knap report" : project));
  std::string items;
  if (!data.empty()) items += fmt::format("<li>data <b>{}</b></li>\n", escape(data));
  if (const auto seed = number_at(report, "seed"))
    items += fmt::format("<li>seed <b>{:.0f}</b></li>\n", *seed);
  if (const std::string version = text_at(report, "knap_version"); !version.empty())
    items += fmt::format("<li>knap <b>{}</b></li>\n", escape(version));
  if (const std::string commit = text_at(report, "commit"); !commit.empty())
    items += fmt::format("<li>commit <b><code title=\"{}\">{}</code></b></li>\n", escape(commit),
                         escape(commit.substr(0, 12)));
  text += fmt::format("<ul class=\"origin\">\n{}</ul>\n", items);
  if (is_true_at(report, "data.synthetic"))
    text +=
        "<p class=\"synthetic\" role=\"note\"><strong>Synthetic data.</strong> The records were made by a "
        "generator: the accuracy below says nothing about real recordings.</p>\n";
  const std::string cards = accuracy_cards(report) + proof_card(report) + hardware_cards(report);
  if (!cards.empty()) text += fmt::format("<div class=\"cards\">\n{}</div>\n", cards);
  return text + "</header>\n";
}

std::string targets_markup(const Value& report) {
  Table table({"Target", "Wanted", ">Got", "Met"});
  std::size_t met = 0;
  const ValueArray& targets = list_at(report, "targets");
  for (const Value& target : targets) {
    const auto got = number_at(target, "got");
    const bool is_met = is_true_at(target, "met");
    met += is_met ? 1 : 0;
    const auto [words, unit] = words_of(text_at(target, "name"));
    table.add({escape(unit.empty() ? words : words + " " + unit), comparison(text_at(target, "wanted")),
               got ? number(*got, 4) : "",
               fmt::format("<span class=\"verdict {}\">{}</span>{}", is_met ? "good" : "bad",
                           is_met ? "met" : "missed", got ? "" : " <small>not measured</small>")});
  }
  if (table.is_empty()) return {};
  return fmt::format("<p>{} of {} targets of the project's TOML are met.</p>\n", met, targets.size()) +
         table.markup();
}

}  // namespace knap::app
