#include "verify/ladder/artefacts.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "core/base/diagnostics.h"
#include "core/sys/files.h"
#include "hw/device/device.h"
#include "hw/ir/text.h"
#include "net/ir/text.h"

namespace knap::verify {
namespace {

namespace fs = std::filesystem;

Result<std::string> read(const fs::path& file) {
  if (!fs::exists(file))
    return Error(diag::kMissingStage, file.string(),
                 "is missing; run the stage that makes it (knap generate) first");
  return read_file(file);
}

Result<Interface> parse_interface(const std::string& text, const std::string& where) {
  try {
    const auto json = nlohmann::json::parse(text);
    Interface face;
    face.top = json.at("top");
    const auto& in = json.at("inputs").at(0);
    const auto& out = json.at("outputs").at(0);
    face.input_beats = in.at("beats");
    face.output_beats = out.at("beats");
    face.input_width_bits = in.at("width_bits").get<int>() * in.at("elements_per_beat").get<int>();
    face.output_width_bits = out.at("width_bits").get<int>() * out.at("elements_per_beat").get<int>();
    face.is_input_signed = in.at("format").get<std::string>().rfind("ufixed", 0) != 0;
    face.latency_cycles = json.at("latency_cycles");
    face.interval_cycles = json.at("interval_cycles");
    for (const auto& tap : json.at("streams"))
      face.taps.push_back({tap.at("layer"), tap.at("node"), tap.at("instance"), tap.at("lanes"),
                           tap.at("beats"), tap.at("width_bits"), tap.at("signed")});
    return face;
  } catch (const nlohmann::json::exception& problem) {
    return Error(diag::kBadArtefact, where,
                 fmt::format("is not a valid interface description: {}", problem.what()));
  }
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; stream >> line;) lines.push_back(line);
  return lines;
}

/// Two's complement hex of `width` bits.
Result<std::int64_t> parse_hex(const std::string& line, int width, bool is_signed, const std::string& where) {
  std::uint64_t value = 0;
  for (const char c : line) {
    const int digit = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                             : -1;
    if (digit < 0 || line.size() > 16)
      return Error(diag::kBadArtefact, where, fmt::format("'{}' is not a hexadecimal beat", line));
    value = value << 4 | static_cast<std::uint64_t>(digit);
  }
  if (is_signed && width < 64 && (value >> (width - 1) & 1U) != 0) value |= ~std::uint64_t{0} << width;
  return static_cast<std::int64_t>(value);
}

Result<void> load_vectors(Artefacts& a) {
  const fs::path input = a.folder / "verify/input.hex", expected = a.folder / "verify/expected.hex";
  KNAP_ASSIGN(const std::string input_text, read(input));
  const std::vector<std::string> lines = lines_of(input_text);
  const auto beats = static_cast<std::size_t>(a.interface.input_beats);
  if (beats == 0 || lines.size() % beats != 0 || lines.empty())
    return Error(diag::kBadArtefact, input.string(),
                 fmt::format("has {} beats, which is no multiple of {} per inference", lines.size(), beats));
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i % beats == 0) a.inputs.emplace_back();
    KNAP_ASSIGN(const std::int64_t code,
                parse_hex(lines[i], a.interface.input_width_bits, a.interface.is_input_signed,
                          fmt::format("{}:{}", input.string(), i + 1)));
    a.inputs.back().push_back(code);
  }
  KNAP_ASSIGN(const std::string expected_text, read(expected));
  a.expected = lines_of(expected_text);
  if (a.expected.size() != a.inputs.size() * static_cast<std::size_t>(a.interface.output_beats))
    return Error(diag::kBadArtefact, expected.string(),
                 fmt::format("has {} beats, {} inferences give {}", a.expected.size(), a.inputs.size(),
                             a.inputs.size() * static_cast<std::size_t>(a.interface.output_beats)));
  KNAP_ASSIGN(const std::string labels, read(a.folder / "verify/labels.csv"));
  std::istringstream rows(labels);
  std::string row;
  std::getline(rows, row);  // header
  while (std::getline(rows, row)) {
    const std::size_t first = row.find(','), second = row.find(',', first + 1);
    if (first == std::string::npos || second == std::string::npos)
      return Error(diag::kBadArtefact, (a.folder / "verify/labels.csv").string(),
                   "has a row without index,record,label,predicted");
    a.records.push_back(row.substr(first + 1, second - first - 1));
  }
  if (a.records.size() != a.inputs.size())
    return Error(diag::kBadArtefact, (a.folder / "verify/labels.csv").string(),
                 fmt::format("names {} records, input.hex has {}", a.records.size(), a.inputs.size()));
  return {};
}

/// synth/<device>/netlist.json; the folder's name is the device's.
Result<void> find_netlists(Artefacts& a) {
  const fs::path synth = a.folder / "synth";
  if (!fs::is_directory(synth)) return {};
  for (const auto& entry : fs::directory_iterator(synth)) {
    const fs::path netlist = entry.path() / "netlist.json";
    if (!fs::exists(netlist)) continue;
    KNAP_ASSIGN(const hw::Device device, hw::find_device(entry.path().filename().string()));
    a.netlists.push_back({std::string(device.alias), std::string(hw::to_string(device.family)), netlist});
  }
  std::sort(a.netlists.begin(), a.netlists.end(),
            [](const Netlist& x, const Netlist& y) { return x.device < y.device; });
  return {};
}

}  // namespace

Result<Artefacts> load_artefacts(const fs::path& folder) {
  Artefacts a;
  a.folder = fs::absolute(folder);
  KNAP_ASSIGN(const std::string interface_text, read(a.folder / "rtl/interface.json"));
  KNAP_ASSIGN(a.interface, parse_interface(interface_text, (a.folder / "rtl/interface.json").string()));
  KNAP_ASSIGN(const std::string weight_bytes, read(a.folder / "model/weights"));
  KNAP_ASSIGN(const net::WeightStore weights,
              net::WeightStore::from_bytes(weight_bytes, (a.folder / "model/weights").string()));
  KNAP_ASSIGN(const std::string graph_text, read(a.folder / "model/integer.txt"));
  KNAP_ASSIGN(a.graph, net::parse_int_graph(graph_text, weights, (a.folder / "model/integer.txt").string()));
  KNAP_ASSIGN(const std::string design_text, read(a.folder / "rtl/design.txt"));
  KNAP_ASSIGN(a.design, hw::parse(design_text, (a.folder / "rtl/design.txt").string()));
  KNAP_TRY(load_vectors(a));
  KNAP_TRY(find_netlists(a));
  for (const StreamTap& tap : a.interface.taps)
    if (!a.graph.find(tap.node))
      return Error(
          diag::kBadArtefact, (a.folder / "rtl/interface.json").string(),
          fmt::format("stream {} names node {}, which model/integer.txt does not have", tap.layer, tap.node));
  return a;
}

}  // namespace knap::verify
