// Model artefacts of an output folder.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "net/ir/integer.h"
#include "net/ir/real.h"

namespace knap::app {

/// model/integer.txt with model/weights. kMissingStage when train has not run.
Result<net::IntGraph> load_integer(const std::filesystem::path& out);

/// model/unrounded.txt with model/weights: what a training that goes on starts from. kMissingStage.
Result<net::Graph> load_unrounded(const std::filesystem::path& out);

/// model/graph.txt with model/weights: the integer network's twin in real numbers. kMissingStage.
Result<net::Graph> load_graph(const std::filesystem::path& out);

/// The publisher's labels in the order of the network's outputs: the titles of data/predictions.csv, which
/// the train stage wrote together with the network. kMissingStage.
Result<std::vector<std::string>> load_classes(const std::filesystem::path& out);

}  // namespace knap::app
