// Processes: runs another program without a shell, with a time limit, and keeps what it printed.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "core/base/watch.h"

namespace knap {

/// One call of a program.
struct Command {
  std::vector<std::string> argv;         ///< argv[0]: a path, or a name that is looked up in PATH
  std::filesystem::path working_folder;  ///< empty: ours
  double time_limit_s = 0;               ///< 0: none
  std::filesystem::path log;             ///< keeps stdout and stderr, in their order; empty: not kept on disk
  std::vector<std::pair<std::string, std::string>> extra_env;  ///< added to our environment
  std::string input;  ///< what the program reads from stdin, at most 64 KiB
};

struct ProcessOutput {
  int exit_code = 0;   ///< 128 + N when a signal N ended it
  std::string output;  ///< stdout and stderr; of very long ones the first and the last MiB
  double seconds = 0;  ///< wall clock
  /// The most that one process held in memory, of it and of those that it waited for; never less than we held
  /// when it was started, for the kernel counts from the fork on.
  double peak_memory_mb = 0;
};

/// Runs to the end, in a process group of its own that is killed as a whole when the watch stops
/// (kInterrupted) or the time limit is over (kToolFailed). A program that cannot be started is kToolMissing.
/// The exit code is the caller's to judge.
Result<ProcessOutput> run_process(const Command& command, const Watch& watch);

/// The last lines of a program's output, on one line, for messages.
std::string last_lines(const std::string& output, std::size_t max_chars = 200);

}  // namespace knap
