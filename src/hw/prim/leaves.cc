#include "hw/prim/leaves.h"

#include <fmt/format.h>

#include <array>
#include <span>

#include "core/base/check.h"
#include "core/base/embedded.h"

namespace knap {
std::span<const EmbeddedFile> embedded_hw_prim();
}  // namespace knap

namespace knap::hw {
namespace {

// Helpers of some families' bodies precede the modules.
constexpr std::array<std::string_view, 8> kModules = {"knap_ram_piece",    "knap_ram_block",   "knap_ram_lut",
                                                      "knap_ram_async",    "knap_rom_block",   "knap_rom_lut",
                                                      "knap_multiply_dsp", "knap_stream_check"};
constexpr std::size_t kHelpers = 1;

bool has_file(std::string_view path) {
  for (const auto& [name, bytes] : embedded_hw_prim())
    if (name == path) return true;
  return false;
}

}  // namespace

std::map<std::string, std::string> leaf_files() {
  std::map<std::string, std::string> files;
  for (const auto& [name, bytes] : embedded_hw_prim()) files.emplace(name, bytes);
  return files;
}

std::vector<std::string_view> leaf_modules() { return {kModules.begin() + kHelpers, kModules.end()}; }

std::vector<std::string> leaf_sources(std::optional<Family> family) {
  std::vector<std::string> sources;
  for (std::size_t i = 0; i < kModules.size(); ++i) {
    std::string own = family ? fmt::format("{}/{}.sv", to_string(*family), kModules[i]) : "";
    const std::string generic = fmt::format("generic/{}.sv", kModules[i]);
    if (family && has_file(own))
      sources.push_back("prim/" + own);
    else if (has_file(generic))
      sources.push_back("prim/" + generic);
    else
      KNAP_CHECK(i < kHelpers, generic);
  }
  return sources;
}

std::string source_list(std::optional<Family> family) {
  return family ? fmt::format("files.{}.f", to_string(*family)) : "files.f";
}

RomMapping rom_mapping(Family family) {
  return {fmt::format("prim/{}/knap_rom_block.lib.txt", to_string(family)),
          fmt::format("prim/{}/knap_rom_block.map.v", to_string(family)),
          registered_rom_depth(family) > 0
              ? fmt::format("prim/{}/knap_rom_registered.lib.txt", to_string(family))
              : ""};
}

std::optional<std::string> multiply_mapping(Family family) {
  const std::string file = fmt::format("{}/knap_multiply.map.v", to_string(family));
  if (!has_file(file)) return std::nullopt;
  return "prim/" + file;
}

std::string sum_mapping() { return "prim/generic/knap_sum.map.v"; }

}  // namespace knap::hw
