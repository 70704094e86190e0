#include "data/set/unpack.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "core/base/diagnostics.h"
#include "core/sys/files.h"
#include "core/sys/process.h"
#include "data/format/zip.h"

namespace knap::data {
namespace {

/// Without a sync per file: thousands of small ones, in a folder that is thrown away when the work is cut
/// short.
Result<void> write_quickly(const std::filesystem::path& path, const std::string& bytes) {
  KNAP_TRY(make_folders(path.parent_path()));
  std::ofstream out(path, std::ios::binary);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out) return Error(diag::kFile, path.string(), "cannot be written (disk full?)");
  return {};
}

Result<void> unzip(const std::filesystem::path& archive, const std::filesystem::path& target,
                   const Watch& watch) {
  KNAP_ASSIGN(const std::string bytes, read_file(archive, diag::kBadData));
  KNAP_ASSIGN(const std::vector<ZipEntry> entries, list_zip(bytes, archive.string()));
  for (std::size_t i = 0; i < entries.size(); ++i) {
    KNAP_TRY(watch.check(archive.string()));
    if (entries[i].name.back() == '/') continue;
    KNAP_ASSIGN(const std::string text, read_zip_entry(bytes, archive.string(), entries[i]));
    KNAP_TRY(write_quickly(target / entries[i].name, text));
    if (i % 256 != 0) continue;
    Progress progress;
    progress.task = "unpack";
    progress.done = static_cast<double>(i);
    progress.total = static_cast<double>(entries.size());
    watch.report(progress);
  }
  return {};
}

Result<void> untar(const std::filesystem::path& archive, const std::filesystem::path& target,
                   const Watch& watch) {
  Command command;
  command.argv = {"tar", "-xzf", archive.string(), "-C", target.string(), "--no-same-owner"};
  KNAP_ASSIGN(const ProcessOutput output, run_process(command, watch));
  if (output.exit_code != 0)
    return Error(diag::kBadData, archive.string(),
                 fmt::format("tar: exit {}: {}", output.exit_code, last_lines(output.output)));
  return {};
}

}  // namespace

Result<void> unpack_archive(const std::filesystem::path& archive, const PublishedFile& file,
                            const std::filesystem::path& folder, const Watch& watch) {
  KNAP_CHECK(file.unpack != Unpack::None && !file.marker.empty());
  KNAP_ASSIGN(const TempFolder scratch, TempFolder::make(folder));
  KNAP_TRY(file.unpack == Unpack::Zip ? unzip(archive, scratch.path(), watch)
                                      : untar(archive, scratch.path(), watch));
  const std::filesystem::path inner = scratch.path() / file.strip;
  if (!is_file(inner / file.marker))
    return Error(diag::kBadData, archive.string(), fmt::format("holds no {}{}", file.strip, file.marker));
  KNAP_ASSIGN(std::vector<std::string> names, list_files(inner));
  std::stable_partition(names.begin(), names.end(),
                        [&](const std::string& name) { return name != file.marker; });
  for (const std::string& name : names) {
    KNAP_TRY(make_folders((folder / name).parent_path()));
    KNAP_TRY(rename_path(inner / name, folder / name));
  }
  return {};
}

}  // namespace knap::data
