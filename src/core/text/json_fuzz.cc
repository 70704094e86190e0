// libFuzzer target: whatever parses as JSON prints to a text that parses back equal; nothing crashes.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/text/json.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const knap::Result<knap::Value> value = knap::parse_json(text, "fuzz.json");
  if (!value.ok()) return 0;
  const knap::Result<knap::Value> again = knap::parse_json(knap::print_json(*value), "printed.json");
  KNAP_CHECK(again.ok() && *again == *value);
  return 0;
}
