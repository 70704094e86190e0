#include "verify/ladder/netlist_rung.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "core/base/parallel.h"
#include "core/sys/files.h"
#include "eda/verilator/netlist.h"
#include "eda/verilator/sources.h"
#include "eda/verilator/verilator.h"
#include "verify/ladder/bench_run.h"
#include "verify/ladder/module_testbench.h"

namespace knap::verify {
namespace {

namespace fs = std::filesystem;

fs::path log_of(const Artefacts& a, const Netlist& netlist) {
  return a.folder / "verify" / (netlist.device + ".log");
}

/// The sources with the testbench that lies in the bench's folder, as the bench's program.
Result<void> build(eda::SimulationSources sources, Bench& bench, Rung& rung, eda::Toolbox& tools,
                   const Watch& watch) {
  sources.files.emplace_back("tb.sv");
  sources.top = "knap_testbench";
  sources.log = bench.log;
  KNAP_ASSIGN(const eda::Simulation built,
              eda::build_simulation(sources, bench.folder / "build", tools, watch));
  bench.program = built.program;
  note_memory(built.peak_memory_mb, rung);
  return {};
}

Result<Rung> compare_whole(const Artefacts& a, const Expected& expected, const Netlist& netlist,
                           const VerifyOptions& options, eda::Toolbox& tools, const Watch& watch) {
  KNAP_ASSIGN(const TempFolder work, TempFolder::make());
  Bench bench{{}, work.path(), log_of(a, netlist)};
  const std::int64_t records =
      std::min<std::int64_t>(options.netlist_records, static_cast<std::int64_t>(a.inputs.size()));
  const auto stored = static_cast<std::size_t>(records);
  KNAP_TRY(write_testbench(a, expected, work.path(), stored));
  KNAP_ASSIGN(eda::SimulationSources sources,
              eda::netlist_sources(netlist.file, netlist.family, work.path(), bench.log, tools, watch));
  Rung rung;
  KNAP_TRY(build(std::move(sources), bench, rung, tools, watch));
  rung.scope = "whole";
  rung.name = "rtl=netlist";
  rung.inputs = records;
  rung.streams = static_cast<std::int64_t>(a.interface.streams.size()) + 1;
  KNAP_ASSIGN(const RunResult calm, simulate(bench, records, Stalls::None, 3, rung, watch));
  add_run(a, calm, stored, netlist.device + " without stalls", rung);
  // Other records than before: stalls reach the same states with them, and they reach more of the tables.
  KNAP_ASSIGN(const RunResult stalls,
              simulate_perturbed(a, bench, records, Stalls::Short, 4,
                                 netlist.device + " with stalls and perturbed inputs", rung, watch));
  rung.note = fmt::format("{}; {}", netlist.device, stalled_streams(stalls));
  KNAP_TRY(remove_path(bench.log));
  return rung;
}

/// Every instance of the design's top, with the streams at its ports.
std::vector<ModuleBench> module_benches(const Artefacts& a, std::int64_t records) {
  std::vector<ModuleBench> benches;
  for (const hw::Instance& instance : a.design.top().instances) {
    const hw::Module& module = a.design.modules[instance.module];
    ModuleBench bench{
        instance.name, module.name, {}, records, a.interface.interval_cycles, a.interface.latency_cycles};
    for (const hw::StreamPorts& stream : module.streams)
      bench.streams.push_back({stream.name, "dut." + instance.name + "." + stream.name,
                               stream.direction == hw::Direction::In,
                               module.ports[stream.data].type.total_bits(), stream.beats});
    benches.push_back(std::move(bench));
  }
  return benches;
}

/// Writes what passes over every stream of the RTL into `bench`'s folder, and for perturbed records into that
/// of these.
Result<void> dump_streams(const Artefacts& a, const Expected& expected,
                          const std::vector<ModuleBench>& modules, std::int64_t records, Bench& bench,
                          Rung& rung, eda::Toolbox& tools, const Watch& watch) {
  std::vector<std::string> paths;
  for (const ModuleBench& module : modules)
    for (const ModuleBench::Stream& stream : module.streams) paths.push_back(stream.path);
  const auto stored = static_cast<std::size_t>(records);
  KNAP_ASSIGN(eda::SimulationSources sources, eda::rtl_sources(a.folder / "rtl", bench.folder));
  KNAP_TRY(write_testbench(a, expected, bench.folder, stored, paths));
  KNAP_TRY(build(std::move(sources), bench, rung, tools, watch));
  bench.is_dumping = true;
  KNAP_ASSIGN(const RunResult calm, simulate(bench, records, Stalls::None, 3, rung, watch));
  KNAP_ASSIGN(const RunResult perturbed,
              simulate_perturbed(a, bench, records, Stalls::None, 3, "perturbed inputs", rung, watch));
  (void)calm, (void)perturbed;  // the rung below has compared them
  return {};
}

/// One module of the netlist alone: what it should give without stalls, then the perturbed records with
/// stalls at all its streams.
Result<Rung> compare_module(const Artefacts& a, const ModuleBench& module, const fs::path& folder,
                            eda::SimulationSources sources, const Bench& dumps, const std::string& device,
                            eda::Toolbox& tools, const Watch& watch) {
  Rung rung;
  rung.inputs = module.records;
  const fs::path tb = folder / (module.instance + ".sv");
  KNAP_TRY(write_file(tb, module_testbench(module)));
  sources.files.insert(sources.files.end(), {module.module + ".v", tb.filename().string()});
  sources.top = "knap_testbench";
  sources.log = a.folder / "verify" / fmt::format("{}.{}.log", device, module.instance);
  KNAP_ASSIGN(const eda::Simulation built,
              eda::build_simulation(sources, folder / ("build_" + module.instance), tools, watch));
  note_memory(built.peak_memory_mb, rung);
  for (const bool is_stalled : {false, true}) {
    const Bench bench{built.program, is_stalled ? perturbed_folder(dumps) : dumps.folder, sources.log};
    KNAP_ASSIGN(const RunResult run,
                simulate(bench, module.records, is_stalled ? Stalls::Short : Stalls::None, 4, rung, watch));
    std::size_t output = 0;
    for (const ModuleBench::Stream& stream : module.streams) {
      if (stream.is_input) continue;
      const RunResult::Stream& got = run.streams.at(output++);
      add_stream(a, got, stream.beats, module.records, static_cast<std::size_t>(module.records),
                 module.instance,
                 fmt::format("{} alone, {}", device,
                             is_stalled ? "with stalls and perturbed inputs" : "without stalls"),
                 rung);
      ++rung.streams;
    }
  }
  KNAP_TRY(remove_path(sources.log));
  return rung;
}

void merge(Rung& rung, const Rung& part) {
  rung.streams += part.streams;
  rung.beats += part.beats;
  rung.mismatches += part.mismatches;
  if (!rung.first_mismatch) rung.first_mismatch = part.first_mismatch;
  note_memory(part.memory_mb.value_or(0), rung);
}

/// The netlist's top over the RTL of the modules: are they joined as they should be?
Result<Rung> compare_top(const Artefacts& a, const Expected& expected, const Netlist& netlist,
                         const fs::path& netlist_folder, std::int64_t records, const fs::path& folder,
                         eda::Toolbox& tools, const Watch& watch) {
  Bench bench{{}, folder, log_of(a, netlist)};
  const auto stored = static_cast<std::size_t>(records);
  const std::string top = a.interface.top;
  KNAP_ASSIGN(eda::SimulationSources sources, eda::rtl_sources(a.folder / "rtl", folder));
  std::erase_if(sources.files, [&](const std::string& file) { return fs::path(file).stem() == top; });
  KNAP_TRY(copy_path(netlist_folder / (top + ".v"), folder / (top + ".v")));
  KNAP_TRY(write_testbench(a, expected, folder, stored));
  sources.files.push_back(top + ".v");
  Rung rung;
  KNAP_TRY(build(std::move(sources), bench, rung, tools, watch));
  rung.streams = static_cast<std::int64_t>(a.interface.streams.size()) + 1;
  KNAP_ASSIGN(const RunResult calm, simulate(bench, records, Stalls::None, 3, rung, watch));
  add_run(a, calm, stored, netlist.device + ", its top over the RTL of the layers", rung);
  return rung;
}

Result<Rung> compare_layers(const Artefacts& a, const Expected& expected, const Netlist& netlist,
                            const VerifyOptions& options, eda::Toolbox& tools, const Watch& watch) {
  KNAP_ASSIGN(const TempFolder work, TempFolder::make());
  Rung rung;
  rung.name = "rtl=netlist";
  rung.scope = "layers";
  const std::int64_t records =
      std::min<std::int64_t>(options.netlist_records, static_cast<std::int64_t>(a.inputs.size()));
  rung.inputs = records;
  const std::vector<ModuleBench> modules = module_benches(a, records);
  Bench dumps{{}, work.path() / "rtl", log_of(a, netlist)};
  KNAP_TRY(make_folders(dumps.folder));
  KNAP_TRY(dump_streams(a, expected, modules, records, dumps, rung, tools, watch));

  std::vector<std::string> names{a.interface.top};
  for (const ModuleBench& module : modules)
    if (std::find(names.begin(), names.end(), module.module) == names.end()) names.push_back(module.module);
  const fs::path split = work.path() / "netlist";
  KNAP_ASSIGN(const eda::SimulationSources sources,
              eda::netlist_modules(netlist.file, netlist.family, names, split, dumps.log, tools, watch));

  std::vector<std::optional<Result<Rung>>> parts(modules.size() + 1);
  parallel_for(parts.size(), [&](std::size_t i) {  // the top, which takes longest, first
    const fs::path folder = work.path() / "top";
    parts[i] = i == 0
                   ? compare_top(a, expected, netlist, split, records, folder, tools, watch)
                   : compare_module(a, modules[i - 1], split, sources, dumps, netlist.device, tools, watch);
  });
  for (std::size_t i = 1; i <= parts.size(); ++i) {
    KNAP_ASSIGN(const Rung part, std::move(*parts[i % parts.size()]));
    merge(rung, part);
  }
  rung.note = fmt::format("{}; {} modules alone with the streams of the RTL, then the top over their RTL",
                          netlist.device, modules.size());
  KNAP_TRY(remove_path(dumps.log));
  return rung;
}

/// Of a netlist that would take too long: it is told, and nothing is said of it.
Rung counted(const Netlist& netlist, const VerifyOptions& options) {
  Rung rung;
  rung.name = "rtl=netlist";
  rung.scope = "counted";
  rung.note = fmt::format("{}; not simulated: {} LUTs, more than verify.most_netlist_luts = {}",
                          netlist.device, netlist.luts, options.most_netlist_luts);
  return rung;
}

}  // namespace

Result<Rung> compare_netlist(const Artefacts& a, const Expected& expected, const Netlist& netlist,
                             const VerifyOptions& options, eda::Toolbox& tools, const Watch& watch) {
  if (options.most_netlist_luts > 0 && netlist.luts > options.most_netlist_luts)
    return counted(netlist, options);
  return netlist.luts > options.whole_netlist_luts
             ? compare_layers(a, expected, netlist, options, tools, watch)
             : compare_whole(a, expected, netlist, options, tools, watch);
}

}  // namespace knap::verify
