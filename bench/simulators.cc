// simulators: cycles per second of Verilator and of hw/sim on the ECG design, and the time of knap generate.
// The weights come from one epoch on the synthetic set: speed does not depend on them.
#include <chrono>

#include "bench/target.h"
#include "core/base/parallel.h"
#include "core/sys/files.h"
#include "core/sys/process.h"
#include "eda/verilator/verilator.h"
#include "verify/ladder/artefacts.h"
#include "verify/ladder/rtl_rung.h"
#include "verify/ladder/sim_rung.h"
#include "verify/ladder/testbench.h"

namespace {

using namespace knap;
namespace fs = std::filesystem;

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Runs a verb of the program; returns its seconds.
Result<double> knap_verb(const fs::path& program, const std::vector<std::string>& words) {
  Command command;
  command.argv = {program.string()};
  command.argv.insert(command.argv.end(), words.begin(), words.end());
  const double start = now();
  KNAP_ASSIGN(const ProcessOutput output, run_process(command, Watch()));
  if (output.exit_code != 0) return Error(diag::kToolFailed, words[0], last_lines(output.output));
  return now() - start;
}

Result<double> verilator_cycles_per_s(const verify::Artefacts& artefacts, const verify::Expected& expected) {
  const Watch watch;
  KNAP_ASSIGN(const TempFolder work, TempFolder::make());
  eda::Toolbox tools;
  KNAP_ASSIGN(const eda::Simulation built,
              verify::build_rtl(artefacts, expected, work.path(), work.path() / "build.log", tools, watch));
  const double start = now();
  KNAP_ASSIGN(const eda::SimulationRun ran, eda::run_simulation(built.program, work.path(), {}, 1, watch));
  const double seconds = now() - start;
  KNAP_ASSIGN(const verify::RunResult run, verify::parse_run(ran.output, built.program.string()));
  return static_cast<double>(run.cycles) / seconds;
}

/// On one thread. Cycles: those of a steady stream of records.
Result<double> simulator_cycles_per_s(const verify::Artefacts& artefacts, const verify::Expected& expected) {
  set_jobs(1);
  verify::SimTiming timing;
  const double start = now();
  KNAP_ASSIGN(const verify::Rung rung, verify::compare_simulator(artefacts, expected, timing, Watch()));
  const double seconds = now() - start;
  set_jobs(0);
  if (rung.mismatches != 0) return Error(diag::kMismatch, "hw_sim", "is wrong");
  return static_cast<double>(rung.inputs * artefacts.interface.interval_cycles) / seconds;
}

Result<void> run(const fs::path& program) {
  KNAP_ASSIGN(const TempFolder work, TempFolder::make());
  const std::string out = (work.path() / "ecg").string();
  KNAP_TRY(knap_verb(program, {"train", "examples/ecg_af/knap.toml", "--out", out, "--quiet", "--set",
                               "train.float_epochs=1", "--set", "train.quantised_epochs=1"}));
  KNAP_TRY(knap_verb(program, {"plan", out, "--quiet"}));
  KNAP_ASSIGN(const double generating, knap_verb(program, {"generate", out, "--quiet"}));
  bench::target("knap generate, ECG", "< 2 s", fmt::format("{:.2f} s", generating), generating < 2);
  KNAP_ASSIGN(const verify::Artefacts artefacts, verify::load_artefacts(out));
  KNAP_ASSIGN(const verify::Expected expected, verify::evaluate_records(artefacts, Watch()));
  KNAP_ASSIGN(const double verilator, verilator_cycles_per_s(artefacts, expected));
  bench::target("Verilator, ECG RTL with every stream compared", ">= 100k cycles/s",
                fmt::format("{:.0f}k cycles/s", verilator / 1000), verilator >= 100e3);
  KNAP_ASSIGN(const double simulator, simulator_cycles_per_s(artefacts, expected));
  bench::target("hw/sim, ECG design, one thread", ">= 50k cycles/s",
                fmt::format("{:.0f}k cycles/s", simulator / 1000), simulator >= 50e3);
  return {};
}

}  // namespace

int main(int, char** argv) {
  const Result<void> done = run(fs::absolute(argv[0]).parent_path() / "knap");
  if (done.ok()) return 0;
  fmt::print("{}\n", to_string(done.error()));
  return 1;
}
