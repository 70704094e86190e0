// Project: the configuration, the output folder and the data of one run; what stages are given.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "app/config/config.h"
#include "app/flow/file_hashes.h"
#include "app/recipe/candidate.h"
#include "core/base/watch.h"
#include "core/schema/device.h"
#include "data/set/dataset.h"
#include "eda/tool/tool.h"

namespace knap::app {

struct Project {
  Config config;
  std::filesystem::path out;             ///< the output folder
  std::filesystem::path data_root;       ///< KNAP_DATA_DIR, may be empty
  std::filesystem::path edited_plan;     ///< plan --from FILE, else empty
  bool becomes_hardware = true;          ///< a teacher does not: it need not fit any device
  bool has_begun = false;                ///< a stage has worked in this run, so the folder has changed
  std::optional<data::Dataset> dataset;  ///< loaded on first use
  eda::Toolbox tools;
  FileHashes hashes;

  std::filesystem::path file(std::string_view name) const { return out / name; }
  Result<const data::Dataset*> load_data(const Watch& watch);
  /// Changes when the data files do; an error where they are not found.
  Result<std::string> data_fingerprint() const;
  /// The version of a tool by the name that it was used under; nothing where it is not here.
  std::optional<schema::ToolUse> tool_named(std::string_view name, const Watch& watch);
  std::string module_prefix() const;
  CandidateSpec candidate() const;
};

/// project.toml: what the folder was made of.
Result<void> keep_config(const Project& project);

schema::ToolUse to_use(const eda::ToolInfo& tool);

}  // namespace knap::app
