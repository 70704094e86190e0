#include "verify/ladder/ladder.h"

#include <fmt/format.h>

#include <chrono>

#include "core/base/diagnostics.h"
#include "core/base/parallel.h"
#include "verify/ladder/accuracy.h"
#include "verify/ladder/netlist_rung.h"
#include "verify/ladder/rtl_rung.h"
#include "verify/ladder/sim_rung.h"
#include "verify/ladder/trainer_rung.h"

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

/// Climbs one folder; every rung adds to the verdict.
class Climb {
 public:
  Climb(const Artefacts& a, const std::vector<std::string>& classes, const VerifyOptions& options,
        eda::Toolbox& tools, Watch& watch)
      : a_(a), classes_(classes), options_(options), tools_(tools), watch_(watch) {}

  Result<Verdict> run() {
    std::vector<std::int64_t> labels;
    if (!classes_.empty()) {
      KNAP_ASSIGN(labels, label_indices(a_, classes_));
    }
    KNAP_TRY(find_tools());
    KNAP_ASSIGN(const Expected expected,
                timed("evaluator", watch_, seconds_, [&] { return evaluate_records(a_, watch_); }));
    KNAP_ASSIGN(Rung trainer, compare_trainer(a_, expected, classes_));
    add(std::move(trainer));
    SimTiming timing;
    KNAP_ASSIGN(Rung simulator, timed("hw_sim", watch_, seconds_,
                                      [&] { return compare_simulator(a_, expected, timing, watch_); }));
    add(std::move(simulator));
    KNAP_ASSIGN(RtlRun rtl, timed("rtl", watch_, seconds_,
                                  [&] { return compare_rtl(a_, expected, options_, tools_, watch_); }));
    verdict_.cycles.predicted =
        schema::LatencyInterval{a_.interface.latency_cycles, a_.interface.interval_cycles};
    verdict_.cycles.measured = rtl.measured;
    verdict_.rtl_inputs = rtl.rung.inputs;
    if (!classes_.empty()) {
      verdict_.integer_accuracy = accuracy_of(a_.graph, expected.outputs, labels);
      if (!rtl.outputs.empty()) verdict_.rtl_accuracy = accuracy_of(a_.graph, rtl.outputs, labels);
    }
    add(std::move(rtl.rung));
    KNAP_TRY(climb_netlists(expected));
    return std::move(verdict_);
  }

 private:
  Result<void> find_tools() {
    std::vector<eda::Tool> wanted{eda::Tool::Verilator, eda::Tool::Make, eda::Tool::Gxx};
    if (!a_.netlists.empty()) wanted.push_back(eda::Tool::Yosys);
    for (const eda::Tool tool : wanted) {
      KNAP_ASSIGN(eda::ToolInfo info, tools_.find(tool, watch_));
      verdict_.tools.push_back(std::move(info));
    }
    return {};
  }

  void add(Rung rung) {
    rung.seconds = seconds_;
    verdict_.mismatches += rung.mismatches;
    verdict_.rungs.push_back(std::move(rung));
  }

  /// Most of a netlist's time is one thread of Verilator's: the devices go side by side.
  Result<void> climb_netlists(const Expected& expected) {
    const std::vector<Netlist>& netlists = a_.netlists;
    std::vector<std::optional<Result<Rung>>> compared(netlists.size());
    std::vector<double> took(netlists.size());
    parallel_for(netlists.size(), [&](std::size_t i) {
      compared[i] = timed("netlist " + netlists[i].device, watch_, took[i], [&] {
        return compare_netlist(a_, expected, netlists[i], options_, tools_, watch_);
      });
    });
    for (std::size_t i = 0; i < netlists.size(); ++i) {
      KNAP_ASSIGN(Rung rung, std::move(*compared[i]));
      seconds_ = took[i];
      add(std::move(rung));
    }
    return {};
  }

  const Artefacts& a_;
  const std::vector<std::string>& classes_;
  const VerifyOptions& options_;
  eda::Toolbox& tools_;
  Watch& watch_;
  double seconds_ = 0;
  Verdict verdict_;
};

bool is_timing_equal(const schema::Cycles& cycles) {
  return !cycles.measured || !cycles.predicted || *cycles.measured == *cycles.predicted;
}

}  // namespace

Result<Verdict> verify_folder(const std::filesystem::path& folder, const std::vector<std::string>& classes,
                              const VerifyOptions& options, eda::Toolbox& tools, Watch& watch) {
  KNAP_ASSIGN(const Artefacts artefacts, load_artefacts(folder));
  return Climb(artefacts, classes, options, tools, watch).run();
}

schema::Verify to_section(const Verdict& verdict) {
  schema::Verify section;
  section.mismatches = verdict.mismatches;
  section.passed = !verdict.rungs.empty() && verdict.mismatches == 0 && is_timing_equal(verdict.cycles);
  section.rungs = verdict.rungs;
  return section;
}

std::vector<Diagnostic> complaints(const schema::Verify& section, const schema::Cycles& cycles) {
  std::vector<Diagnostic> found;
  for (const Rung& rung : section.rungs)
    if (rung.first_mismatch)
      found.push_back(
          {&diag::kMismatch, rung.first_mismatch->layer,
           fmt::format("{}: {} mismatches, first in record {} beat {}: {}", rung.name, rung.mismatches,
                       rung.first_mismatch->record, rung.first_mismatch->beat, rung.first_mismatch->detail)});
  if (!is_timing_equal(cycles))
    found.push_back({&diag::kMismatch, "cycles",
                     fmt::format("latency {} and interval {} were measured, {} and {} predicted",
                                 cycles.measured->latency, cycles.measured->interval,
                                 cycles.predicted->latency, cycles.predicted->interval)});
  return found;
}

}  // namespace knap::verify
