#include "verify/ladder/artefacts.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "core/base/diagnostics.h"
#include "core/num/beat.h"
#include "core/schema/artefact.h"
#include "core/schema/resources.h"
#include "core/sys/files.h"
#include "core/table/csv.h"
#include "hw/device/device.h"
#include "hw/ir/text.h"
#include "net/ir/text.h"
#include "verify/ladder/fit.h"

namespace knap::verify {
namespace {

namespace fs = std::filesystem;

Result<std::string> read(const fs::path& file, std::string_view verb) {
  if (!fs::exists(file))
    return Error(diag::kMissingStage, file.string(), fmt::format("is missing; run 'knap {}' first", verb));
  return read_file(file, diag::kBadArtefact);
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; stream >> line;) lines.push_back(line);
  return lines;
}

Result<void> load_inputs(Artefacts& a) {
  const fs::path file = a.folder / "verify/input.hex";
  KNAP_ASSIGN(const std::string text, read(file, "generate"));
  const schema::StreamPort& in = a.in();
  KNAP_ASSIGN(a.inputs, parse_beats(text, in.beats, in.elements_per_beat, static_cast<int>(in.width_bits),
                                    in.is_signed(), file.string()));
  if (a.inputs.empty()) return Error(diag::kBadArtefact, file.string(), "has no beats");
  return {};
}

Result<void> load_expected(Artefacts& a) {
  const fs::path file = a.folder / "verify/expected.hex";
  KNAP_ASSIGN(const std::string text, read(file, "generate"));
  for (const std::string& line : lines_of(text)) {
    KNAP_ASSIGN(std::string beat,
                plain_hex(line, fmt::format("{}:{}", file.string(), a.expected.size() + 1)));
    a.expected.push_back(std::move(beat));
  }
  const std::size_t wanted = a.inputs.size() * static_cast<std::size_t>(a.out().beats);
  if (a.expected.size() != wanted)
    return Error(
        diag::kBadArtefact, file.string(),
        fmt::format("has {} beats, {} inferences give {}", a.expected.size(), a.inputs.size(), wanted));
  return {};
}

Result<void> load_labels(Artefacts& a) {
  const fs::path file = a.folder / "verify/labels.csv";
  KNAP_ASSIGN(const std::string text, read(file, "generate"));
  CsvOptions options;
  options.header = CsvHeader::Present;
  options.comment = '\0';
  const Result<CsvTable> table = parse_csv(text, file.string(), options);
  if (!table.ok()) return schema::as_bad_artefact(table.error());
  if (table->header != std::vector<std::string>{"index", "record", "label", "predicted"})
    return Error(diag::kBadArtefact, file.string(), "does not begin with index,record,label,predicted");
  for (std::size_t r = 0; r < table->rows.size(); ++r) {
    const std::vector<std::string>& row = table->rows[r];
    a.records.push_back({row[1], row[2], row[3], table->lines[r]});
  }
  if (a.records.size() != a.inputs.size())
    return Error(diag::kBadArtefact, file.string(),
                 fmt::format("names {} records, input.hex has {}", a.records.size(), a.inputs.size()));
  return {};
}

/// synth/<device>/netlist.json; the folder's name is the device's.
Result<void> find_netlists(Artefacts& a) {
  const fs::path synth = a.folder / "synth";
  if (!fs::is_directory(synth)) return {};
  for (const auto& entry : fs::directory_iterator(synth)) {
    const fs::path netlist = entry.path() / "netlist.json";
    if (!entry.is_directory()) continue;
    const Result<hw::Device> known = hw::find_device(entry.path().filename().string());
    if (!known.ok())
      return Error(diag::kBadArtefact, entry.path().string(),
                   "is the folder of no device; synth/ holds what 'knap synth' writes");
    // A synthesis that failed left a log and no netlist: there is nothing to prove. One that was counted is
    // gone.
    if (!is_file(netlist) && !is_file(entry.path() / "resources.json")) continue;
    if (!is_file(netlist))
      return Error(diag::kBadArtefact, netlist.string(), "is missing; run 'knap synth' to make it anew");
    const hw::Device& device = *known;
    Netlist found{std::string(device.alias), std::string(hw::to_string(device.family)), netlist};
    if (const fs::path counted = entry.path() / "resources.json"; is_file(counted)) {
      KNAP_ASSIGN(const std::string text, read_file(counted, diag::kBadArtefact));
      KNAP_ASSIGN(const schema::NetlistCells cells,
                  schema::parse_artefact<schema::NetlistCells>(text, counted.string()));
      found.luts = cells.resources.lut;
    }
    a.netlists.push_back(std::move(found));
  }
  std::sort(a.netlists.begin(), a.netlists.end(),
            [](const Netlist& x, const Netlist& y) { return x.device < y.device; });
  return {};
}

}  // namespace

Result<Artefacts> load_artefacts(const fs::path& folder) {
  Artefacts a;
  a.folder = fs::absolute(folder);
  const auto name = [&](const char* file) { return (a.folder / file).string(); };
  KNAP_ASSIGN(const std::string interface_text, read(name("rtl/interface.json"), "generate"));
  KNAP_ASSIGN(a.interface, schema::parse_interface(interface_text, name("rtl/interface.json")));
  KNAP_ASSIGN(const std::string weight_bytes, read(name("model/weights"), "train"));
  KNAP_ASSIGN(const net::WeightStore weights,
              net::WeightStore::from_bytes(weight_bytes, name("model/weights")));
  KNAP_ASSIGN(const std::string graph_text, read(name("model/integer.txt"), "train"));
  KNAP_ASSIGN(a.graph, net::parse_int_graph(graph_text, weights, name("model/integer.txt")));
  KNAP_ASSIGN(const std::string design_text, read(name("rtl/design.txt"), "generate"));
  KNAP_ASSIGN(a.design, hw::parse(design_text, name("rtl/design.txt")));
  KNAP_TRY(check_fit(a));
  KNAP_TRY(load_inputs(a));
  KNAP_TRY(load_expected(a));
  KNAP_TRY(load_labels(a));
  KNAP_TRY(find_netlists(a));
  return a;
}

}  // namespace knap::verify
