// devices: resources of the post-synthesis netlist, per layer too, placement, energy and the estimate's
// error.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "app/report/markup.h"
#include "app/report/read.h"
#include "app/report/sections.h"

namespace knap::app {
namespace {

struct Kind {
  const char *key, *name;
};
constexpr std::array<Kind, 6> kKinds{{{"lut", "LUT"},
                                      {"ff", "Flip-flops"},
                                      {"dsp", "DSP"},
                                      {"bram", "Block RAM"},
                                      {"uram", "UltraRAM"},
                                      {"carry", "Carry cells"}}};

std::string resources(const Value& device) {
  Table table({"Resource", ">Used", ">Available", "Share of the device"},
              fmt::format("Cells of the post-synthesis netlist{}{}",
                          text_at(device, "tool").empty() ? "" : ", ", text_at(device, "tool")));
  for (const Kind& kind : kKinds) {
    const auto used = number_at(device, fmt::format("resources.{}", kind.key));
    const auto all = number_at(device, fmt::format("available.{}", kind.key));
    auto share = number_at(device, fmt::format("share.{}", kind.key));
    if (!used || (*used == 0 && all.value_or(0) == 0)) continue;  // the device has no such thing
    if (!share && all && *all > 0) share = *used / *all;
    table.add({kind.name, number(*used), all && *all > 0 ? number(*all) : "",
               share ? bar(*share, percent(*share, 1)) : ""});
  }
  return table.markup();
}

/// A row per layer, then the sum.
std::string layers(const Value& device) {
  const ValueArray& rows = list_at(device, "layers");
  std::vector<Kind> kinds;
  std::vector<std::string> titles{"Layer"}, last{"All"};
  for (const Kind& kind : kKinds) {
    double total = 0;
    for (const Value& row : rows) total += number_at(row, kind.key).value_or(0);
    if (total == 0) continue;
    kinds.push_back(kind);
    titles.push_back(fmt::format(">{}", kind.name));
    last.push_back(number(total));
  }
  if (kinds.empty()) return {};
  Table table(titles, "Cells of the netlist; glue is what lies outside every layer");
  for (const Value& row : rows) {
    std::vector<std::string> cells{escape(text_at(row, "name"))};
    for (const Kind& kind : kinds) {
      const double used = number_at(row, kind.key).value_or(0);
      cells.push_back(used == 0 ? "<span class=\"none\">0</span>" : number(used));
    }
    table.add(cells);
  }
  table.add(last, "sum");
  return "<details><summary>Cells per layer</summary>\n" + table.markup() + "</details>\n";
}

std::string placement(const Value& device) {
  std::string items;
  const auto fmax = number_at(device, "placed.fmax_mhz");
  if (!fmax) return {};
  items += fact("Fmax, median", number(*fmax, 1) + "\u00a0MHz");
  const auto low = number_at(device, "placed.fmax_mhz_min"), high = number_at(device, "placed.fmax_mhz_max");
  if (low && high)
    items += fact("Spread", fmt::format("{} to {}\u00a0MHz", number(*low, 1), number(*high, 1)));
  const ValueArray& seeds = list_at(device, "placed.seeds");
  if (const auto count = number_at(device, "placed.seeds")) {
    items += fact("Seeds", number(*count));
  } else if (!seeds.empty()) {
    std::string names;
    for (const Value& seed : seeds)
      names += (names.empty() ? "" : ", ") + number(number_of(seed).value_or(0));
    items += fact("Seeds", names);
  }
  if (const auto rate = number_at(device, "inferences_per_s"))
    items += fact("Inferences per second", grouped(*rate));
  if (const std::string tool = text_at(device, "placed.tool"); !tool.empty())
    items += fact("Tool", escape(tool));
  if (const std::string file = text_at(device, "bitstream"); !file.empty())
    items += fact("Bitstream", fmt::format("<code>{}</code>", escape(file)));
  return "<div><h4>Place-and-route</h4>\n" + facts(items) + "</div>\n";
}

std::string energy(const Value& device) {
  std::string items;
  for (const TableEntry& entry : table_at(device, "energy_estimate")) {
    const auto [words, unit] = words_of(entry.key);
    if (const auto value = number_of(entry.value)) {
      items += fact(words, number(*value, 3) + (unit.empty() ? "" : "\u00a0" + unit));
    } else if (const auto* text = std::get_if<std::string>(&entry.value.data)) {
      items += fact(words, escape(*text));
    }
  }
  if (items.empty()) return {};
  return "<div><h4>Energy <span class=\"tag\">estimate, not measured</span></h4>\n" + facts(items) +
         "</div>\n";
}

std::string estimates(const Value& device) {
  Table table({"Resource", ">Estimate", ">Netlist", ">Error"},
              "Estimate before synthesis against the netlist");
  for (const Kind& kind : kKinds) {
    const auto told = number_at(device, fmt::format("estimate.{}", kind.key));
    const auto real = number_at(device, fmt::format("resources.{}", kind.key));
    const auto error = number_at(device, fmt::format("estimate_error.{}", kind.key));
    if (!told || (*told == 0 && (!error || real.value_or(0) == 0))) continue;  // not estimated, or not there
    std::string off;
    if (error)
      off = *error == 0
                ? "exact"
                : fmt::format("{}{}", *error < 0 ? "\u2212" : "+", percent(*error < 0 ? -*error : *error, 1));
    table.add({kind.name, number(*told, 1), real ? number(*real) : "", off});
  }
  return table.markup();
}

}  // namespace

std::string devices_markup(const Value& report) {
  std::string text;
  std::int64_t index = 0;
  for (const Value& device : list_at(report, "devices")) {
    const std::string part = text_at(device, "part");
    text += fmt::format("<article class=\"device\">\n<h3>{}{}</h3>\n", escape(text_at(device, "name")),
                        part.empty() ? "" : fmt::format(" <small>{}</small>", escape(part)));
    const std::string used = resources(device), guess = estimates(device);
    const std::string placed = placement(device), burnt = energy(device);
    text += used;
    if (!placed.empty() || !burnt.empty()) text += "<div class=\"columns\">\n" + placed + burnt + "</div>\n";
    if (const std::string table = layers(device); !table.empty())
      text +=
          plot("layers", fmt::format("Share of {} that each layer takes", text_at(device, "name")), index) +
          table;
    text += guess + "</article>\n";
    ++index;
  }
  return text;
}

}  // namespace knap::app
