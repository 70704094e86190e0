// perturb: inputs that no test record has, so that every weight counts.
#pragma once

#include "core/base/result.h"
#include "core/base/watch.h"
#include "verify/ladder/artefacts.h"
#include "verify/ladder/streams.h"

namespace knap::verify {

/// Inputs of their own, and what net/eval says of them.
struct Perturbed {
  Artefacts artefacts;  ///< as given, with other inputs and records
  Expected expected;
};

/// The first `count` test records, in which one element in 2 to 16 is the lowest, the highest or any other
/// code. On real records alone a wrong weight can hide: the pixels at the border of MNIST are always 0.
Result<Perturbed> perturb(const Artefacts& artefacts, std::int64_t count, const Watch& watch);

}  // namespace knap::verify
