// Compress: what the report says of a compressed network beside the dense one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/text/described.h"

namespace knap::schema {

/// Cells of the result, or fractions of the dense design's, on one device. Absent: the dense design has none.
struct CompressCells {
  std::string name;
  std::optional<double> lut, ff, dsp, bram;

  static void fields(auto& self, auto&& f) {
    f("name", self.name, "of the device");
    f("lut", self.lut, "lookup tables");
    f("ff", self.ff, "flip-flops");
    f("dsp", self.dsp, "DSP blocks");
    f("bram", self.bram, "block memories");
  }
};

struct CompressTolerance {
  std::string metric, wanted;
  std::optional<double> dense, got;
  bool met = false;

  static void fields(auto& self, auto&& f) {
    f("metric", self.metric, "what was watched");
    f("wanted", self.wanted, "what the result is held against, worked out from the project's wish");
    f("dense", self.dense, "of the dense network, validation");
    f("got", self.got, "of the result, validation");
    f("met", self.met, "whether the result is within it");
  }
};

struct CompressEnd {
  double accuracy = 0;
  std::int64_t weights = 0, nonzero_weights = 0;
  std::optional<std::int64_t> interval_cycles, latency_cycles;

  static void fields(auto& self, auto&& f) {
    f("accuracy", self.accuracy, "of the integer network, test split");
    f("weights", self.weights, "and biases");
    f("nonzero_weights", self.nonzero_weights, "those that are not 0");
    f("interval_cycles", self.interval_cycles, "between inferences, by the plan");
    f("latency_cycles", self.latency_cycles, "of one inference, by the plan");
  }
};

struct CompressGroups {
  std::string layer, kind;
  std::int64_t count = 0, kept = 0;

  static void fields(auto& self, auto&& f) {
    f("layer", self.layer, "its name");
    f("kind", self.kind, "what its weights are served by: weight (a multiplier of its own), lane or channel");
    f("count", self.count, "groups of the dense network");
    f("kept", self.kept, "those that are left");
  }
};

struct CompressStep {
  std::int64_t step = 0;
  double target = 0, accuracy = 0;
  bool accepted = false;
  std::optional<double> lut, ff, dsp, bram;

  static void fields(auto& self, auto&& f) {
    f("step", self.step, "from 1");
    f("target", self.target, "share of the way from the dense design to the goal");
    f("accuracy", self.accuracy, "of the integer network on validation, after fine-tuning");
    f("accepted", self.accepted, "within the tolerance");
    f("lut", self.lut, "predicted on the first device");
    f("ff", self.ff, "predicted on the first device");
    f("dsp", self.dsp, "predicted on the first device");
    f("bram", self.bram, "predicted on the first device");
  }
};

struct CompressTeacher {
  double accuracy = 0;
  std::int64_t weights = 0;

  static void fields(auto& self, auto&& f) {
    f("accuracy", self.accuracy, "of its integer network, test split");
    f("weights", self.weights, "and biases");
  }
};

struct CompressAlone {
  double accuracy = 0;

  static void fields(auto& self, auto&& f) {
    f("accuracy", self.accuracy,
      "of the integer network that the same steps make without a teacher, test split");
  }
};

struct Compress {
  std::optional<std::vector<std::string>> objective;
  std::optional<CompressTolerance> tolerance;
  std::optional<CompressEnd> dense, result;
  std::optional<std::vector<CompressCells>> saving, predicted;
  std::optional<std::vector<CompressGroups>> groups;
  std::optional<std::vector<CompressStep>> curve;
  std::optional<CompressTeacher> teacher;
  std::optional<CompressAlone> student_alone;

  static void fields(auto& self, auto&& f) {
    f("objective", self.objective, "resources that were to be saved");
    f("tolerance", self.tolerance, "what the network may lose, and lost");
    f("dense", self.dense, "the network before");
    f("result", self.result, "the network after");
    f("saving", self.saving, "fractions of the dense design, counted in the two netlists");
    f("predicted", self.predicted, "cells of the result by the cost functions, before synthesis");
    f("groups", self.groups, "of each layer");
    f("curve", self.curve, "the steps");
    f("teacher", self.teacher, "from whom the network has learned");
    f("student_alone", self.student_alone, "the network without a teacher");
  }
};

}  // namespace knap::schema
