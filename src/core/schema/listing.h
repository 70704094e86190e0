// Listings: what `knap predict`, `knap doctor`, `knap dataset list` and `knap knapsack` print with --json.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/text/described.h"

namespace knap::schema {

struct PredictionRow {
  std::string input, chosen;
  std::optional<std::vector<std::int64_t>> scores;

  static void fields(auto& self, auto&& f) {
    f("input", self.input, "record, or FILE/INDEX");
    f("class", self.chosen, "the publisher's label");
    f("scores", self.scores, "of every class, where the design gives them out");
  }
};

struct Predictions {
  std::vector<std::string> classes;
  std::vector<PredictionRow> predictions;

  static void fields(auto& self, auto&& f) {
    f("classes", self.classes, "");
    f("predictions", self.predictions, "");
  }
};

struct ToolState {
  std::string name, needed_for;
  bool found = false;
  std::optional<std::string> path, version, kind, how_to_get;

  static void fields(auto& self, auto&& f) {
    f("name", self.name, "");
    f("needed_for", self.needed_for, "");
    f("found", self.found, "");
    f("path", self.path, "");
    f("version", self.version, "");
    f("kind", self.kind, "native or yowasp");
    f("how_to_get", self.how_to_get, "");
  }
};

struct KnownDevice {
  std::string name, part, family;

  static void fields(auto& self, auto&& f) {
    f("name", self.name, "");
    f("part", self.part, "");
    f("family", self.family, "");
  }
};

struct Machine {
  std::vector<ToolState> tools;
  std::vector<KnownDevice> devices;

  static void fields(auto& self, auto&& f) {
    f("tools", self.tools, "");
    f("devices", self.devices, "");
  }
};

struct KnownSet {
  std::string name, folder, licence, split_rule;

  static void fields(auto& self, auto&& f) {
    f("name", self.name, "");
    f("folder", self.folder, "under KNAP_DATA_DIR");
    f("licence", self.licence, "");
    f("split_rule", self.split_rule, "");
  }
};

struct KnownSets {
  std::vector<KnownSet> sets;

  static void fields(auto& self, auto&& f) { f("sets", self.sets, ""); }
};

struct KnapsackAnswer {
  std::vector<std::int64_t> selected;
  double value = 0, bound = 0, gap = 0;
  bool optimal = false;
  double seconds = 0;

  static void fields(auto& self, auto&& f) {
    f("selected", self.selected, "items, ascending");
    f("value", self.value, "of what is selected");
    f("bound", self.bound, "no feasible selection is worth more");
    f("gap", self.gap, "(bound - value) / max(|bound|, 1e-12)");
    f("optimal", self.optimal, "proved: the bound is the value");
    f("seconds", self.seconds, "reading the file included");
  }
};

}  // namespace knap::schema
