// Starting the program, and the tools that it finds in PATH.
#include <fmt/format.h>

#include "core/sys/environment.h"
#include "core/sys/files.h"
#include "core/sys/process.h"
#include "tests/flow/steps.h"

namespace knap::flow {
namespace {

namespace fs = std::filesystem;

constexpr double kLimitSeconds = 300;
constexpr std::string_view kErrorStart = "knap: error: ";

fs::path tools_folder(const Context& context) { return context.streams / "tools"; }

/// Fake tools first, then the real ones.
std::string search_path(const Context& context) {
  if (!context.has_tools) return (context.streams / "no tools").string();
  return tools_folder(context).string() + ":" + get_env("PATH").value_or("");
}

/// What holds for every command: never our own bug, and an error line exactly when it was not done (doctor's
/// table is its answer).
void check_manners(const Outcome& did) {
  if (did.code == 70 || did.code > 127) throw Unmet(fmt::format("exit {}: a bug of the program", did.code));
  const bool is_table = did.code == 1 && did.command.rfind("knap doctor", 0) == 0;
  if (did.code != 0 && did.errors.empty() && !is_table)
    throw Unmet(fmt::format("exit {} without an error line", did.code));
  if (did.code == 0 && !did.errors.empty()) throw Unmet("exit 0 with an error line");
  for (const std::string& line : did.errors)
    if (line.find("]", line.rfind(" [") + 1) == std::string::npos ||
        line.find(": ", kErrorStart.size()) == std::string::npos)
      throw Unmet(fmt::format("not of the form 'knap: error: WHERE: MESSAGE [code]': {}", line));
}

/// A shell keeps stdout and stderr apart; everything else of the call is an argument vector.
void run_knap(Context& context, const Step& step) {
  const fs::path out = context.streams / "stdout", err = context.streams / "stderr";
  Command command;
  command.argv = {"/bin/sh",
                  "-c",
                  "out=$1; err=$2; shift 2; exec \"$@\" >\"$out\" 2>\"$err\"",
                  "sh",
                  out.string(),
                  err.string(),
                  context.program.string()};
  for (const std::string& word : split_words(expand(context, step.rest))) command.argv.push_back(word);
  command.working_folder = context.working;
  command.time_limit_s = kLimitSeconds;
  command.extra_env = {{"PATH", search_path(context)}, {"KNAP_DATA_DIR", ""}};
  context.was = read_all(context);
  context.before = std::exchange(context.last, Outcome{});
  context.last.command = "knap " + step.rest;
  const Result<ProcessOutput> ran = run_process(command, Watch());
  if (!ran) throw Unmet(to_string(ran.error()));
  context.last.code = ran->exit_code;
  context.last.seconds = ran->seconds;
  context.last.out = read_file(out).value();
  context.last.err = read_file(err).value();
  for (const std::string& line : split_lines(context.last.err))
    if (line.rfind(kErrorStart, 0) == 0) context.last.errors.push_back(line);
  check_manners(context.last);
}

void change_folder(Context& context, const Step& step) {
  std::string rest = expand(context, step.rest);
  context.working = context.path(take_word(rest));
  if (!rest.empty()) throw BadCase("names one folder");
  if (!is_folder(context.working)) throw BadCase(fmt::format("{} is not a folder", context.working.string()));
}

/// A script in front of PATH: `tool NAME` and a block of shell lines, which may start the real one as "$real"
/// "$@"; it tells its version as the real one does. `tool NAME says TEXT`: the real one with another version.
/// `tool NAME real`: no longer.
void make_tool(Context& context, const Step& step) {
  std::string rest = expand(context, step.rest);
  const std::string name = take_word(rest);
  const std::string mode = rest.empty() ? "" : take_word(rest);
  const fs::path script = tools_folder(context) / name;
  if (mode == "real" && rest.empty() && step.block.empty()) {
    fs::remove(script);
    return;
  }
  const bool says = mode == "says" && !rest.empty();
  if (says ? !step.block.empty() : !mode.empty() || step.block.empty())
    throw BadCase("is 'tool NAME' with marked lines, 'tool NAME says VERSION' or 'tool NAME real'");
  const auto real = find_program(name);
  if (!real) throw BadCase(fmt::format("{} is not in PATH; say 'needs {}' first", name, name));
  std::string text = fmt::format("#!/bin/sh\nreal='{}'\n", real->string());
  text += fmt::format("case \"$*\" in --version|-V|-v) {} ;; esac\n",
                      says ? fmt::format("echo '{}'; exit 0", rest) : "exec \"$real\" \"$@\"");
  for (const std::string& line : step.block) text += (line.size() > 2 ? line.substr(2) : "") + "\n";
  if (says) text += "exec \"$real\" \"$@\"\n";
  if (const Result<void> written = write_file(script, text); !written)
    throw BadCase(to_string(written.error()));
  fs::permissions(script, fs::perms::owner_all);
}

void hide_tools(Context& context, const Step& step) {
  if (step.rest != "tools") throw BadCase("is 'without tools'");
  context.has_tools = false;
}

}  // namespace

const std::vector<Word>& command_words() {
  static const std::vector<Word> words{
      {"knap", StepKind::Command, BlockKind::None, run_knap},
      {"cd", StepKind::Make, BlockKind::None, change_folder},
      {"tool", StepKind::Make, BlockKind::Text, make_tool},
      {"without", StepKind::Make, BlockKind::None, hide_tools},
  };
  return words;
}

}  // namespace knap::flow
