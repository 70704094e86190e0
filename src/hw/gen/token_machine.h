// TokenMachine: the state of a TokenNetwork, and its transition by one clock edge.
#pragma once

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

  bool is_valid(int output) const { return buffers_[static_cast<std::size_t>(output)] > 0; }
  /// A join takes from all its inputs or from none: its ready on one side needs the other side's
  /// (registered) valid.
  bool is_ready(int input, const Flags& valid) const;
  void clock(const Flags& valid, const Flags& ready);
  /// All that the next transitions depend on.
  void append_state(std::vector<std::int64_t>& state) const;
  /// The greatest number of window rows that ever held data.
  std::int64_t most_rows() const { return tokens_->window ? tokens_->window->rows - least_free_ : 0; }
  /// "waits for input 1", "" if it moves.
  std::string waiting(const Flags& valid) const;

 private:
  bool is_fork() const { return tokens_->outputs > 1; }
  bool advances() const { return buffers_[0] < 2; }
  bool has_inputs(const Action& action, const Flags& valid, int except = -1) const;
  void clock_fork(const Flags& valid, const Flags& ready);
  void clock_process(const Flags& valid, const Flags& ready);
  void clock_window(bool is_written, const Action* fired);
  std::size_t link_in(std::size_t i) const { return static_cast<std::size_t>(in_links[i]); }
  std::size_t link_out(std::size_t k) const { return static_cast<std::size_t>(out_links[k]); }

  const Tokens* tokens_;
  std::optional<Cursor> cursor_;  ///< none for a fork
  std::vector<int> buffers_;      ///< per output: beats in its elastic buffer, 0 .. 2
  std::vector<char> done_;        ///< per output of a fork: it has its copy of the present beat
  /// Bit k: what was issued k + 1 moves ago; bits above last_stage_ are of the past.
  std::uint64_t pipe_ = 0, last_stage_ = 0;
  std::int64_t free_rows_ = 0, ready_rows_ = 0, row_beats_ = 0;
  std::int64_t known_rows_ = 0;  ///< ready a cycle ago, where the walk sees no more
  std::int64_t least_free_ = 0;  ///< ever; no part of the state
};

/// A cycle is settle(), then clock(). Valid of every link is a function of the state alone, and ready one of
/// the state and of valids, as in the hardware (docs/streams.md), so that one sweep over the links settles
/// both: there is no loop to iterate over. At the edge each node reads what has settled and changes only
/// itself, so their order is of no importance. A cycle costs one visit of each node and link.
class TokenMachine {
 public:
  explicit TokenMachine(const TokenNetwork& network);

  /// Computes valid and ready of every link from the state, for this cycle.
  TokenNetwork::Cycle settle(bool in_valid, bool out_ready);
  void clock();

  std::vector<std::int64_t> state() const;
  /// Per node.
  std::vector<std::int64_t> most_rows() const;
  /// Which modules wait, and for what; after settle().
  std::string describe_waiting() const;

 private:
  const TokenNode& node(int i) const { return nodes_[static_cast<std::size_t>(i)]; }

  const TokenNetwork& network_;
  std::vector<TokenNode> nodes_;
  TokenNode::Flags valid_, ready_;
  TokenNetwork::Cycle cycle_;
};

}  // namespace knap::hw
