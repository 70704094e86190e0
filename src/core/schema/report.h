// Report: report.json, section by section; what was not measured is absent, never zero.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/schema/compress.h"
#include "core/schema/device.h"
#include "core/schema/network.h"
#include "core/schema/verify.h"
#include "core/text/described.h"

namespace knap::schema {

struct LatencyInterval {
  std::int64_t latency = 0, interval = 0;
  bool operator==(const LatencyInterval&) const = default;

  static void fields(auto& self, auto&& f) {
    f("latency", self.latency, "cycles from the first input beat to the last output beat");
    f("interval", self.interval, "cycles between inferences");
  }
};

struct Cycles {
  std::optional<LatencyInterval> predicted, measured;

  static void fields(auto& self, auto&& f) {
    f("predicted", self.predicted, "by the plan");
    f("measured", self.measured, "by RTL simulation");
  }
};

struct StageTime {
  std::string name;
  double seconds = 0;
  bool cached = false;

  static void fields(auto& self, auto&& f) {
    f("name", self.name, "of the stage");
    f("seconds", self.seconds, "when it last ran");
    f("cached", self.cached, "taken from its record");
  }
};

/// A target that was not measured has neither `got` nor `met`; after a whole run it is missed, with the
/// reason.
struct Target {
  std::string name, wanted;
  std::optional<double> got;
  std::optional<bool> met;
  std::optional<std::string> reason;

  static void fields(auto& self, auto&& f) {
    f("name", self.name, "the metric");
    f("wanted", self.wanted, "such as >= 0.95");
    f("got", self.got, "what was measured");
    f("met", self.met, "whether it is what was wanted");
    f("reason", self.reason, "why nothing was measured");
  }
};

/// Stages fill some sections each; merge() puts them together.
struct Report {
  std::optional<std::string> schema, project;
  std::optional<std::int64_t> seed;
  std::optional<std::string> knap_version, commit;
  std::optional<std::map<std::string, std::string>> out_of_date;
  std::optional<std::vector<ToolUse>> tools;
  std::optional<Data> data;
  std::optional<Model> model;
  std::optional<Accuracy> accuracy;
  std::optional<Detection> detection;
  std::optional<Classification> classification;
  std::optional<std::vector<std::vector<std::int64_t>>> confusion;
  std::optional<Training> training;
  std::optional<Compress> compress;
  std::optional<Verify> verify;
  std::optional<Cycles> cycles;
  std::optional<std::string> deadlock_freedom;
  std::optional<std::vector<Device>> devices;
  std::optional<std::vector<StageTime>> stages;
  std::optional<std::vector<Target>> targets;

  static void fields(auto& self, auto&& f) {
    f("schema", self.schema, "knap.report/1");
    f("project", self.project, "its name");
    f("seed", self.seed, "of the training");
    f("knap_version", self.knap_version, "of the program");
    f("commit", self.commit, "of the program's sources");
    f("out_of_date", self.out_of_date, "section: the command that makes it anew; it is absent meanwhile");
    f("tools", self.tools, "that made the netlists and placements");
    f("data", self.data, "what the network was trained on");
    f("model", self.model, "the integer network");
    f("accuracy", self.accuracy, "fractions of the test split");
    f("detection", self.detection, "of two classes, integer network");
    f("classification", self.classification,
      "integer network, test split: of the positive class, without one means over all classes");
    f("confusion", self.confusion, "rows = truth, integer network, test split");
    f("training", self.training, "how it went");
    f("compress", self.compress, "the compressed network beside the dense one");
    f("verify", self.verify, "the proof, as in verify/result.json");
    f("cycles", self.cycles, "of one inference");
    f("deadlock_freedom", self.deadlock_freedom, "why no stall pattern can stop the design");
    f("devices", self.devices, "netlist, placement and estimate of each");
    f("stages", self.stages, "of the command that wrote the report");
    f("targets", self.targets, "what the TOML asked for");
  }
};

/// Adds the sections of `from`: those that several stages fill (accuracy, compress, cycles) field by field,
/// devices by name, tools each once; any other is replaced.
void merge(Report& to, const Report& from);

}  // namespace knap::schema
