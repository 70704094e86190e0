// libFuzzer target: whatever parses as a knapsack prints to a text that parses back equal; nothing crashes.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "prune/knapsack/instance_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const knap::Result<knap::prune::Instance> instance = knap::prune::parse_instance(text, "fuzz.json");
  if (!instance.ok()) return 0;
  const knap::Result<knap::prune::Instance> again =
      knap::prune::parse_instance(knap::prune::print_instance(*instance), "printed.json");
  KNAP_CHECK(again.ok() && *again == *instance);
  return 0;
}
