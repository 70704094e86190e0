// rtl_run: new inputs through the emitted RTL of an output folder.
#pragma once

#include <filesystem>
#include <vector>

#include "app/flow/inputs.h"
#include "core/base/result.h"
#include "core/base/watch.h"

namespace knap::app {

/// The output elements (class index or logits) of every input, from a Verilator simulation of DIR/rtl as it
/// lies there. kMissingStage when generate has not run, kBadArtefact when interface.json is malformed or the
/// RTL gives too few beats.
Result<std::vector<std::vector<std::int64_t>>> run_rtl(const std::filesystem::path& out,
                                                       const std::vector<NewInput>& inputs,
                                                       const Watch& watch);

/// One beat of hex digits -> its elements, lane 0 in the lowest bits.
std::vector<std::int64_t> elements_of(std::string_view beat, std::int64_t lanes, int width_bits,
                                      bool is_signed);

}  // namespace knap::app
