// SourceFile, hash_of_rooms: what this program was built from, so that a change of a room is a change of what
// it makes.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace knap {

/// One source or embedded file of src/ that is no test, as it was when the program was built.
struct SourceFile {
  std::string_view path;    ///< from the source root, with /: "src/learn/train/trainer.cc"
  std::string_view sha256;  ///< of its bytes, 64 hex digits
};

/// One row of cmake/layers.cmake.
struct RoomRow {
  std::string_view room;         ///< "net/ir"
  std::string_view may_include;  ///< the rooms that it names, with one blank between two
};

// Defined by the library knap_sources (cmake/sources.cmake); whoever calls them needs the package `sources`.
std::span<const SourceFile> source_files();  ///< sorted by path
std::span<const RoomRow> room_rows();        ///< in the order of the table

/// SHA-256 over path and hash of every file that the code of `roots` can reach: the files of all rooms in the
/// closure of the roots under `may_include`. A root is a room ("learn/train"), or one file of src/
/// ("app/flow/train_stage.cc"), which stands for itself and, when it is a .cc, for the .h of the same name.
/// The order of the roots and repeated ones do not matter; a root that is not there is our own mistake.
std::string hash_of_rooms(std::span<const SourceFile> files, std::span<const RoomRow> rows,
                          std::span<const std::string_view> roots);

/// The same of this program's own sources.
inline std::string hash_of_rooms(std::span<const std::string_view> roots) {
  return hash_of_rooms(source_files(), room_rows(), roots);
}

}  // namespace knap
