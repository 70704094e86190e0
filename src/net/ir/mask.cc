#include "net/ir/mask.h"

#include <algorithm>

namespace knap::net {

std::int64_t kept(const Mask& mask, std::int64_t size) {
  return mask ? size - std::count(mask->data.begin(), mask->data.end(), std::int64_t{0}) : size;
}

}  // namespace knap::net
