// Fuzz target: what parses prints as a text that parses to the same design.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "hw/ir/text.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto design = knap::hw::parse(text, "fuzz");
  if (!design.ok()) return 0;
  const auto again = knap::hw::parse(knap::hw::print(*design), "again");
  if (!again.ok() || !(*again == *design)) std::abort();
  return 0;
}
