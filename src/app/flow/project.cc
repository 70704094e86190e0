#include "app/flow/project.h"

#include <cctype>

#include "core/sys/files.h"
#include "data/set/fingerprint.h"
#include "data/set/load.h"

namespace knap::app {

Result<const data::Dataset*> Project::load_data(const Watch& watch) {
  if (!dataset) {
    KNAP_ASSIGN(data::Dataset loaded, data::load(config.data, data_root, watch));
    dataset = std::move(loaded);
  }
  return &*dataset;
}

Result<std::string> Project::data_fingerprint() const { return data::fingerprint(config.data, data_root); }

std::optional<schema::ToolUse> Project::tool_named(std::string_view name, const Watch& watch) {
  for (const eda::ToolRow& row : eda::tool_table()) {
    if (row.name != name && row.yowasp_name != name) continue;
    const Result<eda::ToolInfo> found = tools.find(row.tool, watch);
    if (found.ok()) return to_use(*found);
  }
  return std::nullopt;
}

std::string Project::module_prefix() const {
  if (!config.project.prefix.empty()) return config.project.prefix;
  std::string name;
  for (const char c : config.project.name) name += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  return name;
}

CandidateSpec Project::candidate() const {
  return {config.project.name, static_cast<std::uint64_t>(config.project.seed), config.network, config.train,
          config.decision};
}

Result<void> keep_config(const Project& project) {
  return write_file(project.file("project.toml"), print(project.config));
}

schema::ToolUse to_use(const eda::ToolInfo& tool) {
  return {tool.name, tool.version, std::string(to_string(tool.kind))};
}

}  // namespace knap::app
