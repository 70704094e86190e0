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
constexpr std::array<std::string_view, 9> kModules = {
    "knap_ram_piece", "knap_ram_block",    "knap_ram_lut",    "knap_ram_async",   "knap_rom_block",
    "knap_rom_lut",   "knap_multiply_dsp", "knap_accumulate", "knap_stream_check"};
constexpr std::size_t kHelpers = 1;

bool has_file(std::string_view path) {
  for (const auto& [name, bytes] : embedded_hw_prim())
    if (name == path) return true;
  return false;
}

/// Where the family's body of a file lies: in its own folder, UltraScale+ in that of the 7 series where the
/// two are built alike, else in generic/. Nothing where none of them has it.
std::optional<std::string> body_of(std::string_view file, std::optional<Family> family) {
  std::vector<std::string_view> folders;
  if (family) folders.push_back(to_string(*family));
  if (family == Family::Xcup) folders.push_back(to_string(Family::Xc7));
  folders.push_back("generic");
  for (const std::string_view folder : folders)
    if (std::string path = fmt::format("{}/{}", folder, file); has_file(path)) return "prim/" + path;
  return std::nullopt;
}

/// The body of a file that the family must have.
std::string found_body(std::string_view file, Family family) {
  const std::optional<std::string> body = body_of(file, family);
  KNAP_CHECK(body, std::string(file));
  return *body;
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
    const std::optional<std::string> body = body_of(fmt::format("{}.sv", kModules[i]), family);
    KNAP_CHECK(body || i < kHelpers, std::string(kModules[i]));
    if (body) sources.push_back(*body);
  }
  return sources;
}

std::string source_list(std::optional<Family> family) {
  return family ? fmt::format("files.{}.f", to_string(*family)) : "files.f";
}

RomMapping rom_mapping(Family family) {
  RomMapping mapping{
      found_body("knap_rom_block.lib.txt", family), {found_body("knap_rom_block.map.v", family)}, ""};
  if (registered_rom_depth(family) == 0) return mapping;
  mapping.techmaps.push_back(found_body("knap_rom_cell.map.v", family));
  mapping.registered = found_body("knap_rom_registered.lib.txt", family);
  return mapping;
}

std::vector<std::string> multiply_mapping(Family family) {
  const std::optional<std::string> chain = body_of("knap_chain.map.v", family);
  if (!chain) return {};
  return {"prim/generic/knap_multiply.map.v", *chain};
}

std::string sum_mapping() { return "prim/generic/knap_sum.map.v"; }

}  // namespace knap::hw
