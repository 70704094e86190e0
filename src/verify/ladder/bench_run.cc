#include "verify/ladder/bench_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/sys/files.h"
#include "eda/verilator/sources.h"
#include "eda/verilator/verilator.h"
#include "verify/ladder/perturb.h"

namespace knap::verify {

void add_stream(const Artefacts& a, const RunResult::Stream& stream, std::int64_t per_record,
                std::int64_t records, std::size_t stored, const std::string& layer, const std::string& what,
                Rung& rung) {
  rung.beats += stream.beats;
  std::int64_t bad = stream.mismatches;
  std::int64_t beat = stream.first_beat;
  std::string detail = fmt::format("{}: got {}, expected {}", what, stream.got, stream.want);
  const std::int64_t wanted = records * per_record;
  if (stream.beats != wanted && bad == 0) {  // a missing beat is a mismatch too
    bad = 1;
    beat = std::min(stream.beats, wanted - 1);
    detail = fmt::format("{}: {} beats came, {} were expected", what, stream.beats, wanted);
  }
  rung.mismatches += bad;
  if (bad == 0 || rung.first_mismatch) return;
  const std::size_t record = static_cast<std::size_t>(std::max<std::int64_t>(beat / per_record, 0)) % stored;
  rung.first_mismatch = Mismatch{layer, a.records[record].name, beat % per_record, detail};
}

void add_run(const Artefacts& a, const RunResult& run, std::size_t stored, const std::string& what,
             Rung& rung) {
  for (std::size_t t = 0; t < run.streams.size(); ++t) {
    const bool is_output = t == a.interface.streams.size();
    add_stream(a, run.streams[t], is_output ? a.out().beats : a.interface.streams[t].beats, run.records,
               stored, is_output ? "out" : a.interface.streams[t].layer, what, rung);
  }
}

std::string stalled_streams(const RunResult& run) {
  const auto stalled = std::count_if(run.streams.begin(), run.streams.end(),
                                     [](const RunResult::Stream& stream) { return stream.is_stalled; });
  return fmt::format("{} of {} streams were stalled", stalled, run.streams.size());
}

void note_memory(double peak_mb, Rung& rung) {
  rung.memory_mb = std::max(rung.memory_mb.value_or(0), std::round(peak_mb));
}

Result<RunResult> simulate(const Bench& bench, std::int64_t records, Stalls stalls, std::uint64_t seed,
                           Rung& rung, const Watch& watch) {
  std::vector<std::string> plusargs{fmt::format("records={}", records), "keep",
                                    fmt::format("stalls={}", static_cast<int>(stalls)),
                                    fmt::format("seed={}", seed)};
  if (bench.is_dumping) plusargs.emplace_back("dump");
  KNAP_ASSIGN(const eda::SimulationRun run,
              eda::run_simulation(bench.program, bench.folder, plusargs, seed, watch, bench.log));
  note_memory(run.peak_memory_mb, rung);
  return parse_run(run.output, bench.log.string());
}

Result<RunResult> simulate_perturbed(const Artefacts& a, const Bench& bench, std::int64_t count,
                                     Stalls stalls, std::uint64_t seed, const std::string& what, Rung& rung,
                                     const Watch& watch) {
  KNAP_ASSIGN(const Perturbed other, perturb(a, count, watch));
  const auto stored = static_cast<std::size_t>(count);
  Bench beside = bench;
  beside.folder = perturbed_folder(bench);
  KNAP_TRY(make_folders(beside.folder));
  KNAP_TRY(write_testbench(other.artefacts, other.expected, beside.folder, stored));
  KNAP_TRY(eda::copy_images(a.folder / "rtl", beside.folder));
  KNAP_ASSIGN(const RunResult run, simulate(beside, count, stalls, seed, rung, watch));
  add_run(other.artefacts, run, stored, what, rung);
  return run;
}

}  // namespace knap::verify
