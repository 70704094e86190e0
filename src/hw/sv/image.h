// memory_image: a ROM's contents as a *.mem file for $readmemb.
#pragma once

#include <string>
#include <vector>

#include "hw/sv/emit.h"

namespace knap::hw {

/// One word per line in base 2, most significant bit first, lane 0 rightmost. Every lane is an entry of
/// `spots` where the memory holds constants of the model.
std::string memory_image(const Memory& memory, const std::string& layer, const std::string& file,
                         std::vector<ConstantSpot>& spots);

}  // namespace knap::hw
