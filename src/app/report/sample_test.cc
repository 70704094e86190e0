#include "app/report/sample.h"

#include <gtest/gtest.h>

#include "core/schema/artefact.h"

namespace knap::app {
namespace {

constexpr const char* kSampleReport = R"({
  "schema": "knap.report/1", "project": "ecg_af", "seed": 7, "knap_version": "0.1.0", "commit": "0123456789abcdef",
  "tools": [{"name": "yosys", "version": "0.23", "kind": "native"}],
  "data": {"name": "synthetic_ecg", "synthetic": true, "splits": {"train": 480, "validation": 120, "test": 200},
    "classes": ["N", "A"], "sha256": "abc123"},
  "model": {
    "weights": 708, "nonzero_weights": 700, "weight_bits_max": 8, "weight_bits_total": 5664, "macs": 123456,
    "layers": [
      {"name": "conv1", "op": "Conv1D", "inputs": ["in"], "output_shape": [747, 8], "weights": 72, "macs": 47808,
        "weight_format": "int8", "activation_format": "int21"},
      {"name": "conv1.act", "op": "Steps", "inputs": ["conv1"], "output_shape": [747, 8], "weights": 0, "macs": 0,
        "activation_format": "uint8"},
      {"name": "join", "op": "Add", "inputs": ["conv1.act", "conv1"], "output_shape": [747, 8], "weights": 0,
        "macs": 0, "activation_format": "uint9"},
      {"name": "score", "op": "MatVec", "inputs": ["join"], "output_shape": [2], "weights": 26, "macs": 24,
        "weight_format": "int8", "activation_format": "int24"}]},
  "accuracy": {"float": 0.975, "quantised": 0.97, "integer": 0.97, "rtl": 0.98, "integer_on_rtl_inputs": 0.98,
    "rtl_inputs": 100, "lost_by_layer": [{"layer": "conv1", "points": 2.5}, {"layer": "score", "points": -0.5}]},
  "detection": {"positive": "A", "sensitivity": 0.95, "false_alarm_rate": 0.0166666},
  "confusion": [[118, 2], [4, 76]],
  "training": {"seconds": 123.4, "samples_per_second": 4567.8, "curve": [
    {"phase": "float", "epoch": 1, "loss": 0.7, "validation_loss": 0.6, "validation_accuracy": 0.7},
    {"phase": "float", "epoch": 2, "loss": 0.5, "validation_loss": 0.45, "validation_accuracy": 0.96},
    {"phase": "quantised", "epoch": 1, "loss": 0.4, "validation_loss": 0.41, "validation_accuracy": 0.95}]},
  "compress": {"objective": ["lut"],
    "tolerance": {"metric": "accuracy", "wanted": ">= 0.95", "dense": 0.975, "got": 0.96, "met": true},
    "dense": {"accuracy": 0.975, "weights": 1416, "nonzero_weights": 1400},
    "result": {"accuracy": 0.97, "weights": 708, "nonzero_weights": 700, "interval_cycles": 9000},
    "saving": [{"name": "ecp5-25f", "lut": 0.5}], "predicted": [{"name": "ecp5-25f", "lut": 3190}],
    "groups": [{"layer": "conv1", "kind": "lane", "count": 12, "kept": 3}],
    "curve": [{"step": 1, "target": 0.5, "accuracy": 0.96, "accepted": true, "lut": 3300},
      {"step": 2, "target": 1, "accuracy": 0.9, "accepted": false, "lut": 2000}],
    "teacher": {"accuracy": 0.98, "weights": 90000}, "student_alone": {"accuracy": 0.965}},
  "verify": {"mismatches": 0, "passed": true, "rungs": [
    {"name": "trainer=integer", "inputs": 100, "streams": 1, "beats": 200, "mismatches": 0, "seconds": 0.2},
    {"name": "rtl=netlist", "note": "ecp5-25f", "inputs": 3, "streams": 14, "beats": 123456, "mismatches": 0,
      "seconds": 75.0}]},
  "cycles": {"predicted": {"latency": 9123, "interval": 9000}, "measured": {"latency": 9123, "interval": 9000}},
  "deadlock_freedom": "period of 9000 cycles\nreturns to the start state",
  "devices": [{"name": "ecp5-25f", "part": "LFE5U-25F-6BG256C", "family": "ecp5", "tool": "yosys 0.23",
    "resources": {"lut": 3210, "ff": 2100, "dsp": 4, "bram": 2.5, "uram": 0, "carry": 150},
    "available": {"lut": 24288, "ff": 24288, "dsp": 28, "bram": 56, "uram": 0, "carry": 0},
    "share": {"lut": 0.13216, "ff": 0.08646, "dsp": 0.142857, "bram": 0.0446},
    "layers": [{"name": "conv1", "lut": 1200, "ff": 800, "dsp": 2, "bram": 0.5, "uram": 0, "carry": 100},
      {"name": "glue", "lut": 2010, "ff": 1300, "dsp": 2, "bram": 2, "uram": 0, "carry": 50}],
    "estimate": {"lut": 3000, "ff": 2100, "dsp": 4, "bram": 2.5, "uram": 0, "carry": 150, "layers": []},
    "estimate_error": {"lut": -0.0654, "ff": 0.0, "dsp": 0.0, "bram": 0.0},
    "placed": {"tool": "nextpnr-ecp5 0.4", "seeds": 3, "fmax_mhz": 71.25, "fmax_mhz_min": 68.0,
      "fmax_mhz_max": 74.5, "clock_mhz": 60.0, "clock_met": true, "bitstream_fmax_mhz": 74.5,
      "bitstream_seed": 2, "critical_path": [{"from": "rows_ram", "to": "products", "layer": "conv1",
        "ns": 13.42, "logic_ns": 8.5, "route_ns": 4.92}]},
    "inferences_per_s": 8277.7,
    "energy_estimate": {"per_inference_uj": 12.5, "method": "published energies per operation"},
    "bitstream": "synth/ecp5-25f/ecg_af_top.bit"}],
  "stages": [{"name": "train", "seconds": 123.4, "cached": false}, {"name": "plan", "seconds": 0.5, "cached": true}],
  "targets": [{"name": "sensitivity", "wanted": ">= 0.95", "got": 0.95, "met": true},
    {"name": "accuracy", "wanted": ">= 0.99", "got": 0.97, "met": false},
    {"name": "fmax_mhz", "wanted": ">= 100", "met": false, "reason": "no device has place-and-route"},
    {"name": "device_share", "wanted": "<= 0.2"}]
})";

}  // namespace

