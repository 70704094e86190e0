#include "verify/ladder/rtl_rung.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "core/sys/files.h"
#include "eda/verilator/netlist.h"
#include "eda/verilator/verilator.h"
#include "verify/ladder/perturb.h"

namespace knap::verify {
namespace {

namespace fs = std::filesystem;

// Perturbed records for the RTL: as many as fill some millions of cycles.
constexpr std::int64_t kPerturbedCycles = 2'000'000;
constexpr std::int64_t kFewestPerturbed = 8;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);)
    if (!line.empty()) lines.push_back(line);
  return lines;
}

/// Adds a run's streams to the rung; the design's own output is the last stream. `stored`: records that the
/// testbench has, after which the first comes again.
void add_run(const Artefacts& a, const RunResult& run, std::size_t stored, const std::string& what,
             Rung& rung) {
  for (std::size_t t = 0; t < run.streams.size(); ++t) {
    const RunResult::Stream& stream = run.streams[t];
    const bool is_output = t == a.interface.taps.size();
    const std::int64_t per_record = is_output ? a.interface.output_beats : a.interface.taps[t].beats;
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
    rung.first_mismatch =
        Mismatch{is_output ? "out" : a.interface.taps[t].layer, a.records[record], beat % per_record, detail};
  }
}

/// As the testbench numbers them.
enum class Stalls { None, Long, Short };

std::string stalled_streams(const RunResult& run) {
  const auto stalled = std::count_if(run.streams.begin(), run.streams.end(),
                                     [](const RunResult::Stream& stream) { return stream.is_stalled; });
  return fmt::format("{} of {} streams were stalled", stalled, run.streams.size());
}

Result<RunResult> simulate(const fs::path& program, const fs::path& folder, std::int64_t records,
                           Stalls stalls, std::uint64_t seed, const Watch& watch) {
  KNAP_ASSIGN(
      const std::string output,
      eda::run_simulation(program, folder,
                          {fmt::format("records={}", records),
                           fmt::format("stalls={}", static_cast<int>(stalls)), fmt::format("seed={}", seed)},
                          seed, watch));
  return parse_run(output, program.string());
}

/// Memory images lie beside the testbench's data, so that both are found from one folder.
Result<void> copy_images(const fs::path& rtl, const fs::path& folder) {
  KNAP_ASSIGN(const std::vector<std::string> files, list_files(rtl));
  for (const std::string& file : files)
    if (fs::path(file).extension() == ".mem" || fs::path(file).extension() == ".hex")
      KNAP_TRY(copy_path(rtl / file, folder / file));
  return {};
}

/// `count` perturbed records through a program that was built in `folder`.
Result<RunResult> simulate_perturbed(const Artefacts& a, const fs::path& program, const fs::path& folder,
                                     std::int64_t count, Stalls stalls, std::uint64_t seed,
                                     const std::string& what, Rung& rung, const Watch& watch) {
  KNAP_ASSIGN(const Perturbed other, perturb(a, count, watch));
  const auto stored = static_cast<std::size_t>(count);
  const fs::path beside = folder / "perturbed";
  KNAP_TRY(make_folders(beside));
  KNAP_TRY(write_testbench(other.artefacts, other.expected, beside, stored));
  KNAP_TRY(copy_images(a.folder / "rtl", beside));
  KNAP_ASSIGN(const RunResult run, simulate(program, beside, count, stalls, seed, watch));
  add_run(other.artefacts, run, stored, what, rung);
  return run;
}

}  // namespace

Result<fs::path> build_rtl(const Artefacts& a, const Expected& expected, const fs::path& folder,
                           eda::Toolbox& tools, const Watch& watch) {
  const fs::path rtl = a.folder / "rtl";
  KNAP_TRY(write_testbench(a, expected, folder, a.inputs.size()));
  KNAP_TRY(copy_images(rtl, folder));
  KNAP_ASSIGN(const std::string list, read_file(rtl / "files.f"));
  eda::SimulationSources sources;
  sources.working_folder = folder;
  for (const std::string& file : lines_of(list)) sources.files.push_back((rtl / file).string());
  sources.files.push_back((folder / "tb.sv").string());
  sources.top = "knap_testbench";
  return eda::build_simulation(sources, folder / "build", tools, watch);
}

