#include "app/config/config.h"

#include <fmt/format.h>

#include "core/base/diagnostics.h"
#include "core/sys/files.h"
#include "core/text/toml.h"
#include "data/set/registry.h"
#include "hw/device/device.h"

namespace knap::app {
namespace {

/// What a section's own types cannot say. Collects everything.
Result<void> check(const Config& config, const Value& root, const std::string& where) {
  std::vector<Diagnostic> found;
  const auto add = [&](const Result<void>& result) {
    if (!result.ok())
      found.insert(found.end(), result.error().diagnostics().begin(), result.error().diagnostics().end());
  };
  if (config.project.name.empty())
    found.push_back({&diag::kWrongType, where, "[project] needs a name"});
  else if (config.project.name.find('/') != std::string::npos)
    found.push_back({&diag::kWrongType, where, "project.name must not contain '/'"});
  if (config.network.layers.empty())
    found.push_back({&diag::kWrongType, where, "[[network.layer]] is missing: the network has no layers"});
  if (config.synth.devices.empty())
    found.push_back({&diag::kWrongType, where, "[synth] needs devices = [\"...\"]; knap doctor lists them"});
  for (std::size_t i = 0; i < config.synth.devices.size(); ++i) {
    const Result<hw::Device> known = hw::find_device(config.synth.devices[i]);
    const auto& list = std::get<ValueArray>(root.find("synth")->find("devices")->data);
    if (!known.ok())
      found.push_back({&diag::kUnknownName, to_string(where, list[i].position),
                       "synth.devices: " + known.error().first().message});
  }
  add(data::check_options(config.data));
  add(learn::check(config.train, "train"));
  if (!found.empty()) return Error(std::move(found));
  return {};
}

}  // namespace

Result<Config> parse_config(std::string_view text, const std::string& where, const Overrides& overrides) {
  KNAP_ASSIGN(Value root, parse_toml(text, where));
  for (const auto& [path, value] : overrides.set) KNAP_TRY(set_path(root, path, value));
  if (!overrides.data.empty()) KNAP_TRY(set_path(root, "data.name", "\"" + overrides.data + "\""));
  if (overrides.seed) KNAP_TRY(set_path(root, "project.seed", std::to_string(*overrides.seed)));
  if (!overrides.devices.empty()) {
    std::string list;
    for (const std::string& device : overrides.devices)
      list += (list.empty() ? "\"" : ", \"") + device + "\"";
    KNAP_TRY(set_path(root, "synth.devices", "[" + list + "]"));
  }
  KNAP_ASSIGN(Config config, from_value<Config>(root, where));
  KNAP_TRY(check(config, root, where));
  return config;
}

Result<Config> load_config(const std::filesystem::path& file, const Overrides& overrides) {
  if (!is_file(file)) return Error(diag::kUsage, file.string(), "is no file; give a project's TOML");
  KNAP_ASSIGN(const std::string text, read_file(file));
  return parse_config(text, file.string(), overrides);
}

std::string print(const Config& config) { return print_toml(to_value(config)); }

std::string print_section(const Config& config, std::string_view section) {
  const Value root = to_value(config);
  const Value* found = root.find(section);
  KNAP_CHECK(found != nullptr, std::string(section));
  return print_toml(*found);
}

}  // namespace knap::app
