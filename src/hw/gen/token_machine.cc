#include "hw/gen/token_machine.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/check.h"

namespace knap::hw {

TokenNode::TokenNode(const Tokens& tokens)
    : in_links(static_cast<std::size_t>(tokens.inputs), -1),
      out_links(static_cast<std::size_t>(tokens.outputs), -1),
      tokens_(&tokens),
      is_fork_(tokens.outputs > 1),
      has_window_(tokens.window.has_value()),
      buffers_(is_fork_ ? static_cast<std::size_t>(tokens.outputs) : 0, 0),
      done_(buffers_.size(), false),
      last_stage_(tokens.pipeline == 0 ? 0 : std::uint64_t{1} << (tokens.pipeline - 1)) {
  KNAP_CHECK(tokens.pipeline < 64, "pipeline");
  if (!is_fork_) cursor_.emplace(&tokens.program);
  credits_ = tokens.queue;
  if (tokens.window) free_rows_ = least_free_ = tokens.window->rows;
}

bool TokenNode::has_room_in_branches() const {
  for (std::size_t k = 0; k < buffers_.size(); ++k)
    if (!done_[k] && buffers_[k] >= 2) return false;
  return true;
}

bool TokenNode::clock(const Flags& valid, const Flags& ready) {
  return is_fork_ ? clock_fork(valid, ready) : clock_process(valid, ready);
}

bool TokenNode::clock_fork(const Flags& valid, const Flags& ready) {
  const bool in_valid = valid[link_in(0)];
  const bool taken = in_valid && is_ready(0, valid);
  bool is_changed = taken;
  for (std::size_t k = 0; k < buffers_.size(); ++k) {
    const bool take = in_valid && !done_[k] && buffers_[k] < 2;
    const bool give = buffers_[k] > 0 && ready[link_out(k)];
    buffers_[k] += (take ? 1 : 0) - (give ? 1 : 0);
    done_[k] = !taken && (done_[k] || take);
    is_changed = is_changed || take || give;
  }
  return is_changed;
}

bool TokenNode::clock_process(const Flags& valid, const Flags& ready) {
  const Action& action = cursor_->action();             // until the cursor advances
  const bool moves = tokens_->queue > 0 || has_room();  // the whole pipeline, also where no step is made
  const bool sees_rows =
      !has_window_ || (tokens_->window->is_late ? known_rows_ : ready_rows_) >= action.acquire_rows;
  const bool fires = starts() && sees_rows && has_inputs(action.consume, valid);
  const bool is_written = has_window_ && valid[link_in(0)] && free_rows_ > 0;
  bool is_changed = fires || is_written;
  if (has_window_) is_changed = clock_window(is_written, fires, moves) || is_changed;
  const bool issued = fires && action.produce;
  bool pushes = false;
  if (moves) {
    pushes = last_stage_ == 0 ? issued : (pipe_ & last_stage_) != 0;
    is_changed = is_changed || (last_stage_ != 0 && (pipe_ & (last_stage_ * 2 - 1)) != 0);
    pipe_ = pipe_ << 1 | (issued ? 1 : 0);
  }
  if (fires) cursor_->advance();
  const bool gives = buffer_ > 0 && ready[link_out(0)];
  if (tokens_->queue > 0) {
    is_changed = is_changed || pushes || queued_ > 0 || has_left_queue_;
    pushes = clock_queue(pushes, issued);
  }
  buffer_ += (pushes ? 1 : 0) - (gives ? 1 : 0);
  return is_changed || pushes || gives;
}

bool TokenNode::clock_queue(bool pushes, bool issued) {
  const bool leaves = queued_ > 0 && has_room();
  const bool enters = has_left_queue_ && has_room();
  if (has_room()) has_left_queue_ = leaves;
  queued_ += (pushes ? 1 : 0) - (leaves ? 1 : 0);
  credits_ += (leaves ? 1 : 0) - (issued ? 1 : 0);
  return enters;
}

/// Rows are free, ready, or acquired and not yet released; their sum is the ring's size.
bool TokenNode::clock_window(bool is_written, bool fires, bool moves) {
  const WindowTokens& window = *tokens_->window;
  const Action& action = cursor_->action();
  bool is_changed = false;
  if (window.is_late) {
    is_changed = known_rows_ != ready_rows_;
    known_rows_ = ready_rows_;
  }
  std::int64_t released = fires ? action.release_rows : 0;
  if (window.is_released_late && moves) std::swap(released, held_rows_);
  is_changed = is_changed || released != 0;
  if (is_written && ++row_beats_ == window.beats_per_row) {
    row_beats_ = 0;
    ++ready_rows_;
    --free_rows_;
    least_free_ = std::min(least_free_, free_rows_);
  }
  ready_rows_ -= fires ? action.acquire_rows : 0;
  free_rows_ += released;
  return is_changed;
}

void TokenNode::append_state(std::vector<std::int64_t>& state) const {
  if (cursor_) cursor_->append_state(state);
  state.push_back(buffer_);
  for (const int b : buffers_) state.push_back(b);
  for (const char d : done_) state.push_back(d);
  state.push_back(static_cast<std::int64_t>(last_stage_ == 0 ? 0 : pipe_ & (last_stage_ * 2 - 1)));
  state.insert(state.end(), {free_rows_, ready_rows_, row_beats_, known_rows_, held_rows_, credits_, queued_,
                             has_left_queue_ ? 1 : 0, -1});
}

std::string TokenNode::waiting(const Flags& valid) const {
  if (is_fork_) return is_ready(0, valid) ? "" : "waits for room in a branch";
  if (!starts()) return "waits for room at its output";
  const Action& action = cursor_->action();
  if (tokens_->window && ready_rows_ < action.acquire_rows)
    return fmt::format("waits for {} more rows, {} free", action.acquire_rows - ready_rows_, free_rows_);
  for (int i = 0; i < tokens_->inputs; ++i)
    if ((action.consume >> i & 1U) != 0 && !valid[link_in(static_cast<std::size_t>(i))])
      return fmt::format("waits for input {}", i);
  return "";
}

TokenMachine::TokenMachine(const TokenNetwork& network)
    : network_(network),
      nodes_(network.nodes_.begin(), network.nodes_.end()),
      valid_(network.links_.size()),
      ready_(network.links_.size()),
      awake_((network.nodes_.size() + 63) / 64) {
  for (std::size_t i = 0; i < nodes_.size(); ++i) wake(i);
  const auto node = [&](int k) -> TokenNode& { return nodes_[static_cast<std::size_t>(k)]; };
  for (std::size_t i = 0; i < network.links_.size(); ++i) {
    const TokenNetwork::Link& link = network.links_[i];
    if (link.from < 0)
      source_ = i;
    else
      node(link.from).out_links.at(static_cast<std::size_t>(link.output)) = static_cast<int>(i);
    if (link.to < 0)
      sink_ = i;
    else
      node(link.to).in_links.at(static_cast<std::size_t>(link.input)) = static_cast<int>(i);
  }
}

// Before it, those are awake whose state has changed; those that a valid wakes join them for the readies.
TokenNetwork::Cycle TokenMachine::settle(bool in_valid, bool out_ready) {
  set_valid(source_, in_valid);
  for_each_awake([&](std::size_t i) {
    const TokenNode& node = nodes_[i];
    for (std::size_t k = 0; k < node.out_links.size(); ++k)
      set_valid(static_cast<std::size_t>(node.out_links[k]), node.is_valid(k));
  });
  set_ready(sink_, out_ready);
  for_each_awake([&](std::size_t i) {
    const TokenNode& node = nodes_[i];
    for (std::size_t k = 0; k < node.in_links.size(); ++k)
      set_ready(static_cast<std::size_t>(node.in_links[k]), node.is_ready(k, valid_));
  });
  return {ready_[source_] != 0, valid_[sink_] != 0};
}

void TokenMachine::clock() {
  for_each_awake([&](std::size_t i) {
    if (!nodes_[i].clock(valid_, ready_)) awake_[i / 64] &= ~(std::uint64_t{1} << i % 64);
  });
}

std::vector<std::int64_t> TokenMachine::state() const {
  std::vector<std::int64_t> state;
  for (const TokenNode& n : nodes_) n.append_state(state);
  return state;
}

std::vector<std::int64_t> TokenMachine::most_rows() const {
  std::vector<std::int64_t> most;
  for (const TokenNode& n : nodes_) most.push_back(n.most_rows());
  return most;
}

std::string TokenMachine::describe_waiting() const {
  std::string text;
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    const std::string waits = nodes_[i].waiting(valid_);
    if (!waits.empty()) text += fmt::format("{}{} {}", text.empty() ? "" : "; ", network_.names_[i], waits);
  }
  return text;
}

}  // namespace knap::hw
