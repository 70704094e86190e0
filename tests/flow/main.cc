// knap_flow [--base DIR] [--keep DIR] FILE.flow...: plays cases against the program that KNAP_PROGRAM names.
// Exit code 0: all hold, 1: something does not, 2: the request is wrong, 77: the last case was skipped.
#include <fmt/format.h>

#include <filesystem>

#include "core/sys/environment.h"
#include "core/sys/files.h"
#include "tests/flow/runner.h"

namespace {

constexpr int kSkipped = 77;  // SKIP_RETURN_CODE in cmake/tests.cmake

int usage() {
  fmt::print(stderr, "usage: KNAP_PROGRAM=PATH knap_flow [--base DIR] [--keep DIR] FILE.flow...\n");
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  knap::flow::RunnerOptions options;
  options.program = std::filesystem::absolute(knap::get_env("KNAP_PROGRAM").value_or("."));
  int code = 0;
  bool has_case = false;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--base" || argument == "--keep") {
      if (++i == argc) return usage();
      (argument == "--base" ? options.base : options.keep) = argv[i];
      continue;
    }
    const knap::Result<std::string> text = knap::read_file(argument);
    if (!text) {
      fmt::print(stderr, "{}\n", knap::to_string(text.error()));
      return usage();
    }
    if (!knap::is_file(options.program)) {
      fmt::print(stderr, "KNAP_PROGRAM names no file: '{}'\n", options.program.string());
      return usage();
    }
    has_case = true;
    const knap::flow::CaseResult result = knap::flow::run_case(argument, *text, options);
    for (const std::string& finding : result.findings) fmt::print("{}\n", finding);
    if (!result.skipped.empty()) fmt::print("{}: skipped: {}\n", argument, result.skipped);
    if (!result.findings.empty()) code = 1;
    if (!result.skipped.empty() && code == 0) code = kSkipped;
  }
  return has_case ? code : usage();
}
