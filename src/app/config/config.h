// Config: one project as its TOML describes it; composes the options of the rooms.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/compress/compress_options.h"
#include "app/recipe/decision.h"
#include "core/base/result.h"
#include "core/text/described.h"
#include "core/text/places.h"
#include "data/set/options.h"
#include "learn/train/options.h"
#include "map/plan/plan.h"
#include "net/build/spec.h"
#include "verify/ladder/options.h"

namespace knap::app {

struct ProjectOptions {
  std::string name;
  std::int64_t seed = 1;
  std::string prefix;
  static void fields(auto& self, auto&& f) {
    f("name", self.name,
      "names the output folder, the top module and the report: at most 64 bytes, no / and no control "
      "characters");
    f("seed", self.seed, "of weights, order of samples and augmentation; --seed overrides it",
      Bounds{0, 1e15});
    f("prefix", self.prefix,
      "with which the names of modules and memory images begin, so that several designs lie in one "
      "simulation: letters, digits and _, at most 64; empty = the name, with _ for what is neither");
  }
};

struct SynthOptions {
  std::vector<std::string> devices;
  bool place = true;
  std::int64_t seeds = 3;
  static void fields(auto& self, auto&& f) {
    f("devices", self.devices, "parts or aliases, see knap doctor; --device overrides it");
    f("place", self.place, "place, route and pack where an open tool exists (ECP5, iCE40)");
    f("seeds", self.seeds, "placement seeds; the spread of Fmax is reported", Bounds{1, 32});
  }
};

struct GoalOptions {
  std::vector<std::string> targets;
  static void fields(auto& self, auto&& f) {
    f("targets", self.targets,
      "such as \"sensitivity >= 0.95\" (metrics: docs/verbs/report.md); one that is "
      "missed ends in exit code 1 after knap run");
  }
};

struct Config {
  ProjectOptions project;
  data::DataOptions data;
  net::NetworkSpec network;
  learn::TrainOptions train;
  DecisionOptions decision;
  std::optional<CompressOptions> compress;
  map::PlanOptions plan;
  SynthOptions synth;
  verify::VerifyOptions verify;
  GoalOptions goal;
  Places places;  ///< of the keys, for locate(); no part of what is described

  static void fields(auto& self, auto&& f) {
    f("project", self.project, "name and seed");
    f("data", self.data, "which data, and how it is split");
    f("network", self.network, "the network, layer by layer");
    f("train", self.train, "training in floating point, then quantised");
    f("decision", self.decision, "the threshold of a detector");
    f("compress", self.compress, "what is to become smaller; without it the network stays as it was trained");
    f("plan", self.plan, "how the network becomes hardware");
    f("synth", self.synth, "devices, place-and-route");
    f("verify", self.verify, "how much of the ladder is climbed");
    f("goal", self.goal, "what the project wants");
  }
};

/// What the command line adds to the file.
struct Overrides {
  std::string data;  ///< empty = the file's
  std::vector<std::string> devices;
  std::vector<std::pair<std::string, std::string>> set;  ///< "section.key" and its value
  std::optional<std::int64_t> seed;
};

/// The file with the overrides applied, every section checked; errors at file:line:column, or at the option.
/// Paths in the file are relative to its folder, those of the command line to the working directory; both are
/// absolute in the result.
Result<Config> load_config(const std::filesystem::path& file, const Overrides& overrides);
/// The same from text; `where` is its file.
Result<Config> parse_config(std::string_view text, const std::string& where, const Overrides& overrides);

/// project.toml: the configuration as resolved, defaults included.
std::string print(const Config& config);
/// One section, or one key of it ("verify.records"), as canonical text, for stage keys. KNAP_CHECKs that it
/// exists.
std::string print_section(const Config& config, std::string_view section);
/// What a key that names a file or a folder says. KNAP_CHECKs that it is a text.
std::filesystem::path path_in(const Config& config, std::string_view key);

}  // namespace knap::app
