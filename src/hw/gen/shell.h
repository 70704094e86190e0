// The parts of stream modules: loop counters, elastic output buffer, delayed flags, a walk along an axis.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "hw/gen/tokens.h"
#include "hw/ir/builder.h"

namespace knap::hw {

/// value + 1, or 0 behind count - 1; value lies in [0, count).
Value next_modulo(Value value, std::int64_t count);

/// `value` after `stages` edges that move with `advance`; a constant is what it is at any time. Registers are
/// called <name>_1, <name>_2, ...
Value delayed(Value value, int stages, const std::string& name, Value advance);
/// What a memory gave, Ranks::memory later: the first register, <name>, may become the block's own, the
/// second is <name>_held.
Value read_behind(Value read, int ranks, const std::string& name, Value advance);

/// Nested counters, outermost first. A loop of count 1 costs nothing.
class LoopNest {
 public:
  struct Loop {
    std::string name;
    std::int64_t count = 1;
  };
  LoopNest(Builder& builder, std::vector<Loop> loops);

  /// The loop's counter, 0 .. count - 1.
  Value index(int loop) const { return indices_[static_cast<std::size_t>(loop)]; }
  bool is_trivial(int loop) const { return loops_[static_cast<std::size_t>(loop)].count == 1; }
  /// This loop is at its first / last pass.
  Value first(int loop) const { return first_[static_cast<std::size_t>(loop)]; }
  Value last(int loop) const { return last_[static_cast<std::size_t>(loop)]; }
  /// All loops from `loop` inwards are at their first / last pass.
  Value all_first(int loop) const { return all_first_[static_cast<std::size_t>(loop)]; }
  Value all_last(int loop) const { return all_last_[static_cast<std::size_t>(loop)]; }
  /// How many passes of the innermost loop there have been since `loop` began, where the counters' bits side
  /// by side say so: all loops inside the outermost that counts have a power of two of passes.
  std::optional<Value> place(int loop) const;
  /// Counts where `step` is 1. To be called once.
  void step(Value step);
  /// This step is the last of a pass of `loop`: where its counter moves. After step().
  Value ends(int loop) const { return ends_[static_cast<std::size_t>(loop)]; }

 private:
  /// Of a loop and all inwards; one value each, whoever asks.
  std::vector<Value> all(const std::vector<Value>& each, const char* name) const;

  Builder* builder_;
  std::vector<Loop> loops_;
  std::vector<Reg> registers_, first_flags_, last_flags_;
  std::vector<Value> indices_, first_, last_, all_first_, all_last_, ends_;
};

/// What moves a module.
struct Moves {
  Value start;    ///< a step may be made
  Value advance;  ///< the pipeline behind it moves; start implies it
};

/// The two-entry elastic buffer at a module's output, and with it what moves the whole module: a chain of
/// enables, every register moving while the buffer has room. Or, with a queue of `queue` results before the
/// buffer, credits: a step that leads to a result takes one, the result gives it back when it leaves the
/// queue, so that there is always a place for it and nothing stops the pipeline. A queue of the pipeline's
/// stages and two lets a result start in every cycle; its results come two cycles later (docs/adr/0035).
class ElasticOutput {
 public:
  /// Declares <name>_valid/_ready/_data; `type` is what a beat holds.
  ElasticOutput(Builder& builder, const std::string& name, Type type, std::int64_t beats, int queue = 0);
  /// Registers decide about both: no path from ready.
  Moves moves() const { return moves_; }
  Value advance() const { return moves_.advance; }
  /// Which steps lead to a beat. To be called once where there is a queue; nothing without.
  void issue(Value step);
  /// Takes `data` where `push` is 1; push must imply advance(). To be called once.
  void push(Value push, Value data);

 private:
  /// Takes what leaves the queue: the word to be read, a cycle later.
  void push_through_queue(Value push, Value data);
  void push_beat(Value push, Value beat);
  /// The beat that finds the output occupied waits beside it.
  void push_beside(Value push, Value beat);
  /// Written in turn, so that ready, which comes from another module, moves no wide register.
  void push_in_turn(Value push, Value beat);

  Builder* builder_;
  std::string name_;
  Type type_;
  std::int64_t beats_;
  int queue_;
  Value ready_, room_, has_result_;
  Moves moves_;
  Reg full_, credits_, has_credit_;
};

/// Delays flags along the pipeline: one register per stage, all moving with `advance`, cleared by reset.
class FlagPipe {
 public:
  FlagPipe(Builder& builder, std::string name, Value advance)
      : builder_(&builder), name_(std::move(name)), advance_(advance) {}
  /// `flag` after `stages` edges (0 = itself).
  Value after(Value flag, int stages);

 private:
  Builder* builder_;
  std::string name_;
  Value advance_;
  int count_ = 0;
};

/// How a window walks over one spatial axis: sizes in elements.
struct AxisWalk {
  std::int64_t length = 1, kernel = 1, stride = 1, pad_low = 0, pad_high = 0, dilation = 1;
  bool operator==(const AxisWalk&) const = default;
  /// 0 where the kernel is longer than the padded axis.
  std::int64_t outputs() const {
    const std::int64_t room = length + pad_low + pad_high - dilation * (kernel - 1) - 1;
    return room < 0 ? 0 : room / stride + 1;
  }
  /// Rows that must have arrived before output row `o`, and rows that are done with after it, both counted
  /// from the frame's start. The last output row waits for, and gives back, all rows of the frame.
  std::int64_t rows_needed(std::int64_t o) const;
  std::int64_t rows_done(std::int64_t o) const;
  /// The fewest rows of storage that cannot deadlock.
  std::int64_t min_rows() const;
  /// Enough for the next rows to arrive while a row is worked on.
  std::int64_t comfortable_rows() const { return min_rows() + stride; }
  bool has_padding() const { return pad_low > 0 || pad_high > 0; }
};

/// A function of an output row index, as runs of equal values: (first index, value).
struct RowRuns {
  std::vector<std::pair<std::int64_t, std::int64_t>> runs;
  static RowRuns of(std::int64_t count, const std::function<std::int64_t(std::int64_t)>& f);
  /// The same with `more` added to each value.
  RowRuns plus(std::int64_t more) const;
  /// What follows: i -> the value at i + 1, and at 0 for the last index.
  RowRuns following(std::int64_t count) const;
  /// The value at `index`, as hardware.
  Value at(Builder& builder, Value index) const;
};

}  // namespace knap::hw
