// Interface: rtl/interface.json, how the top module is driven and which streams lie between its layers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/text/described.h"

namespace knap::schema {

struct ClockPort {
  std::string port, reset;
  double period_ns = 0;

  static void fields(auto& self, auto&& f) {
    f("port", self.port, "clock");
    f("reset", self.reset, "synchronous reset, active high");
    f("period_ns", self.period_ns, "what place-and-route is asked for", Bounds{0, 1e9});
  }
};

/// One end of the design.
struct StreamPort {
  std::string name, prefix;
  std::int64_t width_bits = 1, elements_per_beat = 1, beats = 1;
  std::string format;

  std::int64_t beat_bits() const { return width_bits * elements_per_beat; }
  bool is_signed() const { return format.rfind("ufixed", 0) != 0; }

  static void fields(auto& self, auto&& f) {
    f("name", self.name, "what the stream carries");
    f("prefix", self.prefix, "<prefix>_valid, <prefix>_ready and <prefix>_data are its ports");
    f("width_bits", self.width_bits, "of one element", Bounds{1, 64});
    f("elements_per_beat", self.elements_per_beat, "lanes; lane 0 in the lowest bits", Bounds{1, 1 << 20});
    f("beats", self.beats, "of one inference", Bounds{1, 1LL << 40});
    f("format", self.format, "of an element");
  }
};

/// A stream between two layers, which the verification ladder compares: output "out" of an instance under the
/// top.
struct LayerStream {
  std::string layer, node, instance;
  std::int64_t lanes = 1, beats = 1, width_bits = 1;
  bool is_signed = false;

  std::int64_t beat_bits() const { return width_bits * lanes; }

  static void fields(auto& self, auto&& f) {
    f("layer", self.layer, "the layer that makes it");
    f("node", self.node, "node of model/integer.txt whose values it carries");
    f("instance", self.instance, "instance under the top module");
    f("lanes", self.lanes, "elements of a beat", Bounds{1, 1 << 20});
    f("beats", self.beats, "of one inference", Bounds{1, 1LL << 40});
    f("width_bits", self.width_bits, "of one element", Bounds{1, 64});
    f("signed", self.is_signed, "two's complement");
  }
};

struct Interface {
  std::string top;
  std::optional<std::string> network;
  std::string style, framing;
  std::vector<ClockPort> clocks;
  std::vector<StreamPort> inputs, outputs;
  Value control;
  std::int64_t latency_cycles = 0, interval_cycles = 0;
  std::vector<LayerStream> streams;

  static void fields(auto& self, auto&& f) {
    f("top", self.top, "the top module");
    f("network", self.network, "SHA-256 of the network that it computes, weights included");
    f("style", self.style, "stream");
    f("framing", self.framing, "counted: an inference is exactly `beats` transfers");
    f("clocks", self.clocks, "one");
    f("inputs", self.inputs, "one");
    f("outputs", self.outputs, "one");
    f("control", self.control, "null: there are no registers", Always{});
    f("latency_cycles", self.latency_cycles, "first input beat to last output beat", Bounds{0, 1LL << 50});
    f("interval_cycles", self.interval_cycles, "between inferences", Bounds{1, 1LL << 50});
    f("streams", self.streams, "between the layers");
  }
};

/// kBadArtefact at `where` for what is no interface of one clock, one input and one output.
Result<Interface> parse_interface(std::string_view text, const std::string& where);

/// rtl/constants.json: where one weight, bias or threshold lies.
struct ConstantPlace {
  std::string layer, what, file;
  std::int64_t line = 0, column = 0, digits = 0, base = 16;

  static void fields(auto& self, auto&& f) {
    f("layer", self.layer, "the layer that it belongs to");
    f("what", self.what, "weight, bias or threshold");
    f("file", self.file, "relative to rtl/");
    f("line", self.line, "from 1");
    f("column", self.column, "from 1");
    f("digits", self.digits, "how many digits it has there");
    f("base", self.base, "16, 10 or 2");
  }
};

}  // namespace knap::schema
