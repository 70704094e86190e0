// Rung 1: what the trainer and the stage generate have stored against the evaluator.
#pragma once

#include <string>
#include <vector>

#include "verify/ladder/rung.h"
#include "verify/ladder/streams.h"

namespace knap::verify {

/// model/trainer_outputs.npy (integers [records, logits]: the trainer's float64 logits in units of the
/// accumulator's step, for the records of verify/labels.csv), verify/expected.hex and, where `classes` is not
/// empty, the column `predicted` of labels.csv. kBadArtefact for an array of another size.
Result<Rung> compare_trainer(const Artefacts& artefacts, const Expected& expected,
                             const std::vector<std::string>& classes);

}  // namespace knap::verify
