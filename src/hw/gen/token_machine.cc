#include "hw/gen/token_machine.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/check.h"

namespace knap::hw {

TokenNode::TokenNode(const Tokens& tokens)
    : in_links(static_cast<std::size_t>(tokens.inputs), -1),
      out_links(static_cast<std::size_t>(tokens.outputs), -1),
      tokens_(&tokens),
      buffers_(static_cast<std::size_t>(tokens.outputs), 0),
      done_(static_cast<std::size_t>(tokens.outputs), false),
      last_stage_(tokens.pipeline == 0 ? 0 : std::uint64_t{1} << (tokens.pipeline - 1)) {
  KNAP_CHECK(tokens.pipeline < 64, "pipeline");
  if (tokens.outputs == 1) cursor_.emplace(&tokens.program);
  if (tokens.window) free_rows_ = least_free_ = tokens.window->rows;
}

bool TokenNode::has_inputs(const Action& action, const Flags& valid, int except) const {
  for (int i = 0; i < tokens_->inputs; ++i)
    if (i != except && (action.consume >> i & 1U) != 0 && !valid[link_in(static_cast<std::size_t>(i))])
      return false;
  return true;
}

bool TokenNode::is_ready(int input, const Flags& valid) const {
  if (is_fork()) {
    for (std::size_t k = 0; k < buffers_.size(); ++k)
      if (!done_[k] && buffers_[k] >= 2) return false;
    return true;
  }
  if (tokens_->window && input == 0) return free_rows_ > 0;
  const Action& action = cursor_->action();
  return advances() && (action.consume >> input & 1U) != 0 && has_inputs(action, valid, input);
}

void TokenNode::clock(const Flags& valid, const Flags& ready) {
  is_fork() ? clock_fork(valid, ready) : clock_process(valid, ready);
}

void TokenNode::clock_fork(const Flags& valid, const Flags& ready) {
  const bool in_valid = valid[link_in(0)];
  const bool taken = in_valid && is_ready(0, valid);
  for (std::size_t k = 0; k < buffers_.size(); ++k) {
    const bool take = in_valid && !done_[k] && buffers_[k] < 2;
    if (buffers_[k] > 0 && ready[link_out(k)]) --buffers_[k];
    if (take) ++buffers_[k];
    done_[k] = !taken && (done_[k] || take);
  }
}

void TokenNode::clock_process(const Flags& valid, const Flags& ready) {
  const Action& action = cursor_->action();  // until the cursor advances
  const bool is_late = tokens_->window && tokens_->window->is_late;
  const bool has_rows = !tokens_->window || (is_late ? known_rows_ : ready_rows_) >= action.acquire_rows;
  known_rows_ = is_late ? ready_rows_ : 0;
  const bool fires = advances() && has_rows && has_inputs(action, valid);
  bool pushes = false;
  if (advances()) {  // the whole pipeline moves, also where no step is made
    const bool issued = fires && action.produce;
    pushes = last_stage_ == 0 ? issued : (pipe_ & last_stage_) != 0;
    pipe_ = pipe_ << 1 | (issued ? 1 : 0);
  }
  if (tokens_->window) clock_window(valid[link_in(0)] && free_rows_ > 0, fires ? &action : nullptr);
  if (fires) cursor_->advance();
  if (buffers_[0] > 0 && ready[link_out(0)]) --buffers_[0];
  if (pushes) ++buffers_[0];
}

/// Rows are free, ready, or acquired and not yet released; their sum is the ring's size.
void TokenNode::clock_window(bool is_written, const Action* fired) {
  if (is_written && ++row_beats_ == tokens_->window->beats_per_row) {
    row_beats_ = 0;
    ++ready_rows_;
    --free_rows_;
    least_free_ = std::min(least_free_, free_rows_);
  }
  if (fired == nullptr) return;
  ready_rows_ -= fired->acquire_rows;
  free_rows_ += fired->release_rows;
}

void TokenNode::append_state(std::vector<std::int64_t>& state) const {
  if (cursor_) cursor_->append_state(state);
  for (const int b : buffers_) state.push_back(b);
  for (const char d : done_) state.push_back(d);
  state.push_back(static_cast<std::int64_t>(last_stage_ == 0 ? 0 : pipe_ & (last_stage_ * 2 - 1)));
  state.insert(state.end(), {free_rows_, ready_rows_, row_beats_, known_rows_, -1});
}

std::string TokenNode::waiting(const Flags& valid) const {
  if (is_fork()) return is_ready(0, valid) ? "" : "waits for room in a branch";
  if (!advances()) return "waits for room at its output";
  const Action& action = cursor_->action();
  if (tokens_->window && ready_rows_ < action.acquire_rows)
    return fmt::format("waits for {} more rows, {} free", action.acquire_rows - ready_rows_, free_rows_);
  for (int i = 0; i < tokens_->inputs; ++i)
    if ((action.consume >> i & 1U) != 0 && !valid[link_in(static_cast<std::size_t>(i))])
      return fmt::format("waits for input {}", i);
  return "";
}

TokenMachine::TokenMachine(const TokenNetwork& network)
    : network_(network), valid_(network.links_.size()), ready_(network.links_.size()) {
  for (const Tokens& tokens : network.nodes_) nodes_.emplace_back(tokens);
  for (std::size_t i = 0; i < network.links_.size(); ++i) {
    const TokenNetwork::Link& link = network.links_[i];
    const auto index = static_cast<int>(i);
    if (link.to >= 0)
      nodes_[static_cast<std::size_t>(link.to)].in_links.at(static_cast<std::size_t>(link.input)) = index;
    if (link.from >= 0)
      nodes_[static_cast<std::size_t>(link.from)].out_links.at(static_cast<std::size_t>(link.output)) = index;
  }
}

TokenNetwork::Cycle TokenMachine::settle(bool in_valid, bool out_ready) {
  for (std::size_t i = 0; i < network_.links_.size(); ++i) {
    const TokenNetwork::Link& link = network_.links_[i];
    valid_[i] = link.from < 0 ? in_valid : node(link.from).is_valid(link.output);
  }
  for (std::size_t i = 0; i < network_.links_.size(); ++i) {
    const TokenNetwork::Link& link = network_.links_[i];
    ready_[i] = link.to < 0 ? out_ready : node(link.to).is_ready(link.input, valid_);
    if (link.from < 0) cycle_.in_ready = ready_[i];
    if (link.to < 0) cycle_.out_valid = valid_[i];
  }
  return cycle_;
}

void TokenMachine::clock() {
  for (TokenNode& n : nodes_) n.clock(valid_, ready_);
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
