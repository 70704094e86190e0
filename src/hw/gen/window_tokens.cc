// The steps of a window's walk as a token program; what they read and write is window.cc's affair.
#include "hw/gen/window.h"
#include "hw/gen/window_rows.h"

namespace knap::hw {
namespace {

/// What the first step of a stretch waits for, and what its last one gives back.
struct Rows {
  std::int32_t acquire = 0, release = 0;
};

/// One output beat's steps, or as many that lead to none.
std::vector<Phase> steps_of_group(std::int64_t steps, std::uint32_t consume, bool produces, Rows rows) {
  if (steps == 1) return {{1, {consume, produces, rows.acquire, rows.release}, {}}};
  std::vector<Phase> phases{{1, {consume, false, rows.acquire, 0}, {}}};
  if (steps > 2) phases.push_back({steps - 2, {consume, false, 0, 0}, {}});
  phases.push_back({1, {consume, produces, 0, rows.release}, {}});
  return phases;
}

/// `groups` times the steps of a group; the first of them consume `first`, the others `others`.
std::vector<Phase> steps_of_groups(std::int64_t groups, std::int64_t steps, std::uint32_t first,
                                   std::uint32_t others, bool produces, Rows rows) {
  if (groups == 1) return steps_of_group(steps, first, produces, rows);
  std::vector<Phase> phases = steps_of_group(steps, first, produces, {rows.acquire, 0});
  if (groups > 2) phases.push_back({groups - 2, {}, steps_of_group(steps, others, produces, {})});
  for (Phase& phase : steps_of_group(steps, others, produces, {0, rows.release}))
    phases.push_back(std::move(phase));
  return phases;
}

void append(std::vector<Phase>& phases, std::vector<Phase> more) {
  for (Phase& phase : more) phases.push_back(std::move(phase));
}

/// The walk of a whole window: position by position through the columns of the input.
class WholeSteps {
 public:
  explicit WholeSteps(const WindowSpec& spec)
      : spec_(spec),
        first_newest_(spec.columns.dilation * (spec.columns.kernel - 1) - spec.columns.pad_low),
        tail_(spec.tail_columns()) {}

  /// One output row's; where it is not the first, it begins with the last outputs of the row before.
  std::vector<Phase> row(bool is_first, Rows rows) const {
    const std::int64_t length = spec_.columns.length;
    if (length == 1) return position(produces(0, is_first), rows);
    std::vector<Phase> phases = position(produces(0, is_first), {rows.acquire, 0});
    append_columns(phases, is_first);
    append(phases, position(produces(length - 1, is_first), {0, rows.release}));
    return phases;
  }

  /// Behind the last row: the stream, or the ring, is left alone.
  std::vector<Phase> tail() const {
    std::vector<Phase> phases;
    for (std::int64_t c = 0; c < tail_; ++c)
      append(phases, steps_of_groups(spec_.groups, spec_.steps_per_group(), 0, 0, produces(c, false), {}));
    return phases;
  }

 private:
  std::vector<Phase> position(bool is_output, Rows rows) const {
    const std::uint32_t consume = spec_.has_ring() ? 0 : 1;
    return steps_of_groups(spec_.groups, spec_.steps_per_group(), consume, spec_.is_channelwise ? consume : 0,
                           is_output, rows);
  }

  /// Whether an output is complete with the column `c`: of this row, or of the one before.
  bool produces(std::int64_t c, bool is_first) const {
    const std::int64_t newest = c < tail_ ? spec_.columns.length + c : c;
    return newest >= first_newest_ && (newest - first_newest_) % spec_.columns.stride == 0 &&
           !(is_first && c < tail_);
  }

  /// Those between the first and the last one, in runs: a row may have thousands.
  void append_columns(std::vector<Phase>& phases, bool is_first) const {
    const std::int64_t end = spec_.columns.length - 1, stride = spec_.columns.stride;
    for (std::int64_t c = 1; c < end;) {
      std::int64_t next = c + 1;
      std::vector<Phase> body = position(produces(c, is_first), {});
      std::int64_t columns = 1;
      if (produces(c, is_first) && c >= tail_ && c + stride <= end) {  // one in `stride` columns from here on
        columns = stride;
        next = c + (end - c) / stride * stride;
        if (stride > 1) body.push_back({stride - 1, {}, position(false, {})});
      } else {
        while (next < end && produces(next, is_first) == produces(c, is_first) && !produces(c, is_first))
          ++next;
      }
      phases.push_back({(next - c) / columns, {}, std::move(body)});
      c = next;
    }
  }

  const WindowSpec& spec_;
  std::int64_t first_newest_, tail_;  ///< the newest column of a row's first output
};

std::vector<Phase> steps_of_row(const WindowSpec& spec, bool is_first, Rows rows) {
  if (spec.is_whole()) return WholeSteps(spec).row(is_first, rows);
  return steps_of_groups(spec.columns.outputs() * spec.groups, spec.steps_per_group(), 0, 0, true, rows);
}

}  // namespace

// Output rows that acquire and release the same numbers of rows are one phase: a few at the upper border, the
// rows between, a few at the lower one, so the program has some 10 phases however high the input is.
Tokens window_tokens(const WindowSpec& spec, int pipeline) {
  Tokens tokens;
  tokens.pipeline = pipeline;
  tokens.queue = spec.queue(pipeline);
  if (spec.is_direct()) {
    tokens.program.push_back({spec.rows.outputs() * spec.columns.outputs() * spec.groups,
                              {},
                              steps_of_group(spec.steps_per_group(), 1, true, {})});
    return tokens;
  }
  const bool has_ring = spec.has_ring();
  if (has_ring)
    tokens.window = WindowTokens{spec.used_ring_rows(), spec.beats_per_row(), spec.ranks.rows > 0,
                                 spec.ranks.address > 0};
  const auto rows_of = [&](std::int64_t o) {
    return has_ring ? Rows{static_cast<std::int32_t>(rows_acquired(spec.rows, o)),
                           static_cast<std::int32_t>(rows_released(spec.rows, o))}
                    : Rows{};
  };
  const bool is_first_special = spec.is_whole() && spec.tail_columns() > 0;
  for (std::int64_t o = 0; o < spec.rows.outputs();) {
    const Rows rows = rows_of(o);
    std::int64_t end = o + 1;
    while (end < spec.rows.outputs() && !(o == 0 && is_first_special) &&
           rows_of(end).acquire == rows.acquire && rows_of(end).release == rows.release)
      ++end;
    tokens.program.push_back({end - o, {}, steps_of_row(spec, o == 0, rows)});
    o = end;
  }
  if (spec.is_whole()) append(tokens.program, WholeSteps(spec).tail());
  return tokens;
}

}  // namespace knap::hw
