#include "verify/ladder/rtl_rung.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/num/beat.h"
#include "core/sys/files.h"
#include "eda/verilator/netlist.h"
#include "eda/verilator/sources.h"
#include "eda/verilator/verilator.h"
#include "verify/ladder/perturb.h"

namespace knap::verify {
namespace {

namespace fs = std::filesystem;

// Perturbed records for the RTL: as many as fill some millions of cycles.
constexpr std::int64_t kPerturbedCycles = 2'000'000;
constexpr std::int64_t kFewestPerturbed = 8;
// Inferences after the buffers were full, beside those that are in flight then: eight show the interval.
constexpr std::int64_t kSteadyInferences = 12;

/// Adds a run's streams to the rung; the design's own output is the last stream. `stored`: records that the
/// testbench has, after which the first comes again.
void add_run(const Artefacts& a, const RunResult& run, std::size_t stored, const std::string& what,
             Rung& rung) {
  for (std::size_t t = 0; t < run.streams.size(); ++t) {
    const RunResult::Stream& stream = run.streams[t];
    const bool is_output = t == a.interface.streams.size();
    const std::int64_t per_record = is_output ? a.out().beats : a.interface.streams[t].beats;
    rung.beats += stream.beats;
    std::int64_t bad = stream.mismatches;
    std::int64_t beat = stream.first_beat;
    std::string detail = fmt::format("{}: got {}, expected {}", what, stream.got, stream.want);
    const std::int64_t wanted = run.records * per_record;
    if (stream.beats != wanted && bad == 0) {  // a missing beat is a mismatch too
      bad = 1;
      beat = std::min(stream.beats, wanted - 1);
      detail = fmt::format("{}: {} beats came, {} were expected", what, stream.beats, wanted);
    }
    rung.mismatches += bad;
    if (bad == 0 || rung.first_mismatch) continue;
    const std::size_t record =
        static_cast<std::size_t>(std::max<std::int64_t>(beat / per_record, 0)) % stored;
    rung.first_mismatch = Mismatch{is_output ? "out" : a.interface.streams[t].layer, a.records[record].name,
                                   beat % per_record, detail};
  }
}

std::string stalled_streams(const RunResult& run) {
  const auto stalled = std::count_if(run.streams.begin(), run.streams.end(),
                                     [](const RunResult::Stream& stream) { return stream.is_stalled; });
  return fmt::format("{} of {} streams were stalled", stalled, run.streams.size());
}

/// One built testbench and where its tools speak to.
struct Bench {
  fs::path program, folder, log;
};

void note_memory(double peak_mb, Rung& rung) {
  rung.memory_mb = std::max(rung.memory_mb.value_or(0), std::round(peak_mb));
}

Result<RunResult> simulate(const Bench& bench, std::int64_t records, Stalls stalls, std::uint64_t seed,
                           Rung& rung, const Watch& watch) {
  KNAP_ASSIGN(
      const eda::SimulationRun run,
      eda::run_simulation(bench.program, bench.folder,
                          {fmt::format("records={}", records), "keep",
                           fmt::format("stalls={}", static_cast<int>(stalls)), fmt::format("seed={}", seed)},
                          seed, watch, bench.log));
  note_memory(run.peak_memory_mb, rung);
  return parse_run(run.output, bench.log.string());
}

/// `count` perturbed records through a program that was built in `folder`.
Result<RunResult> simulate_perturbed(const Artefacts& a, const Bench& bench, std::int64_t count,
                                     Stalls stalls, std::uint64_t seed, const std::string& what, Rung& rung,
                                     const Watch& watch) {
  KNAP_ASSIGN(const Perturbed other, perturb(a, count, watch));
  const auto stored = static_cast<std::size_t>(count);
  const Bench beside{bench.program, bench.folder / "perturbed", bench.log};
  KNAP_TRY(make_folders(beside.folder));
  KNAP_TRY(write_testbench(other.artefacts, other.expected, beside.folder, stored));
  KNAP_TRY(eda::copy_images(a.folder / "rtl", beside.folder));
  KNAP_ASSIGN(const RunResult run, simulate(beside, count, stalls, seed, rung, watch));
  add_run(other.artefacts, run, stored, what, rung);
  return run;
}

/// The elements of every record from output.hex, or nothing when beats are missing.
Result<std::vector<std::vector<std::int64_t>>> kept_outputs(const Artefacts& a, const fs::path& folder) {
  const fs::path file = folder / "output.hex";
  KNAP_ASSIGN(const std::string text, read_file(file));
  const schema::StreamPort& out = a.out();
  Result<std::vector<std::vector<std::int64_t>>> parsed =
      parse_beats(text, out.beats, out.elements_per_beat, static_cast<int>(out.width_bits), out.is_signed(),
                  file.string());
  if (!parsed.ok() || parsed->size() != a.inputs.size()) return std::vector<std::vector<std::int64_t>>{};
  return parsed;
}

/// Latency from the run into the empty design, interval from full buffers.
Result<void> measure(const Artefacts& a, const Bench& bench, const RunResult& calm, RtlRun& result,
                     const Watch& watch) {
  const std::int64_t in_flight = a.interface.latency_cycles / a.interface.interval_cycles + 1;
  KNAP_ASSIGN(const RunResult full,
              simulate(bench, kSteadyInferences + 2 * in_flight, Stalls::Filled, 5, result.rung, watch));
  add_run(a, full, a.inputs.size(), "after all buffers were full", result.rung);
  if (!calm.latency_cycles) return {};
  if (full.interval_cycles) {
    result.measured = schema::LatencyInterval{*calm.latency_cycles, *full.interval_cycles};
  } else if (*calm.latency_cycles != a.interface.latency_cycles) {
    note_mismatch(result.rung, {"out", a.records.front().name, a.out().beats - 1,
                                fmt::format("came after {} cycles, {} were predicted", *calm.latency_cycles,
                                            a.interface.latency_cycles)});
  }
  return {};
}

}  // namespace

Result<eda::Simulation> build_rtl(const Artefacts& a, const Expected& expected, const fs::path& folder,
                                  const fs::path& log, eda::Toolbox& tools, const Watch& watch) {
  KNAP_ASSIGN(eda::SimulationSources sources, eda::rtl_sources(a.folder / "rtl", folder));
  KNAP_TRY(write_testbench(a, expected, folder, a.inputs.size()));
  sources.files.emplace_back("tb.sv");
  sources.top = "knap_testbench";
  sources.log = log;
  return eda::build_simulation(sources, folder / "build", tools, watch);
}

Result<RtlRun> compare_rtl(const Artefacts& a, const Expected& expected, const VerifyOptions& options,
                           eda::Toolbox& tools, const Watch& watch) {
  KNAP_ASSIGN(const TempFolder work, TempFolder::make());
  const std::size_t records = a.inputs.size();
  Bench bench{{}, work.path(), a.folder / "verify/rtl.log"};
  KNAP_ASSIGN(const eda::Simulation built, build_rtl(a, expected, work.path(), bench.log, tools, watch));
  bench.program = built.program;

  RtlRun result;
  Rung& rung = result.rung;
  note_memory(built.peak_memory_mb, rung);
  rung.name = "hw_sim=verilator";
  rung.inputs = static_cast<std::int64_t>(records);
  rung.streams = static_cast<std::int64_t>(a.interface.streams.size()) + 1;
  KNAP_ASSIGN(const RunResult calm, simulate(bench, rung.inputs, Stalls::None, 1, rung, watch));
  add_run(a, calm, records, "without stalls", rung);
  KNAP_ASSIGN(result.outputs, kept_outputs(a, bench.folder));
  const std::int64_t stalled = std::min<std::int64_t>(options.stall_records, rung.inputs);
  KNAP_ASSIGN(const RunResult stalls, simulate(bench, stalled, Stalls::Long, 2, rung, watch));
  add_run(a, stalls, records, "with stalls", rung);

  const std::int64_t others =
      std::min(rung.inputs, std::max(kFewestPerturbed, kPerturbedCycles / a.interface.interval_cycles));
  KNAP_TRY(simulate_perturbed(a, bench, others, Stalls::None, 3, "with perturbed inputs", rung, watch));
  KNAP_TRY(measure(a, bench, calm, result, watch));
  rung.note = fmt::format(
      "without stalls; then with a reset in mid-inference, the output held until every buffer is full, and "
      "random stalls on both ends; {}; {} perturbed records more",
      stalled_streams(stalls), others);
  KNAP_TRY(remove_path(bench.log));
  return result;
}

Result<Rung> compare_netlist(const Artefacts& a, const Expected& expected, const Netlist& netlist,
                             const VerifyOptions& options, eda::Toolbox& tools, const Watch& watch) {
  KNAP_ASSIGN(const TempFolder work, TempFolder::make());
  Bench bench{{}, work.path(), a.folder / "verify" / (netlist.device + ".log")};
  const std::int64_t records =
      std::min<std::int64_t>(options.netlist_records, static_cast<std::int64_t>(a.inputs.size()));
  const auto stored = static_cast<std::size_t>(records);
  KNAP_TRY(write_testbench(a, expected, work.path(), stored));
  KNAP_ASSIGN(eda::SimulationSources sources,
              eda::netlist_sources(netlist.file, netlist.family, work.path(), bench.log, tools, watch));
  sources.files.emplace_back("tb.sv");
  sources.top = "knap_testbench";
  sources.log = bench.log;
  KNAP_ASSIGN(const eda::Simulation built,
              eda::build_simulation(sources, work.path() / "build", tools, watch));
  bench.program = built.program;
  Rung rung;
  note_memory(built.peak_memory_mb, rung);
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

}  // namespace knap::verify
