// Rung, Mismatch: the ladder's words for what two neighbouring meanings say.
#pragma once

#include "core/schema/verify.h"

namespace knap::verify {

using schema::Mismatch;
using schema::Rung;

/// Counts one more; the first one is kept.
inline void note_mismatch(Rung& rung, Mismatch mismatch) {
  ++rung.mismatches;
  if (!rung.first_mismatch) rung.first_mismatch = std::move(mismatch);
}

}  // namespace knap::verify
