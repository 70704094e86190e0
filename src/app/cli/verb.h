// Verb: what one word of the command line does; one file per verb.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/flow/run.h"
#include "core/base/result.h"
#include "core/base/watch.h"

namespace knap::app {

/// The command line after parsing; verbs take what they need.
struct Arguments {
  std::string verb;
  std::vector<std::string> inputs;  ///< FILE.toml or DIR, and for predict the recordings
  std::string out, data, plan_from;
  std::vector<std::string> devices, set;
  std::optional<std::int64_t> seed;
  int jobs = 0;
  std::optional<double> time;  ///< --time, in seconds
  bool is_json = false, is_quiet = false, uses_rtl = false;
};

struct Verb {
  std::string_view name, usage, help;
  Result<Outcome> (*run)(const Arguments&, Watch&);
  bool works_on_project = true;
};

Result<Outcome> run_verb(const Arguments&, Watch&);
Result<Outcome> train_verb(const Arguments&, Watch&);
Result<Outcome> compress_verb(const Arguments&, Watch&);
Result<Outcome> plan_verb(const Arguments&, Watch&);
Result<Outcome> generate_verb(const Arguments&, Watch&);
Result<Outcome> verify_verb(const Arguments&, Watch&);
Result<Outcome> synth_verb(const Arguments&, Watch&);
Result<Outcome> estimate_verb(const Arguments&, Watch&);
Result<Outcome> report_verb(const Arguments&, Watch&);
Result<Outcome> predict_verb(const Arguments&, Watch&);
Result<Outcome> dataset_verb(const Arguments&, Watch&);
Result<Outcome> knapsack_verb(const Arguments&, Watch&);
Result<Outcome> doctor_verb(const Arguments&, Watch&);

/// In the order of `knap --help`.
const std::vector<Verb>& verb_table();

/// The only input as a request; kUsage when there is none, or more.
Result<Request> to_request(const Arguments& arguments);
/// Opens the project of the input and lets `work` have it; mistakes of the project's file are told where they
/// stand in it.
Result<Outcome> run_project(const Arguments& arguments,
                            const std::function<Result<Outcome>(Project&, Watch&)>& work, Watch& watch);
/// Opens the project of the first input and runs these stages.
Result<Outcome> run_stages(const Arguments& arguments, const std::vector<std::string>& stages, Watch& watch);

}  // namespace knap::app
