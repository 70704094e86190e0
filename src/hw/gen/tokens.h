// Tokens: when a module takes and gives beats, cycle by cycle; TokenNetwork executes many of them together.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace knap::hw {

/// What one step of a process does. A step fires when the output buffer has room, every consumed input is
/// valid, and the window holds the rows it acquires.
struct Action {
  std::uint32_t consume = 0;  ///< bit i: one beat of input i (directly; not through a window)
  bool produce = false;       ///< the step leads to one output beat, `pipeline` edges later
  std::int32_t acquire_rows = 0, release_rows = 0;
  bool operator==(const Action&) const = default;
};

/// `repeat` times (at least once) either the action (body empty) or the body.
struct Phase {
  std::int64_t repeat = 1;
  Action action;
  std::vector<Phase> body;
};

/// Input 0 is written into a ring of `rows` rows of `beats_per_row` beats; rows count as free from the moment
/// they are released and as ready from the edge after their last beat; is_late: an edge later (an action that
/// acquires comes at least two after the one before). is_released_late: a move of the pipeline after the
/// action.
struct WindowTokens {
  std::int64_t rows = 0, beats_per_row = 1;
  bool is_late = false, is_released_late = false;
};

/// A determinate process with data-independent rates. One inference is one pass of the program. The output
/// buffer has two entries; the whole pipeline moves when the buffer holds fewer than two. With a queue it
/// moves always: a step fires when there is a credit, a producing one takes it, and the beat gives it back
/// with its step from the queue towards the buffer, an edge before it (ElasticOutput).
struct Tokens {
  int inputs = 1, outputs = 1;  ///< outputs > 1: an eager fork (no program)
  std::vector<Phase> program;
  int pipeline = 0;  ///< register stages between a step and the output buffer, or the queue
  int queue = 0;     ///< its places; 0: none
  std::optional<WindowTokens> window;

  /// Steps of one inference: a lower bound of the interval.
  std::int64_t steps() const;
  /// Beats produced by one inference.
  std::int64_t beats() const;
};

/// Modules and the streams between them.
class TokenNetwork {
 public:
  /// Returns the node's index.
  int add(std::string name, Tokens tokens);
  /// Output `output` of `from` feeds input `input` of `to`.
  void connect(int from, int output, int to, int input);
  /// The network's own input and output streams (beats per inference).
  void set_source(int to, int input, std::int64_t beats);
  void set_sink(int from, int output, std::int64_t beats);

  struct Timing {
    std::int64_t latency_cycles = 0, interval_cycles = 0;
    bool is_deadlocked = false;
    std::int64_t cycles = 0;  ///< executed until the state repeated
    std::string stuck;        ///< deadlock: which modules wait for what
  };
  /// Executes with in_valid = out_ready = 1 until the state at the starts of two inferences is equal.
  /// `latency` is that of the first inference into the empty design (docs/streams.md), `interval` the mean
  /// over the inferences between those two, rounded up; there is only one unless FIFOs limit the throughput.
  Timing execute() const;

  /// What a source of one inference every `interval` cycles finds (docs/streams.md, FIFO depths).
  struct Flow {
    bool is_sustained = false;            ///< the state repeats and the source never falls further behind
    std::int64_t output_interval = 0;     ///< between the last two inferences that came out, if two did
    std::int64_t late_cycles = 0;         ///< by which inferences come out later and later, if evenly
    std::vector<std::int64_t> most_rows;  ///< per node: the greatest number of window rows that held data
  };
  /// Gives up on a network that after some inferences neither repeats its state nor falls behind: then
  /// is_sustained is false although it might be true.
  Flow execute_at(std::int64_t interval) const;
  /// No interval is shorter: the most steps of any node, or beats at the source or the sink.
  std::int64_t bound() const;

  /// Handshake of one cycle, for comparison with a simulation: per node, per output: (valid, ready).
  struct Cycle {
    bool in_ready = false, out_valid = false;
  };
  /// Drives the source and the sink with the given pattern, one entry per cycle, and reports what the network
  /// answered.
  std::vector<Cycle> trace(const std::vector<bool>& in_valid, const std::vector<bool>& out_ready) const;

  const std::vector<std::string>& names() const { return names_; }

 private:
  struct Link {
    int from = -1, output = 0, to = -1, input = 0;
  };
  friend class TokenMachine;
  /// Cycles after which a network is stuck if no beat came in or went out: more than all nodes' programs,
  /// pipelines and buffers take one after the other.
  std::int64_t patience() const;
  std::vector<std::string> names_;
  std::vector<Tokens> nodes_;
  std::vector<Link> links_;  ///< from = -1: the source; to = -1: the sink
  std::int64_t source_beats_ = 0, sink_beats_ = 0;
};

}  // namespace knap::hw
