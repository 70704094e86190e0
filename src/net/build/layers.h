// layers: which [[network.layer]] a node, an error or the network's scores belong to.
#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"
#include "net/build/spec.h"

namespace knap::net {

/// The names of the layers: those given, else the kind and its number among all layers of that kind.
std::vector<std::string> layer_names(const NetworkSpec& spec);

/// Errors of passes and planners name a node ("conv1.quantize"), or the whole network by `name`. What they
/// find wrong with a network from a project's file is a wrong request: they come back as kImpossible at
/// "network.layer[i]" (or "network.layer"). Diagnostics about anything else stay as they are.
Error at_layers(const Error& error, const NetworkSpec& spec, const std::string& name);

/// One score per class, in a flat list; kImpossible at the layer that gives them, naming the classes.
Result<void> check_scores(const Graph& graph, const NetworkSpec& spec,
                          const std::vector<std::string>& classes);

}  // namespace knap::net
