#include "hw/gen/tokens.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/base/check.h"

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

/// A position in a program: the action to fire next. Wraps to the start after the last step.
class Cursor {
 public:
  explicit Cursor(const std::vector<Phase>* program) : program_(program) { enter(program_); }

  const Action& action() const { return *action_; }

  void advance() {
    if (--left_ == 0) leave();
  }

  void append_state(std::vector<std::int64_t>& state) const {
    for (const Level& level : levels_)
      state.insert(state.end(), {static_cast<std::int64_t>(level.index), level.done});
    state.push_back(left_);
  }

 private:
  struct Level {
    const std::vector<Phase>* phases;
    std::size_t index = 0;
    std::int64_t done = 0;  ///< passes of the body
  };
  void enter(const std::vector<Phase>* phases) {
    levels_.push_back({phases});
    descend();
  }
  void descend() {
    while (true) {
      const Phase& phase = (*levels_.back().phases)[levels_.back().index];
      if (phase.body.empty()) {
        action_ = &phase.action;
        left_ = phase.repeat;
        return;
      }
      levels_.push_back({&phase.body});
    }
  }
  /// From the end of a run of equal steps to the next run.
  void leave() {
    for (bool is_run = true; !levels_.empty(); is_run = false) {
      Level& top = levels_.back();
      if (!is_run && ++top.done < (*top.phases)[top.index].repeat) return descend();
      top.done = 0;
      if (++top.index < top.phases->size()) return descend();
      levels_.pop_back();
    }
    enter(program_);
  }
  const std::vector<Phase>* program_;
  std::vector<Level> levels_;
  const Action* action_ = nullptr;
  std::int64_t left_ = 0;  ///< steps of the current run
};

}  // namespace

std::int64_t Tokens::steps() const { return count_steps(program); }
std::int64_t Tokens::beats() const { return count_beats(program); }

/// The state of a network and its transition by one clock edge.
class TokenMachine {
 public:
  explicit TokenMachine(const TokenNetwork& network) : network_(network) {
    for (const Tokens& tokens : network.nodes_) nodes_.emplace_back(tokens);
    for (const TokenNetwork::Link& link : network.links_) {
      const int index = static_cast<int>(&link - network.links_.data());
      if (link.to >= 0)
        nodes_[static_cast<std::size_t>(link.to)].in_links.at(static_cast<std::size_t>(link.input)) = index;
      if (link.from >= 0)
        nodes_[static_cast<std::size_t>(link.from)].out_links.at(static_cast<std::size_t>(link.output)) =
            index;
    }
    valid_.resize(network.links_.size());
    ready_.resize(network.links_.size());
  }

  /// Computes valid and ready of every link from the state, for this cycle.
  TokenNetwork::Cycle settle(bool in_valid, bool out_ready) {
    for (std::size_t i = 0; i < network_.links_.size(); ++i) {
      const TokenNetwork::Link& link = network_.links_[i];
      valid_[i] =
          link.from < 0 ? in_valid : node(link.from).buffers[static_cast<std::size_t>(link.output)] > 0;
    }
    for (std::size_t i = 0; i < network_.links_.size(); ++i) {
      const TokenNetwork::Link& link = network_.links_[i];
      ready_[i] = link.to < 0 ? out_ready : node(link.to).is_ready(link.input, valid_);
      if (link.from < 0) cycle_.in_ready = ready_[i];
      if (link.to < 0) cycle_.out_valid = valid_[i];
    }
    return cycle_;
  }

  void clock() {
    for (Node& n : nodes_) n.clock(valid_, ready_);
  }

  std::vector<std::int64_t> state() const {
    std::vector<std::int64_t> state;
    for (const Node& n : nodes_) n.append_state(state);
    return state;
  }

  /// Per node: the greatest number of window rows that ever held data.
  std::vector<std::int64_t> most_rows() const {
    std::vector<std::int64_t> most;
    for (const Node& n : nodes_) most.push_back(n.tokens->window ? n.tokens->window->rows - n.least_free : 0);
    return most;
  }

