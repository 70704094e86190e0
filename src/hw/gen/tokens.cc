#include "hw/gen/tokens.h"

#include <algorithm>
#include <map>

#include "core/base/check.h"
#include "hw/gen/token_machine.h"

namespace knap::hw {
namespace {

std::int64_t count_steps(const std::vector<Phase>& phases) {
  std::int64_t n = 0;
  for (const Phase& phase : phases) n += phase.repeat * (phase.body.empty() ? 1 : count_steps(phase.body));
  return n;
}

std::int64_t count_beats(const std::vector<Phase>& phases) {
  std::int64_t n = 0;
  for (const Phase& phase : phases)
    n += phase.repeat *
         (phase.body.empty() ? static_cast<std::int64_t>(phase.action.produce) : count_beats(phase.body));
  return n;
}

}  // namespace

std::int64_t Tokens::steps() const { return count_steps(program); }
std::int64_t Tokens::beats() const { return count_beats(program); }

int TokenNetwork::add(std::string name, Tokens tokens) {
  KNAP_CHECK(tokens.outputs > 1 || tokens.steps() > 0, name);
  names_.push_back(std::move(name));
  nodes_.push_back(std::move(tokens));
  return static_cast<int>(nodes_.size()) - 1;
}

void TokenNetwork::connect(int from, int output, int to, int input) {
  links_.push_back({from, output, to, input});
}

void TokenNetwork::set_source(int to, int input, std::int64_t beats) {
  links_.push_back({-1, 0, to, input});
  source_beats_ = beats;
}

void TokenNetwork::set_sink(int from, int output, std::int64_t beats) {
  links_.push_back({from, output, -1, 0});
  sink_beats_ = beats;
}

// Why execution answers for all time: the machine is determinate, and with a source and a sink that are
// always there its next state is a function of its state. So from the second time that it is in some state at
// the start of an inference, everything since the first time repeats. It ends: the states are finitely many
// (positions in programs, buffers of two, rows of rings), so either inferences go on starting and a state
// comes back, or no beat moves at the borders for longer than all nodes together could work on what they
// hold, and then none ever will. What it costs: 16 ns per node and cycle. Networks of 5 to 40 nodes repeat
// after their pipeline is full, 2 to 10 inferences of 10^2 to 10^6 cycles: from microseconds to a few
// seconds.

TokenNetwork::Timing TokenNetwork::execute() const {
  struct Start {
    std::int64_t cycle = 0, number = 0;
  };
  TokenMachine machine(*this);
  Timing timing;
  std::map<std::vector<std::int64_t>, Start> seen;  // state at the start of an inference
  std::int64_t taken = 0, given = 0, idle = 0;
  std::int64_t first_in = -1;
  const std::int64_t longest = patience();
  for (std::int64_t now = 0;; ++now) {
    const Cycle cycle = machine.settle(true, true);
    if (cycle.out_valid && ++given == sink_beats_) timing.latency_cycles = now - first_in;
    if (cycle.in_ready) {
      if (first_in < 0) first_in = now;
      if (taken % source_beats_ == 0 && given >= sink_beats_) {
        const std::int64_t number = taken / source_beats_;
        const auto [known, is_new] = seen.emplace(machine.state(), Start{now, number});
        if (!is_new) {
          const Start& then = known->second;
          const std::int64_t inferences = number - then.number;
          timing.interval_cycles = (now - then.cycle + inferences - 1) / inferences;
          timing.cycles = now;
          return timing;
        }
      }
      ++taken;
    }
    idle = cycle.in_ready || cycle.out_valid ? 0 : idle + 1;
    if (idle > longest) {
      timing.is_deadlocked = true;
      timing.cycles = now;
      timing.stuck = machine.describe_waiting();
      return timing;
    }
    machine.clock();
  }
}

std::int64_t TokenNetwork::bound() const {
  std::int64_t most = std::max(source_beats_, sink_beats_);
  for (const Tokens& tokens : nodes_)
    if (tokens.outputs == 1) most = std::max(most, tokens.steps());
  return most;
}

std::int64_t TokenNetwork::patience() const {
  std::int64_t sum = 0;
  for (const Tokens& tokens : nodes_)
    sum += tokens.outputs > 1 ? 8 : tokens.steps() + tokens.pipeline + tokens.queue + 8;
  return sum;
}

// With a paced source the next state is a function of the state and of the lag, by how much the source is
// behind its schedule: equal states with equal lags repeat for ever, and an equal state with a greater lag
// falls behind by the difference in every period. What it costs is bounded, for a network that falls behind
// may take thousands of inferences to fill its FIFOs before a state comes back: by kInferences and kCycles,
// and by lags that have grown by the same three times running once the pipeline was full.
TokenNetwork::Flow TokenNetwork::execute_at(std::int64_t interval) const {
  // A network that keeps up shows it soon after its pipeline is full; short inferences are given more of
  // them.
  constexpr std::int64_t kInferences = 3, kCycles = 50000;
  TokenMachine machine(*this);
  Flow flow;
  std::map<std::vector<std::int64_t>, std::int64_t> seen;  // state at the start of an inference -> its lag
  std::int64_t taken = 0, given = 0, started = 0, filled = 0, last_done = 0, idle = 0;
  std::int64_t last_lag = 0, last_growth = 0, equal_growths = 0;
  const std::int64_t longest = patience();
  for (std::int64_t now = 0; idle <= longest; ++now) {
    const bool is_start = taken % source_beats_ == 0;
    const bool is_offered = !is_start || now >= started * interval;
    const Cycle cycle = machine.settle(is_offered, true);
    // A source that waits for its time is no sign of a deadlock.
    idle = !is_offered || cycle.in_ready || cycle.out_valid ? 0 : idle + 1;
    if (cycle.out_valid && ++given % sink_beats_ == 0) {
      if (filled == 0) filled = started;
      const std::int64_t took = now - last_done;
      if (took > interval && took == flow.output_interval) flow.late_cycles = took - interval;
      flow.output_interval = took;
      last_done = now;
    }
    if (is_offered && cycle.in_ready) {
      if (is_start) {
        const std::int64_t lag = now - started * interval;
        const auto [known, is_new] = seen.emplace(machine.state(), lag);
        flow.is_sustained = !is_new && known->second == lag;
        const std::int64_t growth = lag - last_lag;
        equal_growths = filled > 0 && growth > 0 && growth == last_growth ? equal_growths + 1 : 0;
        last_lag = lag, last_growth = growth;
        if (!is_new || equal_growths == 2 || flow.late_cycles > 0 ||
            (filled > 0 && started > filled + kInferences && now > kCycles))
          break;
        ++started;
      }
      ++taken;
    }
    machine.clock();
  }
  flow.most_rows = machine.most_rows();
  return flow;
}

std::vector<TokenNetwork::Cycle> TokenNetwork::trace(const std::vector<bool>& in_valid,
                                                     const std::vector<bool>& out_ready) const {
  TokenMachine machine(*this);
  std::vector<Cycle> cycles;
  for (std::size_t i = 0; i < in_valid.size(); ++i) {
    cycles.push_back(machine.settle(in_valid[i], out_ready[i]));
    machine.clock();
  }
  return cycles;
}

}  // namespace knap::hw
