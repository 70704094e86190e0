// accuracy: the share of records whose label is the class that output elements stand for.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "verify/ladder/artefacts.h"

namespace knap::verify {

/// Place of every record's label in `classes` (names in the order of the network's outputs). kBadArtefact
/// when the network decides between another number of classes, or at verify/labels.csv:LINE for a label that
/// is none of them.
Result<std::vector<std::int64_t>> label_indices(const Artefacts& artefacts,
                                                const std::vector<std::string>& classes);

/// `outputs`: per record, the elements of the design's output.
double accuracy_of(const net::IntGraph& graph, const std::vector<std::vector<std::int64_t>>& outputs,
                   const std::vector<std::int64_t>& labels);

}  // namespace knap::verify
