// The sections of the report's page; each takes the whole report and gives markup, or nothing where the
// report has no data for it.
#pragma once

#include <string>

#include "core/text/value.h"

namespace knap::app {

std::string header_markup(
    const Value& report);  ///< project, seed, commit, data; loud where data is synthetic
std::string targets_markup(const Value& report);   ///< what was asked for, and whether it was met
std::string accuracy_markup(const Value& report);  ///< float to RTL side by side, detection, confusion
std::string proof_markup(const Value& report);     ///< the verification ladder
std::string cycles_markup(const Value& report);    ///< latency, interval, freedom from deadlock
std::string devices_markup(const Value& report);   ///< per device: netlist, placement, energy, estimates
std::string network_markup(const Value& report);   ///< figures of the model, its layers drawn
std::string training_markup(const Value& report);
std::string origins_markup(const Value& report);  ///< data, stages, tools: how to get the same again

}  // namespace knap::app
