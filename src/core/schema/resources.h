// Cells: resources as files and reports name them (docs/interfaces.md has the table of what counts).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/text/described.h"

namespace knap::schema {

/// Cells of a netlist, or of an estimate.
struct Cells {
  std::int64_t lut = 0, ff = 0, dsp = 0;
  double bram = 0;  ///< in units of RAMB36, DP16KD or SB_RAM40_4K; a RAMB18 is 0.5
  std::int64_t uram = 0;
  std::optional<std::int64_t> carry;  ///< counted in netlists only
  bool operator==(const Cells&) const = default;

  static void fields(auto& self, auto&& f) {
    f("lut", self.lut, "look-up tables, distributed memories among them");
    f("ff", self.ff, "flip-flops");
    f("dsp", self.dsp, "hard multipliers");
    f("bram", self.bram, "block memories");
    f("uram", self.uram, "UltraRAM");
    f("carry", self.carry, "carry cells; of a netlist only");
  }
};

/// The same of one layer; what lies outside every layer is named glue.
struct LayerCells : Cells {
  std::string name;
  bool operator==(const LayerCells&) const = default;

  static void fields(auto& self, auto&& f) {
    f("name", self.name, "the layer, or glue");
    Cells::fields(self, f);
  }
};

/// Fractions of what a device has; what it lacks is absent.
struct Shares {
  double lut = 0, ff = 0;
  std::optional<double> dsp, bram, uram;

  static void fields(auto& self, auto&& f) {
    f("lut", self.lut, "of the look-up tables");
    f("ff", self.ff, "of the flip-flops");
    f("dsp", self.dsp, "of the hard multipliers");
    f("bram", self.bram, "of the block memories");
    f("uram", self.uram, "of the UltraRAM");
  }
};

/// (estimate - netlist) / netlist.
struct EstimateErrors {
  double lut = 0, ff = 0, dsp = 0, bram = 0;

  static void fields(auto& self, auto&& f) {
    f("lut", self.lut, "of the look-up tables");
    f("ff", self.ff, "of the flip-flops");
    f("dsp", self.dsp, "of the hard multipliers");
    f("bram", self.bram, "of the block memories");
  }
};

/// synth/<device>/resources.json: `layers` add up to `resources`; the last one is glue.
struct NetlistCells {
  Cells resources;
  std::vector<LayerCells> layers;
  bool operator==(const NetlistCells&) const = default;

  static void fields(auto& self, auto&& f) {
    f("resources", self.resources, "cells of netlist.json");
    f("layers", self.layers, "the same layer by layer");
  }
};

}  // namespace knap::schema
