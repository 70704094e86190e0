// knap: reads the command line, lets one verb work, prints, and maps the result to an exit code. The only
// place that prints.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "app/cli/verb.h"
#include "core/base/diagnostics.h"
#include "core/base/parallel.h"
#include "core/base/version.h"
#include "core/sys/environment.h"
#include "core/text/json.h"
#include "core/text/nearest.h"

namespace knap::app {
namespace {

constexpr int kInternalError = 70;

/// A reader of stderr that has gone away, or a full disk behind it, stops no work.
void say(const std::string& text) { (void)std::fputs(text.c_str(), stderr); }

void print_error(const Error& error) {
  for (const Diagnostic& diagnostic : error.diagnostics())
    say(fmt::format("knap: error: {}\n", to_string(diagnostic)));
}

/// The answer on stdout. Whoever closed it wants no more of it; one that could not be written is an error.
Result<void> print_answer(const std::string& text) {
  const bool is_written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  if (is_written && std::fflush(stdout) == 0) return {};
  if (errno == EPIPE) return {};
  return Error(diag::kFile, "stdout", fmt::format("cannot write: {}", std::strerror(errno)));
}

/// One line per task on a terminal, rewritten; plain lines elsewhere.
void print_progress(const Progress& progress) {
  std::string line = progress.task;
  if (progress.total > 0) line += fmt::format(" {:3.0f} %", 100 * progress.done / progress.total);
  if (progress.rate > 0) line += fmt::format(", {:.0f} {}/s", progress.rate, progress.rate_unit);
  if (progress.seconds_left >= 0) line += fmt::format(", {:.0f} s left", progress.seconds_left);
  if (!progress.note.empty()) line += ", " + progress.note;
  const bool is_terminal = isatty(STDERR_FILENO) != 0;
  const bool is_end = progress.note.rfind("done", 0) == 0;
  say(fmt::format("{}{}{}", is_terminal ? "\r\033[K" : "", line, is_terminal && !is_end ? "" : "\n"));
}

/// An option whose value must not be the empty text, which scripts pass by mistake: --out "$UNSET".
void add_text(CLI::App& command, const std::string& name, std::string& value, const std::string& help) {
  command.add_option(name, value, help)->check([](const std::string& text) {
    return text.empty() ? std::string("is empty") : std::string{};
  });
}

/// Each occurrence takes one value, so that the file may stand behind it.
void add_list(CLI::App& command, const std::string& name, std::vector<std::string>& values,
              const std::string& help) {
  command.add_option(name, values, help)->allow_extra_args(false)->take_all();
}

/// `works_on_project`: only such verbs take what changes a project's file.
void add_options(CLI::App& command, Arguments& arguments, bool works_on_project) {
  constexpr int kMostJobs = 1024;
  command.add_option("input", arguments.inputs, "project TOML, output folder, or what the verb's usage says");
  if (works_on_project) {
    add_text(command, "--out", arguments.out, "output folder (default out/<project name>)");
    add_text(command, "--data", arguments.data, "data set, found under KNAP_DATA_DIR");
    add_list(command, "--device", arguments.devices, "device instead of those of the TOML; may be repeated");
    add_list(command, "--set", arguments.set, "section.key=value instead of the TOML's; may be repeated");
    command.add_option("--seed", arguments.seed, "seed instead of the TOML's");
  }
  command.add_option("--jobs", arguments.jobs, "threads (default: all)")->check(CLI::Range(1, kMostJobs));
  command.add_flag("--json", arguments.is_json, "print one JSON object and nothing else");
  command.add_flag("--quiet", arguments.is_quiet, "no progress");
}

/// What CLI11 says, and for a word that it does not know the nearest one that it does.
Error usage_error(const CLI::App& app, const CLI::ParseError& error) {
  std::string where = "knap", message = error.what();
  std::vector<std::string> unknown = app.remaining(true), known;
  const CLI::App* command = nullptr;
  for (const CLI::App* chosen : app.get_subcommands()) command = chosen;
  if (command != nullptr) where += " " + command->get_name();
  for (const CLI::Option* option : (command == nullptr ? app : *command).get_options())
    for (const std::string& name : option->get_lnames()) known.push_back("--" + name);
  if (!unknown.empty()) {
    const std::string word = unknown.front().substr(0, unknown.front().find('='));
    const bool is_early = std::find(known.begin(), known.end(), word) != known.end();
    message = is_early ? fmt::format("options follow the verb: knap VERB {} ...", word)
                       : fmt::format("there is no option '{}'; the nearest is {}", word,
                                     find_nearest(word, known).value_or("--help"));
  }
  for (char& c : message)
    if (c == '\n') c = ' ';
  return Error(diag::kUsage, where, message + "; see " + where + " --help");
}

/// The first word must be a verb.
Result<void> check_verb(std::string_view word) {
  std::vector<std::string> verbs;
  for (const Verb& verb : verb_table()) verbs.emplace_back(verb.name);
  if (std::find(verbs.begin(), verbs.end(), word) != verbs.end()) return {};
  return Error(diag::kUsage, "knap",
               fmt::format("there is no verb '{}'; the nearest is {}; there are {}", word,
                           find_nearest(word, verbs).value_or("run"), join_names(verbs)));
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
  if (!outcome->complaints.empty()) print_error(Error(outcome->complaints));
  const Result<void> printed =
      print_answer(arguments.is_json ? print_json(outcome->json) + "\n" : outcome->text);
  if (!printed.ok()) {
    print_error(printed.error());
    return static_cast<int>(printed.error().fault());
  }
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
    add_options(*command, arguments, verb.works_on_project);
    if (verb.name == "plan") add_text(*command, "--from", arguments.plan_from, "an edited plan to take");
    if (verb.name == "knapsack")
      command->add_option("--time", arguments.time, "give the best answer after so many seconds")
          ->check(CLI::PositiveNumber);
    if (verb.name == "predict") command->add_flag("--rtl", arguments.uses_rtl, "through the emitted RTL");
  }
  if (argc > 1 && argv[1][0] != '-')
    if (const Result<void> is_verb = check_verb(argv[1]); !is_verb.ok()) {
      print_error(is_verb.error());
      return static_cast<int>(Fault::Request);
    }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);  // --help, --version
    print_error(usage_error(app, error));
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
    (void)std::fputs("knap: error: memory: there is not enough of it [memory]\n", stderr);
    return static_cast<int>(knap::Fault::Machine);
  } catch (const std::exception& problem) {
    const std::string text = fmt::format(
        "knap: error: internal: {} [internal]; this is a bug of knap: please report it with the "
        "project's TOML and, if there is one, the output folder\n",
        problem.what());
    (void)std::fputs(text.c_str(), stderr);
    return knap::app::kInternalError;
  }
}
