#include "core/sys/process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <optional>
#include <system_error>

#include "core/base/diagnostics.h"
#include "core/sys/environment.h"
#include "core/sys/files.h"

extern char** environ;

namespace knap {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kKeptBytes = 1 << 20;   // of the beginning, and of the end
constexpr std::size_t kInputBytes = 1 << 16;  // what a pipe holds
constexpr int kPollMs = 50;
constexpr double kGraceSeconds = 2;

/// Both ends of a pipe, closed with the scope.
struct Pipe {
  int read_end = -1, write_end = -1;
  Pipe() {
    std::array<int, 2> ends{-1, -1};
    if (::pipe2(ends.data(), O_CLOEXEC) == 0) read_end = ends[0], write_end = ends[1];
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() { close_read(), close_write(); }
  void close_read() { close_end(read_end); }
  void close_write() { close_end(write_end); }

 private:
  static void close_end(int& end) {
    if (end >= 0) ::close(end);
    end = -1;
  }
};

/// The first and the last MiB of an endless text.
class Kept {
 public:
  void add(std::string_view text) {
    const std::size_t taken = std::min(text.size(), kKeptBytes - head_.size());
    head_ += text.substr(0, taken);
    tail_ += text.substr(taken);
    if (tail_.size() > 2 * kKeptBytes) cut();
  }
  std::string take() {
    if (tail_.size() > kKeptBytes) cut();
    if (left_out_ > 0) head_ += fmt::format("\n[... {} bytes left out ...]\n", left_out_);
    return std::move(head_) + tail_;
  }

 private:
  void cut() {
    left_out_ += tail_.size() - kKeptBytes;
    tail_.erase(0, tail_.size() - kKeptBytes);
  }
  std::string head_, tail_;
  std::size_t left_out_ = 0;
};

/// What the child needs, made before the fork: between fork and exec nothing may allocate.
struct Prepared {
  std::string program, folder;
  std::vector<std::string> environment;
  std::vector<char*> argv, envp;
};

Prepared prepare(const Command& command, const std::string& program) {
  Prepared p;
  p.program = program;
  p.folder = command.working_folder.string();
  const auto is_replaced = [&command](std::string_view entry) {
    return std::any_of(command.extra_env.begin(), command.extra_env.end(), [entry](const auto& extra) {
      return entry.substr(0, entry.find('=')) == extra.first;
    });
  };
  for (char** entry = environ; *entry != nullptr; ++entry)
    if (!is_replaced(*entry)) p.environment.emplace_back(*entry);
  for (const auto& [name, value] : command.extra_env) p.environment.push_back(name + "=" + value);
  for (const std::string& argument : command.argv) p.argv.push_back(const_cast<char*>(argument.c_str()));
  for (std::string& entry : p.environment) p.envp.push_back(entry.data());
  p.argv.push_back(nullptr);
  p.envp.push_back(nullptr);
  return p;
}

/// In the child: async-signal-safe calls only. Writes errno to `failure` when exec does not happen.
[[noreturn]] void become(const Prepared& p, int input, int output, int failure) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // if we are killed, so is the tool
  for (const int number : {SIGINT, SIGTERM, SIGPIPE}) ::signal(number, SIG_DFL);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  if (::dup2(input, 0) >= 0 && ::dup2(output, 1) >= 0 && ::dup2(output, 2) >= 0 &&
      (p.folder.empty() || ::chdir(p.folder.c_str()) == 0))
    ::execve(p.program.c_str(), p.argv.data(), p.envp.data());
  const int code = errno;
  [[maybe_unused]] const ssize_t written = ::write(failure, &code, sizeof code);
  ::_exit(127);
}

/// True when the child has ended; it stays a zombie, so that its group's number is not given away.
bool has_ended(pid_t child) {
  siginfo_t info{};
  return ::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOHANG | WNOWAIT) != 0 ||
         info.si_pid == child;
}

struct Ended {
  int exit_code = 0;
  double peak_memory_mb = 0;
};

/// Asks the group to end, then makes it; returns how its leader ended.
Ended end_group(pid_t child) {
  const auto start = Clock::now();
  if (!has_ended(child)) ::kill(-child, SIGTERM);
  while (!has_ended(child) && std::chrono::duration<double>(Clock::now() - start).count() < kGraceSeconds)
    ::poll(nullptr, 0, kPollMs);
  ::kill(-child, SIGKILL);
  int status = 0;
  rusage used{};
  while (::wait4(child, &status, 0, &used) < 0 && errno == EINTR) {
  }
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
          static_cast<double>(used.ru_maxrss) / 1024};
}

