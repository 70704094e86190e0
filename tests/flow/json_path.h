// find_path: the value at a path such as devices[name=up5k].placed.fmax_mhz in a JSON document.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace knap::flow {

/// Keys between dots; [N] is an element from 0, [key=text] the first element whose member `key` is that text,
/// and .size the number of elements or members. Nothing where the document has no such value; BadCase for a
/// malformed path.
std::optional<nlohmann::json> find_path(const nlohmann::json& document, const std::string& path);

}  // namespace knap::flow