Result<RtlRun> compare_rtl(const Artefacts& a, const Expected& expected, const VerifyOptions& options,
                           eda::Toolbox& tools, const Watch& watch) {
  KNAP_ASSIGN(const TempFolder work, TempFolder::make());
  const std::size_t records = a.inputs.size();
  KNAP_ASSIGN(const fs::path program, build_rtl(a, expected, work.path(), tools, watch));

  RtlRun result;
  result.rung.name = "hw_sim=verilator";
  result.rung.inputs = static_cast<std::int64_t>(records);
  result.rung.streams = static_cast<std::int64_t>(a.interface.taps.size()) + 1;
  result.rung.note =
      "without stalls; then with a reset in mid-inference, the output held until every buffer is full, and "
      "random stalls on both ends";
  KNAP_ASSIGN(const RunResult calm,
              simulate(program, work.path(), result.rung.inputs, Stalls::None, 1, watch));
  add_run(a, calm, records, "without stalls", result.rung);
  result.latency_cycles = calm.latency_cycles;
  result.interval_cycles = calm.interval_cycles;
  const std::int64_t stalled = std::min<std::int64_t>(options.stall_records, result.rung.inputs);
  KNAP_ASSIGN(const RunResult stalls, simulate(program, work.path(), stalled, Stalls::Long, 2, watch));
  add_run(a, stalls, records, "with stalls", result.rung);

  const std::int64_t others = std::min(
      result.rung.inputs, std::max(kFewestPerturbed, kPerturbedCycles / a.interface.interval_cycles));
  KNAP_TRY(simulate_perturbed(a, program, work.path(), others, Stalls::None, 3, "with perturbed inputs",
                              result.rung, watch));
  result.rung.note += fmt::format("; {}; {} perturbed records more", stalled_streams(stalls), others);
  return result;
}

Result<Rung> compare_netlist(const Artefacts& a, const Expected& expected, const Netlist& netlist,
                             const VerifyOptions& options, eda::Toolbox& tools, const Watch& watch) {
  KNAP_ASSIGN(const TempFolder work, TempFolder::make());
  const std::int64_t records =
      std::min<std::int64_t>(options.netlist_records, static_cast<std::int64_t>(a.inputs.size()));
  const auto stored = static_cast<std::size_t>(records);
  KNAP_TRY(write_testbench(a, expected, work.path(), stored));
  KNAP_ASSIGN(eda::SimulationSources sources,
              eda::netlist_sources(netlist.file, netlist.family, work.path(), tools, watch));
  sources.working_folder = work.path();
  sources.files.push_back((work.path() / "tb.sv").string());
  sources.top = "knap_testbench";
  sources.is_netlist = true;
  KNAP_ASSIGN(const fs::path program, eda::build_simulation(sources, work.path() / "build", tools, watch));
  Rung rung;
  rung.name = "rtl=netlist";
  rung.inputs = records;
  rung.streams = static_cast<std::int64_t>(a.interface.taps.size()) + 1;
  rung.note = netlist.device;
  KNAP_ASSIGN(const RunResult calm, simulate(program, work.path(), records, Stalls::None, 3, watch));
  add_run(a, calm, stored, netlist.device + " without stalls", rung);
  // Other records than before: stalls reach the same states with them, and they reach more of the tables.
  KNAP_ASSIGN(const RunResult stalls,
              simulate_perturbed(a, program, work.path(), records, Stalls::Short, 4,
                                 netlist.device + " with stalls and perturbed inputs", rung, watch));
  rung.note += "; " + stalled_streams(stalls);
  return rung;
}

}  // namespace knap::verify
