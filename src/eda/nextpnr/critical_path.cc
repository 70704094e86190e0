#include "eda/nextpnr/critical_path.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string_view>

#include "core/base/diagnostics.h"

namespace knap::eda {
namespace {

/// A place on the path.
struct Place {
  std::string layer, signal;
  bool operator==(const Place&) const = default;
};

/// Yosys names a cell after the signal that it makes, behind the instances in which it lies:
/// "dw5.products_next_CCU2C_S0_608$CCU2_COMB0", "dw5.rows_ram.banks[0].columns[0].piece.ram".
Place place_of_cell(std::string_view cell) {
  const std::size_t dot = cell.find('.');
  const std::string_view layer = dot == std::string_view::npos ? "" : cell.substr(0, dot);
  std::string_view signal = dot == std::string_view::npos ? cell : cell.substr(dot + 1);
  signal = signal.substr(0, signal.find_first_of(".[$"));
  static constexpr std::array<std::string_view, 6> kKinds = {"_TRELLIS_", "_LUT4",  "_CCU2C",
                                                             "_L6MUX",    "_PFUMX", "_SB_"};
  for (const std::string_view kind : kKinds) signal = signal.substr(0, signal.find(kind));
  return {std::string(layer), std::string(signal)};
}

bool is_edge(const std::string& event) {
  return event.starts_with("posedge") || event.starts_with("negedge");
}

/// A step goes from one signal to the next: the route there, and what its cells take.
std::vector<schema::PathStep> steps_of(const nlohmann::json& segments) {
  std::vector<schema::PathStep> steps;
  Place start, here;  // of the step, and how far it has come
  for (const auto& segment : segments) {
    const Place next = place_of_cell(std::string(segment.at("to").at("cell")));
    if (steps.empty()) start = here = place_of_cell(std::string(segment.at("from").at("cell")));
    if (steps.empty() || (here != start && next != here)) {
      start = here;
      steps.push_back({here.signal, here.signal, here.layer});
    }
    here = next;
    schema::PathStep& step = steps.back();
    step.from =
        start.layer.empty() || start.layer == next.layer ? start.signal : start.layer + "." + start.signal;
    step.to = next.signal;
    step.layer = next.layer;
    const double delay = segment.at("delay");
    step.ns += delay;
    (segment.at("type") == "routing" ? step.route_ns : step.logic_ns) += delay;
  }
  return steps;
}

}  // namespace

Result<std::vector<schema::PathStep>> parse_critical_path(const std::string& report,
                                                          const std::string& where) {
  const auto length = [](const std::vector<schema::PathStep>& steps) {
    double ns = 0;
    for (const schema::PathStep& step : steps) ns += step.ns;
    return ns;
  };
  try {
    std::vector<schema::PathStep> slowest;
    const auto json = nlohmann::json::parse(report);
    if (!json.contains("critical_paths")) return slowest;
    for (const auto& path : json.at("critical_paths")) {
      if (!is_edge(path.at("from")) || !is_edge(path.at("to"))) continue;
      std::vector<schema::PathStep> steps = steps_of(path.at("path"));
      if (length(steps) > length(slowest)) slowest = std::move(steps);
    }
    return slowest;
  } catch (const nlohmann::json::exception& problem) {
    return Error(diag::kToolFailed, where, fmt::format("is not a timing report: {}", problem.what()));
  }
}

std::string in_words(const std::vector<schema::PathStep>& path) {
  std::string text, layer;
  for (const schema::PathStep& step : path) {
    const bool is_first = text.empty();
    if (is_first || step.layer != layer)
      text += fmt::format("{}{}: {}", is_first ? "" : "; ", step.layer, is_first ? step.from : step.to);
    if (step.to != step.from && (is_first || step.layer == layer)) text += " -> " + step.to;
    layer = step.layer;
  }
  return text;
}

}  // namespace knap::eda
