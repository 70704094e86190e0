#include "app/cli/verb.h"

#include <fmt/format.h>

#include "app/config/locate.h"
#include "core/base/diagnostics.h"
#include "core/sys/files.h"

namespace knap::app {

const std::vector<Verb>& verb_table() {
  static const std::vector<Verb> table = {
      {"run", "FILE.toml | DIR",
       "every stage in order: train, compress, plan, generate, synth, verify, estimate, report", run_verb},
      {"train", "FILE.toml | DIR", "train and quantise the network", train_verb},
      {"compress", "FILE.toml | DIR", "prune what the hardware can turn into fewer cells", compress_verb},
      {"plan", "DIR [--from FILE]", "choose folding, memories and FIFO depths, or take an edited plan",
       plan_verb},
      {"generate", "DIR", "write SystemVerilog and test vectors", generate_verb},
      {"synth", "DIR", "netlists; place-and-route and bitstreams where open tools exist", synth_verb},
      {"verify", "DIR", "prove what lies in DIR, bit by bit, as it lies there", verify_verb},
      {"estimate", "FILE.toml | DIR", "resources without any EDA tool", estimate_verb},
      {"report", "DIR", "write report.html and report.json anew", report_verb},
      {"predict", "DIR INPUT...",
       "classify recordings and images with the integer network (--rtl: through the RTL)", predict_verb,
       false},
      {"dataset", "list | get NAME | check NAME", "data sets that knap knows, fetches and checks",
       dataset_verb, false},
      {"knapsack", "FILE.json [--time SECONDS]",
       "solve a knapsack with several resources, choices and requirements, and prove how well", knapsack_verb,
       false},
      {"doctor", "", "external tools and devices: what is here, which version, how to get the rest",
       doctor_verb, false},
  };
  return table;
}

Result<Request> to_request(const Arguments& arguments) {
  const std::string where = "knap " + arguments.verb;
  if (arguments.inputs.empty())
    return Error(diag::kUsage, where, "needs a project's TOML or an output folder; see knap --help");
  if (arguments.inputs.size() > 1)
    return Error(
        diag::kUsage, where,
        fmt::format("takes one project's TOML or output folder; '{}' is one too many", arguments.inputs[1]));
  if (!arguments.plan_from.empty() && !is_file(arguments.plan_from))
    return Error(diag::kUsage, "--from", fmt::format("there is no file '{}'", arguments.plan_from));
  Request request;
  request.target = arguments.inputs.front();
  request.out = arguments.out;
  request.plan_from = arguments.plan_from;
  request.overrides.data = arguments.data;
  request.overrides.devices = arguments.devices;
  request.overrides.seed = arguments.seed;
  for (const std::string& assignment : arguments.set) {
    const std::size_t equals = assignment.find('=');
    if (equals == std::string::npos || equals == 0)
      return Error(diag::kUsage, "--set",
                   fmt::format("'{}' is not of the form section.key=value", assignment));
    request.overrides.set.emplace_back(assignment.substr(0, equals), assignment.substr(equals + 1));
  }
  return request;
}

Result<Outcome> run_project(const Arguments& arguments,
                            const std::function<Result<Outcome>(Project&, Watch&)>& work, Watch& watch) {
  KNAP_ASSIGN(const Request request, to_request(arguments));
  KNAP_ASSIGN(OpenProject open, open_project(request));
  const Places& places = open.project.config.places;
  Result<Outcome> outcome = located(work(open.project, watch), places);
  if (outcome.ok() && !outcome->complaints.empty())
    outcome->complaints = locate(Error(std::move(outcome->complaints)), places).diagnostics();
  return outcome;
}

Result<Outcome> run_stages(const Arguments& arguments, const std::vector<std::string>& stages, Watch& watch) {
  return run_project(
      arguments, [&](Project& project, Watch& w) { return run_some(project, stages, w); }, watch);
}

}  // namespace knap::app