  std::string describe_waiting() const {
    std::string text;
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      const std::string waits = nodes_[i].waiting(valid_);
      if (!waits.empty()) text += fmt::format("{}{} {}", text.empty() ? "" : "; ", network_.names_[i], waits);
    }
    return text;
  }

 private:
  struct Node {
    explicit Node(const Tokens& t)
        : tokens(&t),
          in_links(static_cast<std::size_t>(t.inputs), -1),
          out_links(static_cast<std::size_t>(t.outputs), -1),
          buffers(static_cast<std::size_t>(t.outputs), 0),
          done(static_cast<std::size_t>(t.outputs), false),
          last_stage(t.pipeline == 0 ? 0 : std::uint64_t{1} << (t.pipeline - 1)) {
      KNAP_CHECK(t.pipeline < 64, "pipeline");
      if (t.outputs == 1) cursor.emplace(&t.program);
      if (t.window) free_rows = least_free = t.window->rows;
    }

    bool is_fork() const { return tokens->outputs > 1; }
    bool advances() const { return buffers[0] < 2; }

    /// A join takes from all its inputs or from none: its ready on one side needs the other side's
    /// (registered) valid.
    bool is_ready(int input, const std::vector<char>& valid) const {
      if (is_fork()) {
        for (std::size_t k = 0; k < buffers.size(); ++k)
          if (!done[k] && buffers[k] >= 2) return false;
        return true;
      }
      if (tokens->window && input == 0) return free_rows > 0;
      if (!advances()) return false;
      const std::uint32_t consumed = cursor->action().consume;
      if ((consumed >> input & 1U) == 0) return false;
      for (int i = 0; i < tokens->inputs; ++i)
        if (i != input && (consumed >> i & 1U) != 0 && !valid[link_in(static_cast<std::size_t>(i))])
          return false;
      return true;
    }

    void clock(const std::vector<char>& valid, const std::vector<char>& ready) {
      is_fork() ? clock_fork(valid, ready) : clock_process(valid, ready);
    }

    void clock_fork(const std::vector<char>& valid, const std::vector<char>& ready) {
      const bool in_valid = valid[link_in(0)];
      const bool taken = in_valid && is_ready(0, valid);
      for (std::size_t k = 0; k < buffers.size(); ++k) {
        const bool take = in_valid && !done[k] && buffers[k] < 2;
        if (buffers[k] > 0 && ready[link_out(k)]) --buffers[k];
        if (take) ++buffers[k];
        done[k] = !taken && (done[k] || take);
      }
    }

    void clock_process(const std::vector<char>& valid, const std::vector<char>& ready) {
      const bool moves = advances();
      bool push = false;
      bool fire = false;
      const Action& action = cursor->action();  // until the cursor advances
      if (moves) {
        fire = !tokens->window || ready_rows >= action.acquire_rows;
        for (int i = 0; i < tokens->inputs; ++i)
          if ((action.consume >> i & 1U) != 0 && !valid[link_in(static_cast<std::size_t>(i))]) fire = false;
        const bool issued = fire && action.produce;
        push = last_stage == 0 ? issued : (pipe & last_stage) != 0;
        pipe = pipe << 1 | (issued ? 1 : 0);
      }
      if (tokens->window) {
        const bool written = valid[link_in(0)] && free_rows > 0;
        if (written && ++row_beats == tokens->window->beats_per_row) {
          row_beats = 0;
          ++ready_rows;
          --free_rows;
          least_free = std::min(least_free, free_rows);
        }
        if (fire) {
          ready_rows -= action.acquire_rows;
          free_rows += action.release_rows;
        }
      }
      if (fire) cursor->advance();
      if (buffers[0] > 0 && ready[link_out(0)]) --buffers[0];
      if (push) ++buffers[0];
    }

    std::size_t link_in(std::size_t i) const { return static_cast<std::size_t>(in_links[i]); }
    std::size_t link_out(std::size_t k) const { return static_cast<std::size_t>(out_links[k]); }

    void append_state(std::vector<std::int64_t>& state) const {
      if (!is_fork()) cursor->append_state(state);
      for (const int b : buffers) state.push_back(b);
      for (const char d : done) state.push_back(d);
      state.push_back(static_cast<std::int64_t>(last_stage == 0 ? 0 : pipe & (last_stage * 2 - 1)));
      state.insert(state.end(), {free_rows, ready_rows, row_beats, -1});
    }

    std::string waiting(const std::vector<char>& valid) const {
      if (is_fork()) return is_ready(0, valid) ? "" : "waits for room in a branch";
      if (!advances()) return "waits for room at its output";
      const Action& action = cursor->action();
      if (tokens->window && ready_rows < action.acquire_rows)
        return fmt::format("waits for {} more rows, {} free", action.acquire_rows - ready_rows, free_rows);
      for (int i = 0; i < tokens->inputs; ++i)
        if ((action.consume >> i & 1U) != 0 && !valid[link_in(static_cast<std::size_t>(i))])
          return fmt::format("waits for input {}", i);
      return "";
    }

    const Tokens* tokens;
    std::optional<Cursor> cursor;  ///< none for a fork
    std::vector<int> in_links, out_links;
    std::vector<int> buffers;
    std::vector<char> done;
    std::uint64_t pipe = 0, last_stage = 0;  ///< bit k: what was issued k + 1 moves ago
    std::int64_t free_rows = 0, ready_rows = 0, row_beats = 0;
    std::int64_t least_free = 0;  ///< ever; no part of the state
  };

  const Node& node(int i) const { return nodes_[static_cast<std::size_t>(i)]; }

  const TokenNetwork& network_;
  std::vector<Node> nodes_;
  std::vector<char> valid_, ready_;
  TokenNetwork::Cycle cycle_;
};

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

