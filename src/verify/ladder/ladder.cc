#include "verify/ladder/ladder.h"

#include <fmt/format.h>

#include <chrono>
#include <functional>
#include <optional>
#include <vector>

#include "core/base/diagnostics.h"
#include "core/base/parallel.h"
#include "core/sys/files.h"
#include "verify/ladder/rtl_rung.h"
#include "verify/ladder/sim_rung.h"

namespace knap::verify {
namespace {

/// Runs one rung, notes how long it took and says so.
template <class F>
auto timed(const std::string& what, Watch& watch, double& seconds, F&& rung) {
  Progress progress;
  progress.task = "verify " + what;
  watch.report(progress);
  const auto start = std::chrono::steady_clock::now();
  auto result = rung();
  seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  progress.note = fmt::format("done in {:.1f} s", seconds);
  watch.report(progress);
  return result;
}

/// label == predicted in verify/labels.csv.
Result<double> labels_accuracy(const std::filesystem::path& folder) {
  KNAP_ASSIGN(const std::string text, read_file(folder / "verify/labels.csv"));
  std::int64_t rows = 0, right = 0;
  for (std::size_t at = text.find('\n'); at != std::string::npos && at + 1 < text.size();
       at = text.find('\n', at + 1)) {
    const std::string row = text.substr(at + 1, text.find('\n', at + 1) - at - 1);
    const std::size_t last = row.rfind(','), middle = row.rfind(',', last - 1);
    ++rows;
    right += row.substr(middle + 1, last - middle - 1) == row.substr(last + 1);
  }
  return rows == 0 ? 0.0 : static_cast<double>(right) / static_cast<double>(rows);
}

}  // namespace

Result<Verdict> verify_folder(const std::filesystem::path& folder, const VerifyOptions& options,
                              eda::Toolbox& tools, Watch& watch) {
  KNAP_ASSIGN(const Artefacts artefacts, load_artefacts(folder));
  Verdict verdict;
  verdict.predicted_latency = artefacts.interface.latency_cycles;
  verdict.predicted_interval = artefacts.interface.interval_cycles;
  double seconds = 0;
  const auto add = [&](Rung rung) {
    rung.seconds = seconds;
    verdict.mismatches += rung.mismatches;
    verdict.rungs.push_back(std::move(rung));
  };
  KNAP_ASSIGN(const Expected expected,
              timed("evaluator", watch, seconds, [&] { return evaluate_records(artefacts, watch); }));
  KNAP_ASSIGN(Rung trainer, compare_trainer(artefacts, expected));
  add(std::move(trainer));
  SimTiming timing;
  KNAP_ASSIGN(Rung simulator, timed("hw_sim", watch, seconds,
                                    [&] { return compare_simulator(artefacts, expected, timing, watch); }));
  add(std::move(simulator));
  KNAP_ASSIGN(RtlRun rtl, timed("rtl", watch, seconds,
                                [&] { return compare_rtl(artefacts, expected, options, tools, watch); }));
  verdict.measured_latency = rtl.latency_cycles;
  verdict.measured_interval = rtl.interval_cycles;
  verdict.rtl_inputs = rtl.rung.inputs;
  add(std::move(rtl.rung));
  // Most of a netlist's time is one thread of Verilator's: the devices go side by side.
  const std::vector<Netlist>& netlists = artefacts.netlists;
  if (!netlists.empty()) KNAP_TRY(tools.find(eda::Tool::Yosys, watch));
  std::vector<std::optional<Result<Rung>>> compared(netlists.size());
  std::vector<double> took(netlists.size());
  parallel_for(netlists.size(), [&](std::size_t i) {
    compared[i] = timed("netlist " + netlists[i].device, watch, took[i], [&] {
      return compare_netlist(artefacts, expected, netlists[i], options, tools, watch);
    });
  });
  for (std::size_t i = 0; i < netlists.size(); ++i) {
    KNAP_ASSIGN(Rung rung, std::move(*compared[i]));
    seconds = took[i];
    add(std::move(rung));
  }
  KNAP_ASSIGN(verdict.rtl_accuracy, labels_accuracy(artefacts.folder));
  return verdict;
}

Value to_value(const Verdict& verdict) {
  ValueArray rungs;
  for (const Rung& rung : verdict.rungs) {
    Value row{ValueTable{}};
    row.set("name", Value(rung.name));
    if (!rung.note.empty()) row.set("note", Value(rung.note));
    row.set("inputs", Value(rung.inputs));
    row.set("streams", Value(rung.streams));
    row.set("beats", Value(rung.beats));
    row.set("mismatches", Value(rung.mismatches));
    if (rung.first_mismatch) {
      Value first{ValueTable{}};
      first.set("layer", Value(rung.first_mismatch->layer));
      first.set("record", Value(rung.first_mismatch->record));
      first.set("beat", Value(rung.first_mismatch->beat));
      first.set("detail", Value(rung.first_mismatch->detail));
      row.set("first_mismatch", std::move(first));
    }
    row.set("seconds", Value(rung.seconds));
    rungs.emplace_back(std::move(row));
  }
  Value section{ValueTable{}};
  section.set("mismatches", Value(verdict.mismatches));
  section.set("passed", Value(verdict.passed()));
  section.set("rungs", Value(std::move(rungs)));
  return section;
}

std::vector<Diagnostic> complaints(const Verdict& verdict) {
  std::vector<Diagnostic> found;
  for (const Rung& rung : verdict.rungs)
    if (rung.first_mismatch)
      found.push_back(
          {&diag::kMismatch, rung.first_mismatch->layer,
           fmt::format("{}: {} mismatches, first in record {} beat {}: {}", rung.name, rung.mismatches,
                       rung.first_mismatch->record, rung.first_mismatch->beat, rung.first_mismatch->detail)});
  if (!verdict.is_timing_equal())
    found.push_back({&diag::kMismatch, "cycles",
                     fmt::format("latency {} and interval {} were measured, {} and {} predicted",
                                 verdict.measured_latency, verdict.measured_interval,
                                 verdict.predicted_latency, verdict.predicted_interval)});
  return found;
}

}  // namespace knap::verify
