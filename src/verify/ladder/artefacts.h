// Artefacts: what the ladder reads from an output folder, as it lies there.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/num/interval.h"
#include "hw/ir/module.h"
#include "net/ir/integer.h"

namespace knap::verify {

/// One stream that is compared: output "out" of an instance under the top.
struct StreamTap {
  std::string layer, node, instance;
  std::int64_t lanes = 1, beats = 1;
  int width_bits = 1;  ///< of one element
  bool is_signed = false;
};

/// rtl/interface.json (docs/interfaces.md).
struct Interface {
  std::string top;
  std::int64_t input_beats = 0, output_beats = 0;
  int input_width_bits = 0, output_width_bits = 0;  ///< of a whole beat
  bool is_input_signed = false;
  std::int64_t latency_cycles = 0, interval_cycles = 0;
  std::vector<StreamTap> taps;
};

struct Netlist {
  std::string device, family;
  std::filesystem::path file;
};

struct Artefacts {
  std::filesystem::path folder;
  Interface interface;
  net::IntGraph graph;
  hw::Design design;
  std::vector<std::vector<std::int64_t>>
      inputs;                         ///< per record: the beats of verify/input.hex as signed codes
  std::vector<std::string> records;   ///< names, from verify/labels.csv
  std::vector<std::string> expected;  ///< lines of verify/expected.hex
  std::vector<Netlist> netlists;
};

/// kBadArtefact naming the file that is missing or malformed; kMissingStage when a stage has not run.
Result<Artefacts> load_artefacts(const std::filesystem::path& folder);

}  // namespace knap::verify
