#include "core/base/sources.h"

#include <algorithm>
#include <set>
#include <vector>

#include "core/base/check.h"
#include "core/base/hash.h"

namespace knap {
namespace {

constexpr std::string_view kFolder = "src/";

/// "src/hw/prim/ecp5/leaf.v" -> "hw/prim": layer and room, whatever lies below them.
std::string_view room_of(std::string_view path) {
  path.remove_prefix(kFolder.size());
  const std::size_t layer = path.find('/');
  return path.substr(0, path.find('/', layer + 1));
}

std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> found;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (end > 0) found.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return found;
}

/// Adds `room` and all that it reaches. Ends, for every room is entered once.
void reach(std::string_view room, std::span<const RoomRow> rows, std::set<std::string_view>& reached) {
  if (!reached.insert(room).second) return;
  const auto row = std::find_if(rows.begin(), rows.end(), [&](const RoomRow& r) { return r.room == room; });
  KNAP_CHECK(row != rows.end(), "no row of the layer table is " + std::string(room));
  for (const std::string_view next : words(row->may_include)) reach(next, rows, reached);
}

}  // namespace

std::string hash_of_rooms(std::span<const SourceFile> files, std::span<const RoomRow> rows,
                          std::span<const std::string_view> roots) {
  std::set<std::string_view> rooms;
  std::set<std::string, std::less<>> single;
  for (const std::string_view root : roots) {
    std::string path = std::string(kFolder) + std::string(root);
    const bool is_file =
        std::any_of(files.begin(), files.end(), [&](const SourceFile& file) { return file.path == path; });
    if (!is_file) {
      reach(root, rows, rooms);
      continue;
    }
    single.insert(path);
    if (path.ends_with(".cc")) single.insert(path.replace(path.size() - 2, 2, "h"));
  }
  std::vector<std::string> lines;
  for (const SourceFile& file : files)
    if (rooms.contains(room_of(file.path)) || single.contains(file.path))
      lines.push_back(std::string(file.path) + ' ' + std::string(file.sha256) + '\n');
  std::sort(lines.begin(), lines.end());
  Sha256 hash;
  for (const std::string& line : lines) hash.add(line);
  return hash.finish();
}

}  // namespace knap
