// Device: what the report says of one part - netlist, placement, estimate.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/schema/resources.h"

namespace knap::schema {

struct ToolUse {
  std::string name, version, kind;
  bool operator==(const ToolUse&) const = default;

  static void fields(auto& self, auto&& f) {
    f("name", self.name, "its name");
    f("version", self.version, "as the tool says it");
    f("kind", self.kind, "native or yowasp");
  }
};

/// A step of a path through a placement: from one signal to the next.
struct PathStep {
  std::string from, to;
  std::string layer;
  double ns = 0, logic_ns = 0, route_ns = 0;

  static void fields(auto& self, auto&& f) {
    f("from", self.from,
      "signal of the RTL where the step starts; instance.signal where that is another layer");
    f("to", self.to, "signal where it ends; the last one waits for the next edge");
    f("layer", self.layer, "in which it ends; glue outside every layer");
    f("ns", self.ns, "nanoseconds that it takes");
    f("logic_ns", self.logic_ns, "of these in cells");
    f("route_ns", self.route_ns, "of these in wires");
  }
};

/// Place-and-route, over its seeds; the bitstream holds one of them.
struct Placed {
  std::string tool;
  std::int64_t seeds = 0;
  double fmax_mhz = 0, fmax_mhz_min = 0, fmax_mhz_max = 0;
  double clock_mhz = 0;
  bool clock_met = false;
  double bitstream_fmax_mhz = 0;
  std::int64_t bitstream_seed = 0;
  std::vector<PathStep> critical_path;

  static void fields(auto& self, auto&& f) {
    f("tool", self.tool, "and its version");
    f("seeds", self.seeds, "placements that succeeded");
    f("fmax_mhz", self.fmax_mhz, "median");
    f("fmax_mhz_min", self.fmax_mhz_min, "slowest seed");
    f("fmax_mhz_max", self.fmax_mhz_max, "fastest seed");
    f("clock_mhz", self.clock_mhz, "asked for");
    f("clock_met", self.clock_met, "by the placement that the bitstream holds");
    f("bitstream_fmax_mhz", self.bitstream_fmax_mhz, "of that placement");
    f("bitstream_seed", self.bitstream_seed, "of the placement that was packed");
    f("critical_path", self.critical_path, "its slowest path, in words of the network");
  }
};

/// Where no open place-and-route exists.
struct Logic {
  double worst_ns = 0, fmax_limit_mhz = 0;
  std::string method;

  static void fields(auto& self, auto&& f) {
    f("worst_ns", self.worst_ns, "delay of the cells of the slowest path, without wires");
    f("fmax_limit_mhz", self.fmax_limit_mhz, "1 / worst_ns: no clock is faster, whoever places the design");
    f("method", self.method, "what the figure stands for");
  }
};

/// From the calibrated model; no tool was asked.
struct Estimate : Cells {
  std::optional<double> fmax_mhz;
  std::vector<LayerCells> layers;

  static void fields(auto& self, auto&& f) {
    Cells::fields(self, f);
    f("fmax_mhz", self.fmax_mhz, "clock that the delay model predicts, before any placement");
    f("layers", self.layers, "the same layer by layer");
  }
};

struct EnergyEstimate {
  double per_inference_uj = 0;
  std::string method;

  static void fields(auto& self, auto&& f) {
    f("per_inference_uj", self.per_inference_uj, "microjoule");
    f("method", self.method, "what the figure stands for");
  }
};

struct Device {
  std::string name, part, family;
  std::optional<std::string> tool = {}, stage = {};
  std::optional<Cells> resources = {}, available = {};
  std::optional<Shares> share = {};
  std::optional<std::vector<LayerCells>> layers = {};
  std::optional<Estimate> estimate = {};
  std::optional<EstimateErrors> estimate_error = {};
  std::optional<Placed> placed = {};
  std::optional<Logic> logic = {};
  std::optional<double> inferences_per_s = {};
  std::optional<EnergyEstimate> energy_estimate = {};
  std::optional<std::string> bitstream = {};

  static void fields(auto& self, auto&& f) {
    f("name", self.name, "alias");
    f("part", self.part, "full name");
    f("family", self.family, "xc7, xcup, ecp5 or ice40");
    f("tool", self.tool, "that made the netlist, and its version");
    f("stage", self.stage, "what `resources` counts");
    f("resources", self.resources, "cells of netlist.json");
    f("available", self.available, "what the device has");
    f("share", self.share, "resources / available");
    f("layers", self.layers, "what lies outside every layer is named glue; the rows add up to `resources`");
    f("estimate", self.estimate, "what the calibrated model says");
    f("estimate_error", self.estimate_error, "(estimate - netlist) / netlist");
    f("placed", self.placed, "where place-and-route exists");
    f("logic", self.logic, "where it does not, and the delays of the family's cells are known");
    f("inferences_per_s", self.inferences_per_s, "at the bitstream's Fmax");
    f("energy_estimate", self.energy_estimate, "a model, an order of magnitude");
    f("bitstream", self.bitstream, "relative to the output folder");
  }
};

}  // namespace knap::schema
