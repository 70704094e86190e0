#include "verify/ladder/rtl_rung.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/num/beat.h"
#include "core/sys/files.h"
#include "eda/verilator/sources.h"
#include "verify/ladder/bench_run.h"

namespace knap::verify {
namespace {

namespace fs = std::filesystem;

// Perturbed records for the RTL: as many as fill some millions of cycles.
constexpr std::int64_t kPerturbedCycles = 2'000'000;
constexpr std::int64_t kFewestPerturbed = 8;
// Inferences after the buffers were full, beside those that are in flight then: eight show the interval.
constexpr std::int64_t kSteadyInferences = 12;

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

}  // namespace knap::verify
