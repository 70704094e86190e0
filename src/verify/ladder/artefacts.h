// Artefacts: what the ladder reads from an output folder, as it lies there.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/schema/interface.h"
#include "hw/ir/module.h"
#include "net/ir/integer.h"

namespace knap::verify {

struct Netlist {
  std::string device, family;
  std::filesystem::path file;
  std::int64_t luts = 0;  ///< as counted by the synthesis
};

/// One row of verify/labels.csv.
struct Record {
  std::string name, label, predicted;
  int line = 0;
};

struct Artefacts {
  std::filesystem::path folder;  ///< absolute
  schema::Interface interface;
  net::IntGraph graph;
  hw::Design design;
  std::vector<std::vector<std::int64_t>> inputs;  ///< per record: the elements of verify/input.hex
  std::vector<Record> records;
  std::vector<std::string> expected;  ///< beats of verify/expected.hex, lower case without leading zeros
  std::vector<Netlist> netlists;

  const schema::StreamPort& in() const { return interface.inputs.front(); }
  const schema::StreamPort& out() const { return interface.outputs.front(); }
};

/// Everything is there, well-formed and fits together: what follows may rely on it. kBadArtefact naming the
/// file that is malformed or does not fit the others; kMissingStage when one is missing.
Result<Artefacts> load_artefacts(const std::filesystem::path& folder);

}  // namespace knap::verify