/// Reads what lies in the pipe now; false at its end.
bool drain(int descriptor, Kept& kept, int log, int& log_error) {
  std::array<char, 1 << 16> piece;
  while (true) {
    const ssize_t count = ::read(descriptor, piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno == EAGAIN;
    if (count == 0) return false;
    kept.add({piece.data(), static_cast<std::size_t>(count)});
    if (log >= 0 && ::write(log, piece.data(), static_cast<std::size_t>(count)) != count) log_error = errno;
  }
}

/// Follows the child to its end, or ends it; an Error when it was not its own end.
Result<void> follow(const Command& command, const Watch& watch, pid_t child, int output, int log, Kept& kept,
                    Clock::time_point start) {
  bool is_open = true;
  int log_error = 0;
  int closed_poll_ms = 1;  // a program that closed its outputs mostly ends at once
  while (true) {
    pollfd wait{output, POLLIN, 0};
    if (is_open) {
      ::poll(&wait, 1, kPollMs);
    } else {
      ::poll(nullptr, 0, closed_poll_ms);
      closed_poll_ms = std::min(2 * closed_poll_ms, kPollMs);
    }
    const bool ended = has_ended(child);  // asked before the last read, so that nothing it wrote is lost
    if (is_open) is_open = drain(output, kept, log, log_error);
    if (log_error != 0)
      return Error(diag::kFile, command.log.string(),
                   fmt::format("cannot write: {}", std::generic_category().message(log_error)));
    if (ended) return {};
    KNAP_TRY(watch.check(command.argv.front()));
    if (command.time_limit_s > 0 &&
        std::chrono::duration<double>(Clock::now() - start).count() > command.time_limit_s)
      return Error(diag::kToolFailed, command.argv.front(),
                   fmt::format("ran longer than its limit of {} s and was ended", command.time_limit_s));
  }
}

Error not_started(const Command& command, int code) {
  return Error(code == ENOENT || code == EACCES ? diag::kToolMissing : diag::kToolFailed,
               command.argv.front(),
               fmt::format("cannot be started: {}", std::generic_category().message(code)));
}

}  // namespace

Result<ProcessOutput> run_process(const Command& command, const Watch& watch) {
  KNAP_CHECK(!command.argv.empty() && command.input.size() <= kInputBytes);
  const auto program = find_program(command.argv.front());
  if (!program)
    return Error(diag::kToolMissing, command.argv.front(), "not found; knap doctor says how to get it");
  KNAP_TRY(watch.check(command.argv.front()));
  int log = -1;
  if (!command.log.empty()) {
    KNAP_TRY(make_folders(command.log.parent_path()));
    log = ::open(command.log.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (log < 0)
      return Error(diag::kFile, command.log.string(),
                   fmt::format("cannot write: {}", std::generic_category().message(errno)));
  }
  const auto close_log = [log] { return log < 0 ? 0 : ::close(log); };

  Pipe input, output, failure;
  const bool is_fed = input.read_end >= 0 && output.read_end >= 0 && failure.read_end >= 0 &&
                      ::write(input.write_end, command.input.data(), command.input.size()) ==
                          static_cast<ssize_t>(command.input.size());
  // A path relative to our folder must still be found from the program's.
  std::error_code ignored;
  const Prepared prepared = prepare(command, std::filesystem::absolute(*program, ignored).string());
  const auto start = Clock::now();
  const pid_t child = is_fed ? ::fork() : -1;
  if (child == 0) become(prepared, input.read_end, output.write_end, failure.write_end);
  if (child < 0) {
    const int code = errno;
    close_log();
    return not_started(command, code);
  }
  ::setpgid(child, child);  // both sides do it, so that it is done whoever runs first
  input.close_read(), input.close_write(), output.close_write(), failure.close_write();
  int exec_error = 0;
  if (::read(failure.read_end, &exec_error, sizeof exec_error) == sizeof exec_error) {
    end_group(child);
    close_log();
    return not_started(command, exec_error);
  }
  ::fcntl(output.read_end, F_SETFL, O_NONBLOCK);
  Kept kept;
  Result<void> followed = follow(command, watch, child, output.read_end, log, kept, start);
  ProcessOutput result;
  const Ended ended = end_group(child);
  result.exit_code = ended.exit_code;
  result.peak_memory_mb = ended.peak_memory_mb;
  result.output = kept.take();
  result.seconds = std::chrono::duration<double>(Clock::now() - start).count();
  close_log();
  KNAP_TRY(std::move(followed));
  return result;
}

std::string last_lines(const std::string& output, std::size_t max_chars) {
  std::string line;
  for (const char c : output.substr(output.size() - std::min(output.size(), 4 * max_chars))) {
    if (c != '\n' && c != '\r' && c != '\t' && c != ' ') {
      line += static_cast<unsigned char>(c) < ' ' ? '?' : c;
    } else if (!line.empty() && line.back() != ' ') {
      line += ' ';
    }
  }
  while (line.ends_with(' ')) line.pop_back();
  if (line.size() > max_chars) line = "..." + line.substr(line.size() - max_chars);
  return line;
}

}  // namespace knap
