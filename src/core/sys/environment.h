// Environment: variables, programs in PATH, where this program lies, and the stop signals.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/base/watch.h"

namespace knap {

/// A variable of the environment; nothing when unset or empty.
std::optional<std::string> get_env(const std::string& name);
/// The executable file `name` in PATH (or `name` itself when it holds a '/').
std::optional<std::filesystem::path> find_program(const std::string& name);
/// The folder of the running program.
std::filesystem::path executable_folder();

/// From now on SIGINT and SIGTERM stop `watch`, which must outlive the process's work; the second one of them
/// ends the program at once. SIGPIPE is ignored.
void install_stop_handler(Watch& watch);

}  // namespace knap
