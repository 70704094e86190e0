#include "app/config/config.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "app/config/locate.h"
#include "core/base/diagnostics.h"
#include "core/sys/files.h"
#include "core/text/toml.h"
#include "hw/device/device.h"

namespace knap::app {
namespace {

constexpr std::size_t kLongestName = 64;  // names of modules and memory files are made of it
constexpr std::array kPaths = {"data.path", "data.labels", "data.split_file", "compress.teacher"};

bool is_control(char c) { return static_cast<unsigned char>(c) < ' ' || c == 127; }

/// Collects mistakes, each at its key.
class Check {
 public:
  void need(bool holds, const DiagnosticKind& kind, std::string key, std::string message) {
    if (!holds) found_.push_back({&kind, std::move(key), std::move(message)});
  }
  void add(const Result<void>& result) {
    if (!result.ok())
      found_.insert(found_.end(), result.error().diagnostics().begin(), result.error().diagnostics().end());
  }
  Result<void> finish() {
    if (found_.empty()) return {};
    return Error(std::move(found_));
  }

 private:
  std::vector<Diagnostic> found_;
};

void check_name(const std::string& name, Check& check) {
  const auto need = [&](bool holds, std::string message) {
    check.need(holds, diag::kWrongType, "project.name", std::move(message));
  };
  need(!name.empty(), "[project] needs a name");
  need(name.find('/') == std::string::npos && name != "." && name != "..",
       "names a folder and must not be a path: no '/', not '.' or '..'");
  need(name.size() <= kLongestName,
       fmt::format("has {} bytes, at most {} are possible", name.size(), kLongestName));
  need(std::none_of(name.begin(), name.end(), is_control), "must not have control characters");
}

void check_prefix(const std::string& prefix, Check& check) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  const bool begins_well = prefix.empty() || prefix[0] < '0' || prefix[0] > '9';
  check.need(
      begins_well && prefix.size() <= kLongestName && std::all_of(prefix.begin(), prefix.end(), is_letter),
      diag::kWrongType, "project.prefix",
      fmt::format("begins names of modules: letters, digits and _, no digit first, at most {}",
                  kLongestName));
}

void check_devices(const std::vector<std::string>& devices, Check& check) {
  check.need(!devices.empty(), diag::kWrongType, "synth.devices",
             "[synth] needs devices = [\"...\"]; knap doctor lists them");
  std::map<std::string_view, std::string> parts;
  for (std::size_t i = 0; i < devices.size(); ++i) {
    const std::string key = fmt::format("synth.devices[{}]", i);
    const Result<hw::Device> device = hw::find_device(devices[i]);
    if (!device.ok()) {
      check.need(false, diag::kUnknownName, key, device.error().first().message);
      continue;
    }
    const auto [first, is_new] = parts.emplace(device->part, devices[i]);
    check.need(is_new, diag::kWrongType, key,
               first->second == devices[i]
                   ? fmt::format("'{}' is named twice", devices[i])
                   : fmt::format("'{}' and '{}' are the same part", first->second, devices[i]));
  }
}

/// What a section's own types cannot say. Collects everything.
Result<void> check(const Config& config, const Overrides& overrides) {
  Check check;
  check_name(config.project.name, check);
  check_prefix(config.project.prefix, check);
  check.need(!config.network.layers.empty(), diag::kWrongType, "network.layer",
             "[[network.layer]] is missing: the network has no layers");
  check_devices(config.synth.devices, check);
  const double clock = config.plan.clock_mhz;
  check.need(clock == 0 || clock >= 1, diag::kWrongType, "plan.clock_mhz",
             fmt::format("is {}; a clock has 1 MHz at least, and 0 leaves the choice to the planner", clock));
  const bool is_set = config.data.kind == data::DataKind::Set;
  check.need(is_set || overrides.data.empty(), diag::kWrongType, "data.name",
             fmt::format("'{}' names a registered set, but this project reads files of its own (data.kind = "
                         "\"{}\"); leave --data out",
                         overrides.data, to_string(config.data.kind)));
  if (is_set || overrides.data.empty()) check.add(data::check_options(config.data));
  check.add(learn::check(config.train, "train"));
  check.need(config.decision.false_alarms == 0 || !config.decision.positive.empty(), diag::kWrongType,
             "decision.false_alarms", "needs decision.positive, the class whose false alarms are counted");
  return check.finish();
}

using OptionNames = std::map<std::string, std::string>;

/// The command line's values in the file's place. Returns the options' names by key.
Result<OptionNames> apply(const Overrides& overrides, Value& root) {
  OptionNames options;
  for (const auto& [path, text] : overrides.set) {
    KNAP_TRY(set_path(root, path, text));
    options[path] = "--set " + path;
  }
  const auto set = [&](const std::string& path, Value value, const char* option) {
    options[path] = option;
    return set_path(root, path, std::move(value));
  };
  if (!overrides.data.empty()) KNAP_TRY(set("data.name", Value(overrides.data), "--data"));
  if (overrides.seed) KNAP_TRY(set("project.seed", Value(*overrides.seed), "--seed"));
  if (!overrides.devices.empty()) {
    ValueArray list;
    for (const std::string& device : overrides.devices) list.emplace_back(device);
    KNAP_TRY(set("synth.devices", Value(std::move(list)), "--device"));
  }
  return options;
}

/// Makes the paths of the file absolute; a path's start is the file's folder, of --set the working directory.
void resolve_paths(Value& root, const std::filesystem::path& file) {
  for (const std::string_view key : kPaths) {
    const std::size_t dot = key.find('.');
    Value* section = root.find(key.substr(0, dot));
    Value* value = section == nullptr ? nullptr : section->find(key.substr(dot + 1));
    auto* path = value == nullptr ? nullptr : std::get_if<std::string>(&value->data);
    if (path == nullptr || path->empty()) continue;
    const bool is_option = value->position == kCommandLine;
    const std::filesystem::path start = is_option ? std::filesystem::path{} : file.parent_path();
    const std::filesystem::path full = std::filesystem::absolute(start / *path);
    // "link/.." is not the link's own folder, so only what has no ".." is made plain.
    *path = (path->find("..") == std::string::npos ? full.lexically_normal() : full).string();
  }
}

}  // namespace

