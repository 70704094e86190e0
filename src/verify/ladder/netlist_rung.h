// Rung 5: every netlist in Verilator, in one piece or, where that is large, layer by layer.
#pragma once

#include "eda/tool/tool.h"
#include "verify/ladder/options.h"
#include "verify/ladder/rung.h"
#include "verify/ladder/streams.h"

namespace knap::verify {

/// One device's netlist.json: a few records without stalls, the same perturbed with stalls. When a tool
/// fails, its log is kept as verify/<device>.log, of a single module as verify/<device>.<instance>.log.
///
/// In one piece, whose streams are held against the evaluator's; or, beyond
/// VerifyOptions::whole_netlist_luts, each module of the netlist alone, whose streams are held against those
/// that passed in the RTL, and then the top of the netlist, which joins the modules, over their RTL. A
/// compiler's time and memory grow with the largest piece.
Result<Rung> compare_netlist(const Artefacts& artefacts, const Expected& expected, const Netlist& netlist,
                             const VerifyOptions& options, eda::Toolbox& tools, const Watch& watch);

}  // namespace knap::verify
