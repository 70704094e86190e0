// libFuzzer target: whatever parses as TOML prints to a text that parses back equal; nothing crashes.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/text/toml.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const knap::Result<knap::Value> value = knap::parse_toml(text, "fuzz.toml");
  if (!value.ok()) return 0;
  const std::string printed = knap::print_toml(*value);
  if (printed.find_first_not_of(" \n") == std::string::npos) return 0;  // an empty text is refused
  const knap::Result<knap::Value> again = knap::parse_toml(printed, "printed.toml");
  KNAP_CHECK(again.ok() && knap::print_toml(*again) == printed);
  return 0;
}
