#include "tests/flow/runner.h"

#include <fmt/format.h>

#include "core/sys/files.h"
#include "tests/flow/steps.h"

namespace knap::flow {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kShownBytes = 1500;  // of each stream of a command that did something else

std::string tail(const std::string& text) {
  return text.size() <= kShownBytes ? text : "[...]" + text.substr(text.size() - kShownBytes);
}

std::string to_string(const Outcome& did) {
  if (did.command.empty()) return "";
  return fmt::format("\n    $ {}\n    exit {} after {:.1f} s\n--- stdout\n{}--- stderr\n{}---", did.command,
                     did.code, did.seconds, tail(did.out), tail(did.err));
}

/// Every command is held to exit 0 unless an `exit` follows it.
std::vector<Step> with_exits(const std::vector<Step>& steps) {
  std::vector<Step> result;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    result.push_back(steps[i]);
    if (steps[i].verb == "knap" && (i + 1 == steps.size() || steps[i + 1].verb != "exit"))
      result.push_back({steps[i].line, "exit", "0", {}});
  }
  return result;
}

void play(const std::string& name, const std::vector<Step>& steps, Context& context, CaseResult& result) {
  for (const Step& step : with_exits(steps)) {
    const auto add = [&](const std::string& why) {
      result.findings.push_back(fmt::format("{}:{}: {}{}{}: {}{}", name, step.line, step.verb,
                                            step.rest.empty() ? "" : " ", step.rest, why,
                                            to_string(context.last)));
    };
    try {
      find_word(step.verb)->run(context, step);
    } catch (const Unmet& unmet) {
      add(unmet.what());
    } catch (const Skipped& skipped) {
      result.skipped = skipped.what();
      return;
    } catch (const std::exception& problem) {
      return add(fmt::format("a mistake in the case: {}", problem.what()));
    }
  }
}

}  // namespace

CaseResult run_case(const std::string& name, std::string_view text, const RunnerOptions& options) {
  CaseResult result;
  std::vector<Step> steps;
  try {
    steps = parse_steps(text);
    check_steps(steps);
  } catch (const BadCase& mistake) {
    result.findings.push_back(fmt::format("{}:{}", name, mistake.what()));
    return result;
  }
  TempFolder temporary = TempFolder::make().value();
  Context context;
  context.program = options.program;
  context.base = options.base;
  context.folder = options.keep.empty() ? temporary.path() / "case" : fs::absolute(options.keep);
  context.streams = temporary.path() / "streams";
  context.working = context.folder;
  fs::remove_all(context.folder);
  fs::create_directories(context.folder);
  fs::create_directories(context.streams / "tools");
  play(name, steps, context, result);
  return result;
}

}  // namespace knap::flow
