// key_of: what tells a stage from others that the same network may have in its place.
#pragma once

#include <string>

#include "map/spec/structure.h"

namespace knap::map {

/// Of one network: alike keys, alike hardware.
std::string key_of(const Stage& stage);

}  // namespace knap::map