schema::Report sample_report() {
  Result<schema::Report> report = schema::parse_artefact<schema::Report>(kSampleReport, "sample");
  EXPECT_TRUE(report.ok()) << (report.ok() ? "" : to_string(report.error()));
  return *std::move(report);
}

schema::Report stale_report() {
  schema::Report report = sample_report();
  report.out_of_date = {{"cycles", "run knap verify out/ecg_af"},
                        {"devices", "run knap synth out/ecg_af"},
                        {"verify", "run knap verify out/ecg_af"}};
  report.accuracy->rtl.reset();
  report.accuracy->integer_on_rtl_inputs.reset();
  report.accuracy->rtl_inputs.reset();
  report.verify.reset();
  report.cycles.reset();
  report.devices.reset();
  for (schema::Target& target : *report.targets)
    if (target.name != "sensitivity" && target.name != "accuracy") target.met.reset();
  return report;
}

namespace {

TEST(ReportSample, PrintedItReadsBackTheSame) {
  const std::string text = schema::print_artefact(sample_report());
  const Result<schema::Report> again = schema::parse_artefact<schema::Report>(text, "sample");
  ASSERT_TRUE(again.ok()) << to_string(again.error());
  EXPECT_EQ(schema::print_artefact(*again), text);
}

}  // namespace
}  // namespace knap::app
