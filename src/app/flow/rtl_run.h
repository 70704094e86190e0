// rtl_run: new inputs through the emitted RTL of an output folder.
#pragma once

#include <filesystem>
#include <vector>

#include "app/flow/inputs.h"
#include "core/base/result.h"
#include "core/base/watch.h"
#include "net/ir/integer.h"

namespace knap::app {

/// The output elements (class index or logits) of every input, from a Verilator simulation of DIR/rtl as it
/// lies there. `graph`: the network that it has to be of. kMissingStage when generate has not run for it,
/// kBadArtefact when a file of it is missing or malformed or the RTL gives too few beats; when a tool fails,
/// its log is kept as verify/predict.log.
Result<std::vector<std::vector<std::int64_t>>> run_rtl(const std::filesystem::path& out,
                                                       const net::IntGraph& graph,
                                                       const std::vector<NewInput>& inputs,
                                                       const Watch& watch);

}  // namespace knap::app
