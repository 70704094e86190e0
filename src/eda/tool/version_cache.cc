#include "eda/tool/version_cache.h"

#include <algorithm>
#include <chrono>
#include <system_error>

#include "core/schema/artefact.h"
#include "core/sys/files.h"

namespace knap::eda {
namespace {

namespace fs = std::filesystem;

struct Known {
  std::vector<KnownVersion> tools;

  static void fields(auto& self, auto&& f) { f("tools", self.tools, ""); }
};

/// The program as it lies there now, without a version; nothing when it cannot be looked at.
std::optional<KnownVersion> look_at(const fs::path& program) {
  std::error_code code;
  const fs::path path = fs::canonical(program, code);
  if (code) return std::nullopt;
  const auto size = fs::file_size(path, code);
  if (code) return std::nullopt;
  const auto changed = fs::last_write_time(path, code);
  if (code) return std::nullopt;
  const auto since = std::chrono::duration_cast<std::chrono::nanoseconds>(changed.time_since_epoch());
  return KnownVersion{path.string(), static_cast<std::int64_t>(size), since.count(), {}};
}

bool is_same(const KnownVersion& a, const KnownVersion& b) {
  return a.path == b.path && a.size_bytes == b.size_bytes && a.modified_ns == b.modified_ns;
}

}  // namespace

VersionCache::VersionCache(fs::path file) : file_(std::move(file)) {
  if (file_.empty() || !is_file(file_)) return;
  const Result<std::string> text = read_file(file_);
  if (!text.ok()) return;
  if (Result<Known> known = schema::parse_artefact<Known>(*text, file_.string()); known.ok())
    known_ = std::move(known->tools);
}

std::optional<std::string> VersionCache::find(const fs::path& program) const {
  const std::optional<KnownVersion> now = look_at(program);
  for (const KnownVersion& known : known_)
    if (now && is_same(known, *now)) return known.version;
  return std::nullopt;
}

void VersionCache::add(const fs::path& program, const std::string& version) {
  std::optional<KnownVersion> now = look_at(program);
  if (!now) return;
  now->version = version;
  known_.erase(std::remove_if(known_.begin(), known_.end(),
                              [&](const KnownVersion& known) { return known.path == now->path; }),
               known_.end());
  known_.push_back(*now);
  if (file_.empty()) return;
  // Without the file the tool is asked again the next time.
  [[maybe_unused]] const Result<void> written = write_file(file_, schema::print_artefact(Known{known_}));
}

}  // namespace knap::eda
