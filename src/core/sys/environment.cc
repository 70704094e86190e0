#include "core/sys/environment.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <string_view>
#include <system_error>

namespace knap {
namespace {

namespace fs = std::filesystem;

std::atomic<Watch*> stopped_watch{nullptr};

void on_stop(int signal_number) {  // only async-signal-safe calls here
  Watch* watch = stopped_watch.load();
  if (watch == nullptr || watch->is_stopped()) _exit(128 + signal_number);
  watch->stop();
}

bool is_executable(const fs::path& path) {
  std::error_code code;
  return fs::is_regular_file(path, code) && ::access(path.c_str(), X_OK) == 0;
}

}  // namespace

std::optional<std::string> get_env(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr || *value == '\0') return {};
  return value;
}

std::optional<fs::path> find_program(const std::string& name) {
  if (name.empty()) return {};
  if (name.find('/') != std::string::npos) {
    if (is_executable(name)) return fs::path(name);
    return {};
  }
  const std::string folders = get_env("PATH").value_or("/usr/local/bin:/usr/bin:/bin");
  std::size_t from = 0;
  while (from <= folders.size()) {
    const std::size_t to = std::min(folders.find(':', from), folders.size());
    const std::string folder = folders.substr(from, to - from);
    const fs::path path = fs::path(folder.empty() ? "." : folder) / name;
    if (is_executable(path)) return path;
    from = to + 1;
  }
  return {};
}

fs::path executable_folder() {
  std::error_code code;
  const fs::path path = fs::read_symlink("/proc/self/exe", code);
  return code ? fs::current_path(code) : path.parent_path();
}

void install_stop_handler(Watch& watch) {
  stopped_watch.store(&watch);
  struct sigaction action {};
  action.sa_handler = on_stop;
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_RESTART;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  signal(SIGPIPE, SIG_IGN);
}

}  // namespace knap
