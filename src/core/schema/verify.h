// Verify: verify/result.json, which is the report's section of the same name.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/text/described.h"

namespace knap::schema {

/// Where two rungs first differ: by layer in topological order, then by record and beat.
struct Mismatch {
  std::string layer, record;
  std::int64_t beat = 0;
  std::string detail;

  static void fields(auto& self, auto&& f) {
    f("layer", self.layer, "the first layer that differs, in topological order");
    f("record", self.record, "name of the record");
    f("beat", self.beat, "of the record, from 0");
    f("detail", self.detail, "what came, and what was expected");
  }
};

/// One rung of the ladder: two meanings of the same network, compared beat by beat.
struct Rung {
  std::string name;
  std::optional<std::string> note;  ///< a device's name, the stall pattern
  std::int64_t inputs = 0, streams = 0, beats = 0, mismatches = 0;
  std::optional<Mismatch> first_mismatch;
  double seconds = 0;
  std::optional<double> memory_mb;
  std::optional<std::string> scope;
  bool is_compared() const { return scope != "counted"; }

  static void fields(auto& self, auto&& f) {
    f("name", self.name, "trainer=integer, integer=hw_sim, hw_sim=verilator or rtl=netlist");
    f("note", self.note, "the device, the stall pattern");
    f("inputs", self.inputs, "records");
    f("streams", self.streams, "that were compared");
    f("beats", self.beats, "that were compared");
    f("mismatches", self.mismatches, "beats that differ, missing and additional ones among them");
    f("first_mismatch", self.first_mismatch, "where the two first differ");
    f("seconds", self.seconds, "that it took");
    f("memory_mb", self.memory_mb, "the most that one of the tools' processes held");
    f("scope", self.scope,
      "of a netlist: whole, in one piece; layers, each alone; or counted, and not simulated");
  }
};

struct Verify {
  std::int64_t mismatches = 0;
  bool passed = false;
  std::vector<Rung> rungs;

  static void fields(auto& self, auto&& f) {
    f("mismatches", self.mismatches, "on all rungs");
    f("passed", self.passed, "no mismatch, and the measured cycles are the predicted ones");
    f("rungs", self.rungs, "of the ladder, from the trainer to the netlists");
  }
};

}  // namespace knap::schema
