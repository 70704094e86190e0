// SourceTree: the sources of a tree as text, from disk or made up by a test, with what the house rules need
// to know of them.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace knap::house {

/// Text by path, relative to the folder above src/, with /. Ordered, so that findings are.
using SourceTree = std::map<std::string, std::string>;

/// Something that a rule refuses. `rule` is the rule's stable name, `where` a path or path:line, `what` says
/// why.
struct Finding {
  std::string rule;
  std::string where;
  std::string what;

  bool operator==(const Finding&) const = default;
};

std::string to_string(const std::vector<Finding>& findings);

/// All files below root/<folder> for each of `folders` that end in one of `extensions`.
SourceTree read_tree(const std::filesystem::path& root, const std::vector<std::string>& folders,
                     const std::vector<std::string>& extensions = {".h", ".cc", ".hpp", ".cpp", ".cxx",
                                                                   ".c"});

/// An #include directive: the line (from 1) and the path between the quotes or brackets; empty for a computed
/// include.
struct Include {
  int line = 0;
  std::string path;
  bool angled = false;
};

/// The directives of a file, whatever the spacing and whichever kind of quotes; commented-out lines do not
/// count.
std::vector<Include> includes_of(std::string_view text);

std::vector<std::string> lines_of(std::string_view text);

/// "src/net/ir/graph.h" -> "net/ir": the folder of a source below src/; empty for other files.
std::string room_of(const std::string& path);

}  // namespace knap::house
