// check_fit: interface, network and design of one output folder describe the same streams.
#pragma once

#include "core/base/result.h"
#include "verify/ladder/artefacts.h"

namespace knap::verify {

/// The network has one input and one output of as many elements as the interface's beats carry, every stream
/// between layers carries its node, and the design has all of their ports. kBadArtefact naming the file and
/// the stream.
Result<void> check_fit(const Artefacts& artefacts);

}  // namespace knap::verify
