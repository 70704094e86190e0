#include "app/flow/project.h"

#include <cctype>

#include "data/set/load.h"

namespace knap::app {

Result<const data::Dataset*> Project::load_data(const Watch& watch) {
  if (!dataset) {
    KNAP_ASSIGN(data::Dataset loaded, data::load(config.data, data_root, watch));
    dataset = std::move(loaded);
  }
  return &*dataset;
}

std::string Project::top_name() const {
  std::string name;
  for (const char c : config.project.name) name += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  return name + "_top";
}

}  // namespace knap::app
