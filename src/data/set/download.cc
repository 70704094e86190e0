#include "data/set/download.h"

#include <fmt/format.h>

#include <system_error>

#include "core/base/diagnostics.h"
#include "core/sys/files.h"
#include "core/sys/process.h"
#include "data/set/load.h"
#include "data/set/unpack.h"

namespace knap::data {
namespace {

std::uint64_t size_of(const std::filesystem::path& path) {
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  return error ? 0 : size;
}

bool is_unpacked(const PublishedFile& file, const std::filesystem::path& folder) {
  return file.unpack != Unpack::None && is_file(folder / file.marker);
}

Result<FileState> judge(const PublishedFile& file, const std::filesystem::path& path) {
  FileState state{std::string(file.path), FileVerdict::Missing, "missing"};
  if (!is_file(path)) return state;
  const std::uint64_t size = size_of(path);
  if (file.size_bytes && size != *file.size_bytes) {
    state.verdict = FileVerdict::Wrong;
    state.detail = fmt::format("{} bytes instead of {}", size, *file.size_bytes);
    return state;
  }
  if (file.sha256.empty()) {
    state.verdict = FileVerdict::Unverified;
    state.detail = fmt::format("{} bytes, the publisher's SHA-256 is not known", size);
    return state;
  }
  KNAP_ASSIGN(const std::string hash, hash_file(path));
  state.verdict = hash == file.sha256 ? FileVerdict::Good : FileVerdict::Wrong;
  state.detail = hash == file.sha256 ? fmt::format("{} bytes, SHA-256 as published", size)
                                     : fmt::format("SHA-256 {} instead of {}", hash, file.sha256);
  return state;
}

std::string by_hand(const PublishedFile& file, const std::filesystem::path& path) {
  return fmt::format("fetch {} by hand and put it at {}, then run this again", file.address, path.string());
}

/// One call of curl; its exit code. The error is tool-missing or interrupted.
Result<int> run_curl(const PublishedFile& file, const std::filesystem::path& part,
                     const DownloadOptions& options, const Watch& watch, std::string& output) {
  Command command;
  command.argv = {options.curl,
                  "--fail",
                  "--location",
                  "--silent",
                  "--show-error",
                  "--retry",
                  "2",
                  "--connect-timeout",
                  fmt::format("{:.0f}", options.connect_limit_s),
                  "--continue-at",
                  "-",
                  "--output",
                  part.string(),
                  std::string(file.address)};
  KNAP_ASSIGN(const ProcessOutput done, run_process(command, watch));
  output = last_lines(done.output);
  return done.exit_code;
}

/// Fetches to `part`, going on where an earlier attempt ended.
Result<void> fetch(const PublishedFile& file, const std::filesystem::path& path,
                   const std::filesystem::path& part, const DownloadOptions& options, const Watch& watch) {
  if (file.size_bytes && size_of(part) > *file.size_bytes) KNAP_TRY(remove_path(part));
  if (file.size_bytes && is_file(part) && size_of(part) == *file.size_bytes) return {};
  const bool is_resumed = size_of(part) > 0;
  Progress progress;
  progress.task = fmt::format("fetch {}", file.path);
  watch.report(progress);
  std::string output;
  Result<int> code = run_curl(file, part, options, watch, output);
  // A part that is complete already, or of another version: servers refuse the range. Start over, once.
  constexpr int kHttpError = 22, kRangeError = 33, kBadResume = 36;
  if (code.ok() && is_resumed && (*code == kHttpError || *code == kRangeError || *code == kBadResume)) {
    KNAP_TRY(remove_path(part));
    code = run_curl(file, part, options, watch, output);
  }
  if (!code.ok()) {
    if (!code.error().is(diag::kToolMissing)) return code.error();
    return Error(diag::kToolMissing, std::string(options.curl),
                 fmt::format("curl is needed to fetch files; install it, or {}", by_hand(file, path)));
  }
  if (*code != 0)
    return Error(
        diag::kDownload, std::string(file.address),
        fmt::format("curl: exit {}: {}; what was fetched is kept; {}", *code, output, by_hand(file, path)));
  return {};
}

/// Fetches, verifies and unpacks one file; the line for the person.
Result<std::string> get_file(const SetInfo& info, const PublishedFile& file,
                             const std::filesystem::path& folder, const DownloadOptions& options,
                             const Watch& watch) {
  const std::filesystem::path path = folder / file.path, part = folder / (std::string(file.path) + ".part");
  if (is_unpacked(file, folder)) return fmt::format("{}: unpacked already", file.path);
  KNAP_ASSIGN(FileState state, judge(file, path));
  std::string line = fmt::format("{}: there already, {}", file.path, state.detail);
  if (state.verdict == FileVerdict::Missing || state.verdict == FileVerdict::Wrong) {
    if (file.address.empty())
      return Error(diag::kNoData, std::string(info.name),
                   fmt::format("{} is {} and has no address to fetch it from: see {} and put it at {}",
                               file.path, state.detail, info.page, path.string()));
    KNAP_TRY(fetch(file, path, part, options, watch));
    KNAP_ASSIGN(state, judge(file, part));
    if (state.verdict == FileVerdict::Wrong || state.verdict == FileVerdict::Missing) {
      KNAP_TRY(remove_path(part));
      return Error(
          diag::kDownload, std::string(file.address),
          fmt::format("not the published file ({}), removed; {}", state.detail, by_hand(file, path)));
    }
    KNAP_TRY(rename_path(part, path));
    line = fmt::format("{}: fetched, {}", file.path, state.detail);
  }
  if (file.unpack != Unpack::None) {
    KNAP_TRY(unpack_archive(path, file, folder, watch));
    KNAP_TRY(remove_path(path));
    line += ", unpacked";
  }
  return line;
}

}  // namespace

Result<std::vector<FileState>> check_files(const SetInfo& info, const std::filesystem::path& folder,
                                           const Watch& watch) {
  std::vector<FileState> states;
  for (const PublishedFile& file : info.files) {
    KNAP_TRY(watch.check(std::string(info.name)));
    KNAP_ASSIGN(FileState state, judge(file, folder / file.path));
    if (state.verdict == FileVerdict::Missing && is_unpacked(file, folder))
      state = {std::string(file.path), FileVerdict::Unpacked, "unpacked"};
    states.push_back(std::move(state));
  }
  return states;
}

Result<CheckOutcome> check_set(const SetInfo& info, const std::filesystem::path& root, const Watch& watch) {
  CheckOutcome outcome;
  const std::filesystem::path folder = root / info.folder;
  DataOptions options;
  options.name = info.name;
  if (!info.folder.empty() && !root.empty() && is_folder(folder)) {
    KNAP_ASSIGN(outcome.files, check_files(info, folder, watch));
    for (const FileState& state : outcome.files)
      if (state.verdict == FileVerdict::Wrong)
        return Error(diag::kBadData, (folder / state.path).string(),
                     fmt::format("{}; remove it and run `knap dataset get {}`", state.detail, info.name));
  }
  KNAP_ASSIGN(const Dataset dataset, load(options, root, watch));
  outcome.contents = fmt::format("{} records, shape {}, {}", dataset.records.size(), to_string(dataset.shape),
                                 to_string(dataset.format));
  for (const Split split : kSplits) {
    outcome.contents += fmt::format("; {}:", to_string(split));
    const std::vector<std::int64_t> counts = dataset.class_counts(split);
    for (std::size_t c = 0; c < counts.size(); ++c)
      outcome.contents += fmt::format(" {} {}", counts[c], dataset.classes[c]);
  }
  outcome.contents += fmt::format("; SHA-256 {}", dataset.sha256);
  return outcome;
}

Result<std::vector<std::string>> get_set(const SetInfo& info, const std::filesystem::path& root,
                                         const DownloadOptions& options, const Watch& watch) {
  if (info.folder.empty())
    return std::vector<std::string>{fmt::format("{}: embedded, there is nothing to fetch", info.name)};
  if (root.empty())
    return Error(diag::kNoData, std::string(info.name),
                 "KNAP_DATA_DIR is not set: set it to the folder that shall hold the data sets");
  const std::filesystem::path folder = root / info.folder;
  KNAP_ASSIGN(const FolderLock lock, FolderLock::take(folder));
  std::vector<std::string> lines;
  for (const PublishedFile& file : info.files) {
    KNAP_TRY(watch.check(std::string(info.name)));
    KNAP_ASSIGN(std::string line, get_file(info, file, folder, options, watch));
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace knap::data
