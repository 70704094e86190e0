// The sections of the report's page; each takes the whole report and gives markup, or nothing where the
// report has no data for it.
#pragma once

#include <string>

#include "core/schema/report.h"

namespace knap::app {

/// What is out of date, project, seed, commit, data; loud where data is synthetic.
std::string header_markup(const schema::Report& report);
/// What was asked for, and whether it was met.
std::string targets_markup(const schema::Report& report);
/// Float to RTL side by side, what each layer loses, detection, confusion.
std::string accuracy_markup(const schema::Report& report);
/// The network before and after compression, what that saved, and the way there.
std::string compress_markup(const schema::Report& report);
/// The verification ladder.
std::string proof_markup(const schema::Report& report);
/// Latency, interval, freedom from deadlock.
std::string cycles_markup(const schema::Report& report);
/// Per device: netlist, placement, energy, estimates.
std::string devices_markup(const schema::Report& report);
/// Figures of the model, its layers drawn.
std::string network_markup(const schema::Report& report);
std::string training_markup(const schema::Report& report);
/// Data, stages, tools: how to get the same again.
std::string origins_markup(const schema::Report& report);

}  // namespace knap::app
