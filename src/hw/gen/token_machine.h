// TokenMachine: the state of a TokenNetwork, and its transition by one clock edge.
#pragma once

#include <bit>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hw/gen/cursor.h"

namespace knap::hw {

/// One module: the registers of the hardware that decide about valid and ready, and nothing else. Data never
/// does, so none is held.
class TokenNode {
 public:
  using Flags = std::vector<char>;  ///< per link of the network

  explicit TokenNode(const Tokens& tokens);

  /// The links at its inputs and outputs.
  std::vector<int> in_links, out_links;

  /// A beat waits in the buffer of `output`.
  bool is_valid(std::size_t output) const { return (is_fork_ ? buffers_[output] : buffer_) > 0; }
  /// A join takes from all its inputs or from none: its ready on one side needs the other side's
  /// (registered) valid.
  bool is_ready(std::size_t input, const Flags& valid) const {
    if (has_window_ && input == 0) return free_rows_ > 0;
    if (is_fork_) return has_room_in_branches();
    const Action& action = cursor_->action();
    return starts() && (action.consume >> input & 1U) != 0 &&
           has_inputs(action.consume & ~(1U << input), valid);
  }
  /// Has any state changed? If not, none does until a flag of its links is another.
  bool clock(const Flags& valid, const Flags& ready);
  /// All that the next transitions depend on.
  void append_state(std::vector<std::int64_t>& state) const;
  /// The greatest number of window rows that ever held data.
  std::int64_t most_rows() const { return tokens_->window ? tokens_->window->rows - least_free_ : 0; }
  /// "waits for input 1", "" if it moves.
  std::string waiting(const Flags& valid) const;

 private:
  bool has_room() const { return buffer_ < 2; }
  /// A step may be made.
  bool starts() const { return tokens_->queue > 0 ? credits_ > 0 : has_room(); }
  /// A beat waits at each of `inputs`, one bit each.
  bool has_inputs(std::uint32_t inputs, const Flags& valid) const {
    for (std::uint32_t left = inputs, i = 0; left != 0; left >>= 1, ++i)
      if ((left & 1U) != 0 && !valid[link_in(i)]) return false;
    return true;
  }
  bool has_room_in_branches() const;
  bool clock_fork(const Flags& valid, const Flags& ready);
  bool clock_process(const Flags& valid, const Flags& ready);
  /// Of the queue, if there is one, into which `pushes`: whether a beat enters the output buffer.
  bool clock_queue(bool pushes, bool issued);
  /// Of the rows, for a walk that fires or not and moves or not.
  bool clock_window(bool is_written, bool fires, bool moves);
  std::size_t link_in(std::size_t i) const { return static_cast<std::size_t>(in_links[i]); }
  std::size_t link_out(std::size_t k) const { return static_cast<std::size_t>(out_links[k]); }

  const Tokens* tokens_;
  std::optional<Cursor> cursor_;  ///< none for a fork
  bool is_fork_, has_window_;
  int buffer_ = 0;            ///< beats in the elastic buffer, 0 .. 2
  std::vector<int> buffers_;  ///< of a fork, one per output
  std::vector<char> done_;    ///< per output of a fork: it has its copy of the present beat
  /// Bit k: what was issued k + 1 moves ago; bits above last_stage_ are of the past.
  std::uint64_t pipe_ = 0, last_stage_ = 0;
  int credits_ = 0, queued_ = 0;
  bool has_left_queue_ = false;  ///< a beat, and waits for room in the buffer
  std::int64_t free_rows_ = 0, ready_rows_ = 0, row_beats_ = 0;
  std::int64_t known_rows_ = 0;  ///< ready a cycle ago, where the walk sees no more
  std::int64_t held_rows_ = 0;   ///< given back with the next move, where that is late
  std::int64_t least_free_ = 0;  ///< ever; no part of the state
};

/// A cycle is settle(), then clock(). Valid of every link is a function of the state alone, and ready one of
/// the state and of valids, as in the hardware (docs/streams.md), so that one sweep over the links settles
/// both: there is no loop to iterate over. At the edge each node reads what has settled and changes only
/// itself, so their order is of no importance. A cycle costs a visit of each node that is awake and of its
/// links: one that changed nothing sleeps until a flag of its links changes.
class TokenMachine {
 public:
  explicit TokenMachine(const TokenNetwork& network);
  TokenMachine(const TokenMachine&) = delete;
  TokenMachine& operator=(const TokenMachine&) = delete;

  /// Computes valid and ready of every link from the state, for this cycle.
  TokenNetwork::Cycle settle(bool in_valid, bool out_ready);
  void clock();

  std::vector<std::int64_t> state() const;
  /// Per node.
  std::vector<std::int64_t> most_rows() const;
  /// Which modules wait, and for what; after settle().
  std::string describe_waiting() const;

 private:
  void wake(std::size_t node) { awake_[node / 64] |= std::uint64_t{1} << node % 64; }
  /// Of those that are awake when their word of 64 is reached.
  template <class Visit>
  void for_each_awake(Visit&& visit) {
    for (std::size_t word = 0; word < awake_.size(); ++word)
      for (std::uint64_t left = awake_[word]; left != 0; left &= left - 1)
        visit(word * 64 + static_cast<std::size_t>(std::countr_zero(left)));
  }
  /// A flag of a link is read by one node, which is awake from now on if the flag changes.
  void set(TokenNode::Flags& flags, std::size_t link, bool now, int reader) {
    if ((flags[link] != 0) == now) return;
    flags[link] = static_cast<char>(now);
    if (reader >= 0) wake(static_cast<std::size_t>(reader));
  }
  void set_valid(std::size_t link, bool now) { set(valid_, link, now, network_.links_[link].to); }
  void set_ready(std::size_t link, bool now) { set(ready_, link, now, network_.links_[link].from); }

  const TokenNetwork& network_;
  std::vector<TokenNode> nodes_;
  std::size_t source_ = 0, sink_ = 0;  ///< links
  TokenNode::Flags valid_, ready_;
  std::vector<std::uint64_t> awake_;  ///< a bit per node: few of them move in a cycle
};

}  // namespace knap::hw
