#include "eda/nextpnr/nextpnr.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <regex>

#include "core/base/diagnostics.h"
#include "core/base/parallel.h"
#include "core/schema/artefact.h"
#include "core/sys/files.h"
#include "core/sys/process.h"
#include "eda/nextpnr/critical_path.h"

namespace knap::eda {
namespace {

namespace fs = std::filesystem;

/// The commands of one family.
struct Flow {
  Tool place, pack;
  std::string placed_suffix, bit_suffix;
  std::string last_bytes;  ///< of every bitstream; empty: the packer itself says when it could not write
};

Flow flow_of(hw::Family family) {
  if (family == hw::Family::Ecp5) return {Tool::NextpnrEcp5, Tool::Ecppack, "config", "bit", ""};
  // icepack does not notice a full disk. Command 01 06 wakes the device up, and a byte of padding follows it.
  return {Tool::NextpnrIce40, Tool::Icepack, "asc", "bin", std::string("\1\6\0", 3)};
}

struct Seed {
  int number = 0;
  std::optional<double> fmax_mhz;
  std::vector<schema::PathStep> critical_path;
  std::optional<Error> failure;
  double seconds = 0;
};

std::string stem_of(std::int64_t seed) { return fmt::format("seed{}", seed); }

Command place_command(const ToolInfo& tool, const Flow& flow, const hw::Device& device,
                      const PlaceOptions& options, int seed) {
  Command command;
  command.argv = {tool.path.string()};
  for (const std::string_view option : device.pnr_options) command.argv.emplace_back(option);
  const std::string stem = stem_of(seed);
  command.argv.insert(
      command.argv.end(),
      {"--json", "netlist.json", "--top", options.top, "--seed", std::to_string(seed), "--freq",
       fmt::format("{:.3f}", options.clock_mhz), "--timing-allow-fail", "--report", stem + ".report.json",
       flow.place == Tool::NextpnrEcp5 ? "--textcfg" : "--asc", stem + "." + flow.placed_suffix});
  if (flow.place == Tool::NextpnrEcp5) command.argv.emplace_back("--lpf-allow-unconstrained");
  if (flow.place == Tool::NextpnrIce40) command.argv.emplace_back("--pcf-allow-unconstrained");
  return command;
}

/// Fmax and the path that bounds it.
Result<void> read_report(const fs::path& file, Seed& seed) {
  KNAP_ASSIGN(const std::string text, read_file(file));
  KNAP_ASSIGN(const double fmax_mhz, parse_fmax(text, file.string()));
  KNAP_ASSIGN(seed.critical_path, parse_critical_path(text, file.string()));
  seed.fmax_mhz = fmax_mhz;
  return {};
}

Seed run_seed(const fs::path& folder, const ToolInfo& tool, const Flow& flow, const hw::Device& device,
              const PlaceOptions& options, int number, const Watch& watch) {
  Seed seed;
  seed.number = number;
  Command command = place_command(tool, flow, device, options, number);
  command.working_folder = folder;
  command.time_limit_s = options.time_limit_s;
  command.log = folder / (stem_of(number) + ".log");
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
  const fs::path report = folder / (stem_of(number) + ".report.json");
  if (!is_file(report) || !is_file(folder / (stem_of(number) + "." + flow.placed_suffix))) {
    seed.failure = Error(
        diag::kToolFailed, command.log.string(),
        fmt::format("{} with seed {} ended without an error and without a placement", tool.name, number));
    return seed;
  }
  if (const Result<void> read = read_report(report, seed); !read.ok()) seed.failure = read.error();
  return seed;
}

/// The bitstream of timing.bitstream_seed.
Result<void> pack(const fs::path& folder, const Flow& flow, const std::string& top, Placement& placement,
                  const Watch& watch) {
  const std::string bits = top + "." + flow.bit_suffix;
  KNAP_TRY(remove_path(folder / bits));
  Command command;
  command.argv = {placement.packer.path.string(),
                  stem_of(placement.timing.bitstream_seed) + "." + flow.placed_suffix, bits};
  command.working_folder = folder;
  command.log = folder / "pack.log";
  KNAP_ASSIGN(const ProcessOutput output, run_process(command, watch));
  if (output.exit_code != 0)
    return Error(diag::kToolFailed, command.log.string(),
                 fmt::format("{} ended with exit code {}: {}", placement.packer.name, output.exit_code,
                             last_lines(output.output)));
  if (!is_file(folder / bits))
    return Error(diag::kToolFailed, command.log.string(),
                 fmt::format("{} ended without an error and without a bitstream", placement.packer.name));
  KNAP_ASSIGN(const std::string written, read_file(folder / bits));
  if (!written.ends_with(flow.last_bytes))
    return Error(diag::kToolFailed, (folder / bits).string(),
                 fmt::format("{} wrote a part of the bitstream only, {} bytes; is the disk full?",
                             placement.packer.name, written.size()));
  placement.bitstream = folder / bits;
  return {};
}

bool is_slower(const schema::SeedTiming& a, const schema::SeedTiming& b) { return a.fmax_mhz < b.fmax_mhz; }

}  // namespace

double Placement::min_mhz() const {
  return std::min_element(timing.seeds.begin(), timing.seeds.end(), is_slower)->fmax_mhz;
}
double Placement::max_mhz() const {
  return std::max_element(timing.seeds.begin(), timing.seeds.end(), is_slower)->fmax_mhz;
}
double Placement::median_mhz() const {
  std::vector<schema::SeedTiming> sorted = timing.seeds;
  std::sort(sorted.begin(), sorted.end(), is_slower);
  return sorted[(sorted.size() - 1) / 2].fmax_mhz;  // of an even number the slower one
}

std::int64_t fastest_seed(const std::vector<schema::SeedTiming>& seeds) {
  KNAP_CHECK(!seeds.empty(), "a placement has succeeded");
  return std::max_element(seeds.begin(), seeds.end(), is_slower)->seed;
}

std::string over_capacity(const std::string& words) {
  const std::string log = short_lines(words);
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

Result<Placement> place_and_route(const fs::path& place, const hw::Device& device,
                                  const PlaceOptions& options, Toolbox& tools, const Watch& watch) {
  const fs::path folder = fs::absolute(place);
  const Flow flow = flow_of(device.family);
  Placement placement;
  KNAP_ASSIGN(placement.tool, tools.find(flow.place, watch));
  KNAP_ASSIGN(placement.packer, tools.find(flow.pack, watch));
  placement.timing.tool = placement.tool.name + " " + placement.tool.version;
  placement.timing.clock_mhz = options.clock_mhz;
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
  for (const Seed& seed : seeds) {
    placement.seconds += seed.seconds;
    if (seed.fmax_mhz) placement.timing.seeds.push_back({seed.number, *seed.fmax_mhz});
  }
  placement.timing.bitstream_seed = fastest_seed(placement.timing.seeds);
  for (Seed& seed : seeds)
    if (seed.number == placement.timing.bitstream_seed)
      placement.critical_path = std::move(seed.critical_path);
  KNAP_TRY(write_file(folder / "timing.json", schema::print_artefact(placement.timing)));
  KNAP_TRY(pack(folder, flow, options.top, placement, watch));
  for (const Seed& seed : seeds) {  // reports hold seconds and paths; the logs stay
    KNAP_TRY(remove_path(folder / (stem_of(seed.number) + "." + flow.placed_suffix)));
    KNAP_TRY(remove_path(folder / (stem_of(seed.number) + ".report.json")));
  }
  return placement;
}

}  // namespace knap::eda