Result<Config> parse_config(std::string_view text, const std::string& where, const Overrides& overrides) {
  KNAP_ASSIGN(Value root, parse_toml(text, where));
  KNAP_ASSIGN(OptionNames options, apply(overrides, root));
  resolve_paths(root, where);
  const Places places(where, root, std::move(options));
  KNAP_ASSIGN(Config config, from_value<Config>(root, places));
  config.places = places;
  KNAP_TRY(located(check(config, overrides), places));
  return config;
}

Result<Config> load_config(const std::filesystem::path& file, const Overrides& overrides) {
  if (!is_file(file)) return Error(diag::kUsage, file.string(), "is no file; give a project's TOML");
  KNAP_ASSIGN(const std::string text, read_file(file));
  return parse_config(text, file.string(), overrides);
}

std::string print(const Config& config) { return print_toml(to_value(config)); }

namespace {

/// A section, or a key of one.
Value value_in(const Config& config, std::string_view name) {
  const Value root = to_value(config);
  const std::size_t dot = name.find('.');
  const Value* found = root.find(name.substr(0, dot));
  if (found != nullptr && dot != std::string_view::npos) found = found->find(name.substr(dot + 1));
  KNAP_CHECK(found != nullptr, std::string(name));
  return *found;
}

}  // namespace

std::string print_section(const Config& config, std::string_view section) {
  const Value found = value_in(config, section);
  return found.is_table() ? print_toml(found) : print_toml_value(found);
}

std::filesystem::path path_in(const Config& config, std::string_view key) {
  const Value found = value_in(config, key);
  const auto* text = std::get_if<std::string>(&found.data);
  KNAP_CHECK(text != nullptr, std::string(key));
  return *text;
}

}  // namespace knap::app
