// knap: reads the command line, lets one verb work, prints, and maps the result to an exit code. The only
// place that prints.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>

#include "app/cli/verb.h"
#include "core/base/diagnostics.h"
#include "core/base/parallel.h"
#include "core/base/version.h"
#include "core/sys/environment.h"
#include "core/text/json.h"

namespace knap::app {
namespace {

constexpr int kInternalError = 70;

void print_error(const Error& error) {
  for (const Diagnostic& diagnostic : error.diagnostics())
    fmt::print(stderr, "knap: error: {}\n", to_string(diagnostic));
}

/// One line per task on a terminal, rewritten; plain lines elsewhere.
void print_progress(const Progress& progress) {
  std::string line = progress.task;
  if (progress.total > 0) line += fmt::format(" {:3.0f} %", 100 * progress.done / progress.total);
  if (progress.rate > 0) line += fmt::format(", {:.0f} {}/s", progress.rate, progress.rate_unit);
  if (progress.seconds_left >= 0) line += fmt::format(", {:.0f} s left", progress.seconds_left);
  if (!progress.note.empty()) line += ", " + progress.note;
  const bool is_terminal = isatty(STDERR_FILENO) != 0;
  const bool is_end = progress.note.rfind("done", 0) == 0 || progress.note == "cached";
  fmt::print(stderr, "{}{}{}", is_terminal ? "\r\033[K" : "", line, is_terminal && !is_end ? "" : "\n");
}

void add_options(CLI::App& command, Arguments& arguments) {
  command.add_option("inputs", arguments.inputs,
                     "project TOML, output folder, or what the verb's usage says");
  command.add_option("--out", arguments.out, "output folder (default out/<project name>)");
  command.add_option("--data", arguments.data, "data set, found under KNAP_DATA_DIR");
  command.add_option("--device", arguments.devices, "device instead of those of the TOML; may be repeated")
      ->take_all();
  command.add_option("--set", arguments.set, "section.key=value instead of the TOML's; may be repeated")
      ->take_all();
  command.add_option("--seed", arguments.seed, "seed instead of the TOML's");
  command.add_option("--jobs", arguments.jobs, "threads (default: all)");
  command.add_flag("--json", arguments.is_json, "print one JSON object and nothing else");
  command.add_flag("--quiet", arguments.is_quiet, "no progress");
}

int act(const Arguments& arguments, const Verb& verb) {
  set_jobs(arguments.jobs);
  Watch watch(arguments.is_quiet || arguments.is_json ? std::function<void(const Progress&)>{}
                                                      : print_progress);
  install_stop_handler(watch);
  const Result<Outcome> outcome = verb.run(arguments, watch);
  if (!outcome.ok()) {
    print_error(outcome.error());
    return static_cast<int>(outcome.error().fault());
  }
  for (const Diagnostic& complaint : outcome->complaints)
    fmt::print(stderr, "knap: error: {}\n", to_string(complaint));
  fmt::print("{}", arguments.is_json ? print_json(outcome->json) + "\n" : outcome->text);
  return outcome->answer ? 0 : 1;
}

int run(int argc, char** argv) {
  CLI::App app("knap: from a dataset to verified FPGA hardware", "knap");
  app.set_version_flag("--version", fmt::format("knap {} ({})", version(), commit()));
  app.require_subcommand(1);
  Arguments arguments;
  for (const Verb& verb : verb_table()) {
    CLI::App* command = app.add_subcommand(std::string(verb.name), std::string(verb.help));
    command->footer(fmt::format("usage: knap {} {} [options]", verb.name, verb.usage));
    add_options(*command, arguments);
    if (verb.name == "plan") command->add_option("--from", arguments.plan_from, "an edited plan to take");
    if (verb.name == "predict") command->add_flag("--rtl", arguments.uses_rtl, "through the emitted RTL");
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);  // --help, --version
    print_error(Error(diag::kUsage, "knap", std::string(error.what()) + "; see knap --help"));
    return static_cast<int>(Fault::Request);
  }
  for (const Verb& verb : verb_table()) {
    if (!app.got_subcommand(std::string(verb.name))) continue;
    arguments.verb = verb.name;
    return act(arguments, verb);
  }
  return static_cast<int>(Fault::Request);
}

}  // namespace
}  // namespace knap::app

int main(int argc, char** argv) {
  try {
    return knap::app::run(argc, argv);
  } catch (const std::bad_alloc&) {
    fmt::print(stderr, "knap: error: memory: there is not enough of it [memory]\n");
    return static_cast<int>(knap::Fault::Machine);
  } catch (const std::exception& problem) {
    fmt::print(stderr,
               "knap: error: internal: {} [internal]; this is a bug of knap: please report it with the "
               "project's TOML and, if there "
               "is one, the output folder\n",
               problem.what());
    return knap::app::kInternalError;
  }
}