TokenNetwork::Timing TokenNetwork::execute() const {
  TokenMachine machine(*this);
  Timing timing;
  std::map<std::vector<std::int64_t>, std::int64_t> seen;  // state at the start of an inference -> its cycle
  std::int64_t taken = 0, given = 0, idle = 0;
  std::int64_t first_in = -1, previous_start = -1;
  const std::int64_t longest = patience();
  for (std::int64_t now = 0;; ++now) {
    const Cycle cycle = machine.settle(true, true);
    if (cycle.out_valid && ++given == sink_beats_) timing.latency_cycles = now - first_in;
    if (cycle.in_ready) {
      if (first_in < 0) first_in = now;
      if (taken % source_beats_ == 0) {
        if (given >= sink_beats_ && !seen.emplace(machine.state(), now).second) {
          timing.interval_cycles = now - previous_start;
          timing.cycles = now;
          return timing;
        }
        previous_start = now;
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
  for (const Tokens& tokens : nodes_) sum += tokens.outputs > 1 ? 8 : tokens.steps() + tokens.pipeline + 8;
  return sum;
}

TokenNetwork::Flow TokenNetwork::execute_at(std::int64_t interval) const {
  // A network that keeps up shows it as soon as its pipeline is full; one that does not may fill its buffers
  // for thousands of inferences before its source feels it.
  constexpr std::int64_t kInferences = 6;
  TokenMachine machine(*this);
  Flow flow;
  std::map<std::vector<std::int64_t>, std::int64_t> seen;  // state at the start of an inference -> its lag
  std::int64_t taken = 0, given = 0, started = 0, filled = 0, last_done = 0, idle = 0;
  const std::int64_t longest = patience();
  for (std::int64_t now = 0; idle <= longest; ++now) {
    const bool is_start = taken % source_beats_ == 0;
    const bool is_offered = !is_start || now >= started * interval;
    const Cycle cycle = machine.settle(is_offered, true);
    idle = (is_offered && cycle.in_ready) || cycle.out_valid ? 0 : idle + 1;
    if (cycle.out_valid && ++given % sink_beats_ == 0) {
      if (filled == 0) filled = started;
      flow.output_interval = now - last_done;
      last_done = now;
    }
    if (is_offered && cycle.in_ready) {
      if (is_start) {
        const std::int64_t lag = now - started * interval;
        const auto [known, is_new] = seen.emplace(machine.state(), lag);
        flow.is_sustained = !is_new && known->second == lag;
        if (!is_new || (filled > 0 && started > filled + kInferences)) break;
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
