// Expected: the beats of every stream as net/eval says they are.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/base/watch.h"
#include "verify/ladder/artefacts.h"

namespace knap::verify {

/// Where two rungs first differ: by layer in topological order, then by record and beat.
struct Mismatch {
  std::string layer, record;
  std::int64_t beat = 0;
  std::string detail;
};

/// One rung's verdict (report.json: verify.rungs).
struct Rung {
  std::string name;
  std::int64_t inputs = 0, streams = 0, beats = 0, mismatches = 0;
  std::optional<Mismatch> first_mismatch;
  double seconds = 0;
  std::string note;  ///< a device's name, the stall pattern
};

/// Element values per tap and record, in stream order: [tap][record][element]. The graph's logits too.
struct Expected {
  std::vector<std::vector<std::vector<std::int32_t>>> taps;
  std::vector<std::vector<std::int64_t>> logits;   ///< per record: operand of the last ArgMax, or the output
  std::vector<std::vector<std::int64_t>> outputs;  ///< per record
};

/// Evaluates every record with net/eval (in parallel).
Result<Expected> evaluate_records(const Artefacts& artefacts, const Watch& watch);

/// One beat as hex digits (two's complement, lane 0 in the lowest bits), as testbenches read it.
std::string beat_hex(const std::int32_t* elements, std::int64_t lanes, int width_bits);

/// Rung 1: model/trainer_outputs.npy (int64 [records, logits]: the trainer's float64 logits in units of the
/// accumulator's step, for the records of verify/labels.csv) and verify/expected.hex against the evaluator.
Result<Rung> compare_trainer(const Artefacts& artefacts, const Expected& expected);

}  // namespace knap::verify
