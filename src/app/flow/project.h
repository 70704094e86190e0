// Project: the configuration, the output folder and the data of one run; what stages are given.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "app/config/config.h"
#include "core/base/watch.h"
#include "data/set/dataset.h"

namespace knap::app {

struct Project {
  Config config;
  std::filesystem::path out;             ///< the output folder
  std::filesystem::path data_root;       ///< KNAP_DATA_DIR, may be empty
  std::filesystem::path edited_plan;     ///< plan --from FILE, else empty
  bool keeps_plan = false;               ///< plan.toml was edited since the plan stage wrote it: follow it
  bool accepts_edits = false;            ///< later stages work on hand-edited RTL (knap synth DIR)
  std::vector<Diagnostic> complaints;    ///< why the answer will be no; printed as errors
  std::optional<data::Dataset> dataset;  ///< loaded on first use

  std::filesystem::path file(std::string_view name) const { return out / name; }
  Result<const data::Dataset*> load_data(const Watch& watch);
  std::string top_name() const;
};

}  // namespace knap::app
