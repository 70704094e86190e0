#include "eda/nextpnr/nextpnr.h"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <regex>

#include "core/base/diagnostics.h"
#include "core/base/parallel.h"
#include "core/sys/files.h"
#include "core/sys/process.h"

namespace knap::eda {
namespace {

namespace fs = std::filesystem;

/// The commands of one family.
struct Flow {
  Tool place, pack;
  std::string placed_suffix, bit_suffix;
};

Flow flow_of(hw::Family family) {
  if (family == hw::Family::Ecp5) return {Tool::NextpnrEcp5, Tool::Ecppack, "config", "bit"};
  return {Tool::NextpnrIce40, Tool::Icepack, "asc", "bin"};
}

struct Seed {
  int number = 0;
  std::optional<double> fmax_mhz;
  std::optional<Error> failure;
  double seconds = 0;
};

Command place_command(const ToolInfo& tool, const Flow& flow, const hw::Device& device,
                      const PlaceOptions& options, int seed) {
  Command command;
  command.argv = {tool.path.string()};
  for (const std::string_view option : device.pnr_options) command.argv.emplace_back(option);
  const std::string stem = fmt::format("seed{}", seed);
  command.argv.insert(
      command.argv.end(),
      {"--json", "netlist.json", "--top", options.top, "--seed", std::to_string(seed), "--freq",
       fmt::format("{:.3f}", options.clock_mhz), "--timing-allow-fail", "--report", stem + ".report.json",
       flow.place == Tool::NextpnrEcp5 ? "--textcfg" : "--asc", stem + "." + flow.placed_suffix});
  if (flow.place == Tool::NextpnrEcp5) command.argv.emplace_back("--lpf-allow-unconstrained");
  if (flow.place == Tool::NextpnrIce40) command.argv.emplace_back("--pcf-allow-unconstrained");
  return command;
}

Seed run_seed(const fs::path& folder, const ToolInfo& tool, const Flow& flow, const hw::Device& device,
              const PlaceOptions& options, int number, const Watch& watch) {
  Seed seed;
  seed.number = number;
  Command command = place_command(tool, flow, device, options, number);
  command.working_folder = folder;
  command.time_limit_s = options.time_limit_s;
  command.log = folder / fmt::format("seed{}.log", number);
  const Result<ProcessOutput> output = run_process(command, watch);
  if (!output.ok()) {
    seed.failure = output.error();
    return seed;
  }
  seed.seconds = output->seconds;
  if (output->exit_code != 0) {
    if (const std::string lacking = over_capacity(output->output); !lacking.empty())
      seed.failure =
          Error(diag::kImpossible, std::string(device.alias),
                fmt::format("the design does not fit: it needs {}; a smaller plan.max_share, a longer "
                            "plan.interval_cycles or a larger device helps ({})",
                            lacking, command.log.string()));
    else
      seed.failure = Error(diag::kToolFailed, command.log.string(),
                           fmt::format("{} with seed {}: {}", tool.name, number, last_lines(output->output)));
    return seed;
  }
  const fs::path report = folder / fmt::format("seed{}.report.json", number);
  const Result<std::string> text = read_file(report);
  const Result<double> fmax = text.ok() ? parse_fmax(*text, report.string()) : Result<double>(text.error());
  if (fmax.ok()) {
    seed.fmax_mhz = *fmax;
  } else {
    seed.failure = fmax.error();
  }
  return seed;
}

Result<fs::path> pack(const fs::path& folder, const Flow& flow, const PlaceOptions& options, int seed,
                      Toolbox& tools, const Watch& watch) {
  KNAP_ASSIGN(const ToolInfo packer, tools.find(flow.pack, watch));
  const std::string bits = options.top + "." + flow.bit_suffix;
  Command command;
  command.argv = {packer.path.string(), fmt::format("seed{}.{}", seed, flow.placed_suffix), bits};
  command.working_folder = folder;
  command.log = folder / "pack.log";
  KNAP_ASSIGN(const ProcessOutput output, run_process(command, watch));
  if (output.exit_code != 0) return Error(diag::kToolFailed, command.log.string(), last_lines(output.output));
  return folder / bits;
}

Result<void> write_timing(const fs::path& folder, const std::vector<Seed>& seeds, const ToolInfo& tool) {
  nlohmann::ordered_json json;
  json["tool"] = tool.name + " " + tool.version;
  for (const Seed& seed : seeds)
    if (seed.fmax_mhz) json["seeds"].push_back({{"seed", seed.number}, {"fmax_mhz", *seed.fmax_mhz}});
  return write_file(folder / "timing.json", json.dump(2) + "\n");
}

}  // namespace

double Placement::min_mhz() const { return *std::min_element(fmax_mhz.begin(), fmax_mhz.end()); }
double Placement::max_mhz() const { return *std::max_element(fmax_mhz.begin(), fmax_mhz.end()); }
double Placement::median_mhz() const {
  std::vector<double> sorted = fmax_mhz;
  std::sort(sorted.begin(), sorted.end());
  return sorted[(sorted.size() - 1) / 2];  // of an even number the slower one
}

std::string over_capacity(const std::string& log) {
  static const std::regex row(R"(Info:\s+(\w+):\s*(\d{1,15})/\s*(\d{1,15})\s+\d+%)");
  std::string text;
  for (std::sregex_iterator found(log.begin(), log.end(), row), end; found != end; ++found)
    if (std::stoll((*found)[2]) > std::stoll((*found)[3]))
      text += fmt::format("{}{} of {} {}", text.empty() ? "" : ", ", (*found)[2].str(), (*found)[3].str(),
                          (*found)[1].str());
  return text;
}

Result<double> parse_fmax(const std::string& report, const std::string& where) {
  try {
    const auto json = nlohmann::json::parse(report);
    std::optional<double> slowest;
    for (const auto& [clock, value] : json.at("fmax").items()) {
      const double achieved = value.at("achieved");
      if (!slowest || achieved < *slowest) slowest = achieved;
    }
    if (slowest) return *slowest;
  } catch (const nlohmann::json::exception& problem) {
    return Error(diag::kToolFailed, where, fmt::format("is not a timing report: {}", problem.what()));
  }
  return Error(diag::kToolFailed, where, "names no clock, so there is no Fmax");
}

Result<Placement> place_and_route(const fs::path& folder, const hw::Device& device,
                                  const PlaceOptions& options, Toolbox& tools, const Watch& watch) {
  const Flow flow = flow_of(device.family);
  Placement placement;
  KNAP_ASSIGN(placement.tool, tools.find(flow.place, watch));
  std::vector<Seed> seeds;
  const auto succeeded = [&] {
    return std::count_if(seeds.begin(), seeds.end(),
                         [](const Seed& seed) { return seed.fmax_mhz.has_value(); });
  };
  for (int next = 1; succeeded() < options.seeds && next <= 2 * options.seeds;) {
    const int batch = std::min(options.seeds - static_cast<int>(succeeded()), 2 * options.seeds + 1 - next);
    std::vector<Seed> fresh(static_cast<std::size_t>(batch));
    parallel_for(fresh.size(), [&](std::size_t i) {
      fresh[i] = run_seed(folder, placement.tool, flow, device, options, next + static_cast<int>(i), watch);
    });
    KNAP_TRY(watch.check("place-and-route"));
    for (const Seed& seed : fresh)  // no other seed will do better
      if (seed.failure && seed.failure->is(diag::kImpossible)) return *seed.failure;
    seeds.insert(seeds.end(), fresh.begin(), fresh.end());
    next += batch;
  }
  if (succeeded() < options.seeds) {
    for (const Seed& seed : seeds)
      if (seed.failure) return *seed.failure;
  }
  int first = 0;
  for (const Seed& seed : seeds) {
    placement.seconds += seed.seconds;
    if (!seed.fmax_mhz) continue;
    if (first == 0) first = seed.number;
    placement.fmax_mhz.push_back(*seed.fmax_mhz);
  }
  KNAP_TRY(write_timing(folder, seeds, placement.tool));
  KNAP_ASSIGN(placement.bitstream, pack(folder, flow, options, first, tools, watch));
  for (const Seed& seed : seeds) {  // reports hold seconds and paths; the logs stay
    KNAP_TRY(remove_path(folder / fmt::format("seed{}.{}", seed.number, flow.placed_suffix)));
    KNAP_TRY(remove_path(folder / fmt::format("seed{}.report.json", seed.number)));
  }
  return placement;
}

}  // namespace knap::eda
