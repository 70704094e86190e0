// devices: resources of the post-synthesis netlist, per layer too, placement, energy and the estimate's
// error.
#include <fmt/format.h>

#include <cmath>

#include "app/report/kinds.h"
#include "app/report/markup.h"
#include "app/report/sections.h"

namespace knap::app {
namespace {

using schema::Device;

std::string resources(const Device& device) {
  if (!device.resources) return {};
  Table table({"Resource", ">Used", ">Available", "Share of the device"},
              fmt::format("Cells of the post-synthesis netlist{}{}", device.tool ? ", " : "",
                          device.tool.value_or("")));
  for (const Kind& kind : kKinds) {
    const double used = kind.used(*device.resources);
    const double all = device.available ? kind.used(*device.available) : 0;
    if (used == 0 && all == 0) continue;  // the device has no such thing
    std::optional<double> share;
    if (device.share && kind.share != nullptr) share = kind.share(*device.share);
    if (!share && all > 0) share = used / all;
    table.add({std::string(kind.title), number(used), all > 0 ? number(all) : "",
               share ? bar(*share, percent(*share, 1)) : ""});
  }
  return table.markup();
}

/// A row per layer, then the sum.
std::string layers(const Device& device) {
  if (!device.layers) return {};
  std::vector<Kind> kinds;
  std::vector<std::string> titles{"Layer"}, last{"All"};
  for (const Kind& kind : kKinds) {
    double total = 0;
    for (const schema::LayerCells& row : *device.layers) total += kind.used(row);
    if (total == 0) continue;
    kinds.push_back(kind);
    titles.push_back(fmt::format(">{}", kind.title));
    last.push_back(number(total));
  }
  if (kinds.empty()) return {};
  Table table(titles, "Cells of the netlist; glue is what lies outside every layer");
  for (const schema::LayerCells& row : *device.layers) {
    std::vector<std::string> cells{escape(row.name)};
    for (const Kind& kind : kinds) {
      const double used = kind.used(row);
      cells.push_back(used == 0 ? "<span class=\"none\">0</span>" : number(used));
    }
    table.add(cells);
  }
  table.add(last, "sum");
  return "<details><summary>Cells per layer</summary>\n" + table.markup() + "</details>\n";
}

std::string mhz(double frequency) { return number(frequency, 1) + "\u00a0MHz"; }

std::string placement(const Device& device) {
  if (!device.placed) return {};
  const schema::Placed& placed = *device.placed;
  std::string items;
  if (placed.clock_mhz > 0)
    items += fact("Clock asked for", mhz(placed.clock_mhz) + " " + met_or_missed(placed.clock_met));
  items += fact("Fmax of the bitstream", fmt::format("{} <small>seed {}</small>",
                                                     mhz(placed.bitstream_fmax_mhz), placed.bitstream_seed));
  if (placed.seeds > 1)
    items += fact(fmt::format("Fmax over {} seeds", placed.seeds),
                  fmt::format("{} to {} <small>median {}</small>", number(placed.fmax_mhz_min, 1),
                              mhz(placed.fmax_mhz_max), number(placed.fmax_mhz, 1)));
  if (device.inferences_per_s)
    items += fact("Inferences per second",
                  grouped(*device.inferences_per_s) + " <small>at the bitstream's Fmax</small>");
  items += fact("Placed by", escape(placed.tool));
  if (device.bitstream) items += fact("Bitstream", fmt::format("<code>{}</code>", escape(*device.bitstream)));
  return "<div><h4>Place-and-route</h4>\n" + facts(items) + "</div>\n";
}

std::string energy(const Device& device) {
  if (!device.energy_estimate) return {};
  return fmt::format(
      "<div><h4>Energy <span class=\"tag\">estimate, not measured</span></h4>\n{}<p "
      "class=\"note\">{}</p></div>\n",
      facts(fact("Per inference", number(device.energy_estimate->per_inference_uj, 3) + "\u00a0\u00b5J")),
      escape(device.energy_estimate->method));
}

std::string error_text(double error) {
  if (error == 0) return "exact";
  return (error < 0 ? "\u2212" : "+") + percent(std::abs(error), 1);
}

std::string estimates(const Device& device) {
  if (!device.estimate) return {};
  Table table(
      {"Resource", ">Estimate", ">Netlist", ">Error"},
      device.resources ? "Estimate before synthesis against the netlist" : "Estimate before synthesis");
  for (const Kind& kind : kKinds) {
    const double told = kind.used(*device.estimate);
    std::optional<double> real, error;
    if (device.resources) real = kind.used(*device.resources);
    if (device.estimate_error && kind.error != nullptr) error = kind.error(*device.estimate_error);
    if (told == 0 && (!error || real.value_or(0) == 0)) continue;  // not estimated, or not there
    table.add({std::string(kind.title), number(told, 1), real ? number(*real) : "",
               error ? error_text(*error) : ""});
  }
  return table.markup();
}

}  // namespace

std::string devices_markup(const schema::Report& report) {
  if (!report.devices) return {};
  std::string text;
  std::int64_t index = 0;
  for (const Device& device : *report.devices) {
    text += fmt::format("<article class=\"device\">\n<h3>{}{}</h3>\n", escape(device.name),
                        device.part.empty() ? "" : fmt::format(" <small>{}</small>", escape(device.part)));
    const std::string used = resources(device), guess = estimates(device);
    const std::string placed = placement(device), burnt = energy(device);
    text += used;
    if (!placed.empty() || !burnt.empty()) text += "<div class=\"columns\">\n" + placed + burnt + "</div>\n";
    if (const std::string table = layers(device); !table.empty())
      text +=
          plot("layer-shares", fmt::format("Share of {} that each layer takes", device.name), index) + table;
    text += guess + "</article>\n";
    ++index;
  }
  return text;
}

}  // namespace knap::app
