#include "tests/layers.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <sstream>

namespace knap::house {

namespace {

using Edges = std::map<std::string, std::set<std::string>>;

struct LayerEdges {
  std::string_view layer;
  std::string_view allowed;  ///< layers, or single rooms, separated by blanks
};

// ARCHITECTURE.md, "The rooms". What has no entry is no layer; app may include everything.
constexpr std::array kLayerEdges = {
    LayerEdges{"core", ""},
    LayerEdges{"data", "core"},
    LayerEdges{"net", "core"},
    LayerEdges{"hw", "core"},
    LayerEdges{"learn", "core data net"},
    LayerEdges{"search", "core"},
    LayerEdges{"map", "core net hw"},
    LayerEdges{"prune", "core net hw map"},
    LayerEdges{"eda", "core hw/device hw/prim"},
    LayerEdges{"verify", "core net hw eda"},
    LayerEdges{"deploy", "core hw eda"},
    LayerEdges{"app", "core data net hw learn search map prune eda verify deploy"},
};

struct Package {
  std::string_view header;  ///< how its includes begin
  std::string_view name;    ///< as rows name it
};

constexpr std::array kPackages = {
    Package{"fmt/", "fmt"},       Package{"toml++/", "tomlplusplus"}, Package{"toml.hpp", "tomlplusplus"},
    Package{"nlohmann/", "json"}, Package{"zlib.h", "zlib"},          Package{"CLI/", "cli11"},
    Package{"torch/", "torch"},   Package{"ATen/", "torch"},          Package{"c10/", "torch"},
    Package{"thread", "threads"}, Package{"pthread.h", "threads"},
};

std::vector<std::string> words(std::string_view text) {
  std::istringstream stream{std::string(text)};
  std::vector<std::string> found;
  for (std::string word; stream >> word;) found.push_back(word);
  return found;
}

std::string layer_of(std::string_view room) { return std::string(room.substr(0, room.find('/'))); }

bool contains(const std::vector<std::string>& list, std::string_view item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

const LayerEdges* edges_of(std::string_view layer) {
  for (const LayerEdges& edges : kLayerEdges)
    if (edges.layer == layer) return &edges;
  return nullptr;
}

bool layer_allows(const std::string& from, const std::string& to) {
  if (layer_of(from) == layer_of(to)) return true;
  const LayerEdges* edges = edges_of(layer_of(from));
  if (edges == nullptr) return false;
  const std::vector<std::string> allowed = words(edges->allowed);
  return contains(allowed, layer_of(to)) || contains(allowed, to);
}

/// A finding for the first cycle that a depth-first walk meets from each node; every node is entered once.
class CycleSearch {
 public:
  explicit CycleSearch(const Edges& edges) : edges_(edges) {}

  std::vector<Finding> run() {
    for (const auto& entry : edges_) enter(entry.first);
    return findings_;
  }

 private:
  void enter(const std::string& node) {
    const auto open = std::find(path_.begin(), path_.end(), node);
    if (open != path_.end()) {
      findings_.push_back(
          {"cycle", node, fmt::format("{} -> {}", fmt::join(open, path_.end(), " -> "), node)});
      return;
    }
    if (!seen_.insert(node).second) return;
    path_.push_back(node);
    const auto next = edges_.find(node);
    if (next != edges_.end())
      for (const std::string& target : next->second) enter(target);
    path_.pop_back();
  }

  const Edges& edges_;
  std::set<std::string> seen_;
  std::vector<std::string> path_;
  std::vector<Finding> findings_;
};

/// Checks one file's includes against its row.
class FileCheck {
 public:
  FileCheck(const SourceTree& tree, const std::vector<Row>& rows, std::vector<Finding>& findings)
      : tree_(tree), findings_(findings) {
    for (const Row& row : rows) rows_.emplace(row.room, row);
    for (const auto& entry : tree) layers_.insert(layer_of(room_of(entry.first)));
    for (const LayerEdges& edges : kLayerEdges) layers_.insert(std::string(edges.layer));
  }

  void run(const std::string& path, const std::string& text) {
    const auto row = rows_.find(room_of(path));
    if (row == rows_.end()) {
      findings_.push_back(
          {"no-row", path, fmt::format("src/{} has no row in cmake/layers.cmake", room_of(path))});
      return;
    }
    for (const Include& include : includes_of(text))
      check(row->second, include, fmt::format("{}:{}", path, include.line), path);
  }

  const Edges& headers() const { return headers_; }

 private:
  void check(const Row& row, const Include& include, const std::string& where, const std::string& path) {
    if (include.path.empty()) return add("include-form", where, "a computed include hides an edge");
    if (include.path.find("./") != std::string::npos)
      return add("include-form", where,
                 fmt::format("\"{}\" is relative; include as \"layer/room/x.h\"", include.path));
    for (const Package& package : kPackages) {
      const bool folder = package.header.back() == '/';
      const bool named = folder ? include.path.rfind(package.header, 0) == 0 : include.path == package.header;
      if (named && !is_test(path) && !contains(row.packages, package.name))
        return add(
            "package", where,
            fmt::format("<{}> needs package {} in the row of {}", include.path, package.name, row.room));
    }
    std::string target = include.path;
    for (const std::string_view prefix : {"src/", "knap/"})
      if (target.rfind(prefix, 0) == 0) target.erase(0, prefix.size());
    if (layers_.count(layer_of(target)) == 0 || target.find('/') == std::string::npos) {
      if (!include.angled && !is_test(path))
        add("include-form", where, fmt::format("\"{}\" is not of the form \"layer/room/x.h\"", include.path));
      return;
    }
    headers_[path].insert("src/" + target);
    check_edge(row, room_of("src/" + target), where, include);
    if (tree_.count("src/" + target) == 0)
      add("include-form", where, fmt::format("src/{} does not exist", target));
  }

  void check_edge(const Row& row, const std::string& room, const std::string& where, const Include& include) {
    if (room == row.room) return;
    if (!layer_allows(row.room, room))
      add("layer-edge", where,
          fmt::format("{} may not include {} ({})", layer_of(row.room), room, include.path));
    if (!contains(row.dependencies, room))
      add("forbidden-include", where,
          fmt::format("the row of {} does not name {} ({})", row.room, room, include.path));
  }

  static bool is_test(const std::string& path) {
    return path.size() > 8 && path.compare(path.size() - 8, 8, "_test.cc") == 0;
  }

  void add(std::string rule, std::string where, std::string what) {
    findings_.push_back({std::move(rule), std::move(where), std::move(what)});
  }

  const SourceTree& tree_;
  std::vector<Finding>& findings_;
  std::map<std::string, Row> rows_;
  std::set<std::string> layers_;
  Edges headers_;
};

}  // namespace

std::vector<Row> parse_rows(std::string_view layers_cmake) {
  std::vector<Row> rows;
  for (const std::string& line : lines_of(layers_cmake)) {
    const std::size_t start = line.find_first_not_of(" \t");
    if (start == std::string::npos || line[start] != '"') continue;
    const std::size_t end = line.find('"', start + 1);
    std::string text = line.substr(start + 1, end - start - 1);
    std::vector<std::string> cells(1);
    for (const char c : text) {
      if (c == '|')
        cells.emplace_back();
      else
        cells.back() += c;
    }
    cells.resize(3);
    const std::vector<std::string> name = words(cells[0]);
    rows.push_back({name.empty() ? "" : name.front(), words(cells[1]), words(cells[2])});
  }
  return rows;
}

std::vector<Finding> check_rows(const std::vector<Row>& rows) {
  std::vector<Finding> findings;
  std::set<std::string> all;
  for (const Row& row : rows)
    if (!all.insert(row.room).second) findings.push_back({"duplicate-row", row.room, "has two rows"});
  std::set<std::string> earlier;
  Edges edges;
  for (const Row& row : rows) {
    edges[row.room].insert(row.dependencies.begin(), row.dependencies.end());
    for (const std::string& dependency : row.dependencies) {
      if (all.count(dependency) == 0)
        findings.push_back({"unknown-room", row.room, fmt::format("names {}, which has no row", dependency)});
      else if (earlier.count(dependency) == 0)
        findings.push_back(
            {"upward-edge", row.room, fmt::format("names {}, which is not an earlier row", dependency)});
      if (!layer_allows(row.room, dependency))
        findings.push_back({"layer-edge", row.room, fmt::format("may not name {}", dependency)});
    }
    earlier.insert(row.room);
  }
  const std::vector<Finding> cycles = CycleSearch(edges).run();
  findings.insert(findings.end(), cycles.begin(), cycles.end());
  return findings;
}

std::vector<Finding> check_sources(const SourceTree& tree, const std::vector<Row>& rows) {
  std::vector<Finding> findings;
  FileCheck check(tree, rows, findings);
  for (const auto& entry : tree)
    if (entry.first.rfind("src/", 0) == 0) check.run(entry.first, entry.second);
  const std::vector<Finding> cycles = CycleSearch(check.headers()).run();
  findings.insert(findings.end(), cycles.begin(), cycles.end());
  return findings;
}

}  // namespace knap::house
