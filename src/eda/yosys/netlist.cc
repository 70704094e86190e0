#include "eda/yosys/netlist.h"

#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "core/base/diagnostics.h"

namespace knap::eda {
namespace {

using Json = nlohmann::ordered_json;

/// In a netlist all kinds are counted, carry cells too.
template <class Cells = schema::Cells>
Cells nothing() {
  Cells cells;
  cells.carry = 0;
  return cells;
}

schema::Cells luts(std::int64_t count) {
  schema::Cells cells = nothing();
  cells.lut = count;
  return cells;
}

void add(schema::Cells& sum, const schema::Cells& more) {
  sum.lut += more.lut;
  sum.ff += more.ff;
  sum.dsp += more.dsp;
  sum.bram += more.bram;
  sum.uram += more.uram;
  *sum.carry += more.carry.value_or(0);
}

/// Exact names; families of names are in cell_weight.
const std::map<std::string_view, std::int64_t>& lut_cells() {
  static const std::map<std::string_view, std::int64_t> table = {
      {"LUT1", 1},
      {"LUT2", 1},
      {"LUT3", 1},
      {"LUT4", 1},
      {"LUT5", 1},
      {"LUT6", 1},
      {"LUT6_2", 1},
      {"SB_LUT4", 1},
      {"INV", 1},
      {"SRL16E", 1},
      {"SRLC32E", 1},
      {"RAM32X1S", 1},
      {"RAM64X1S", 1},
      {"RAM32X1S_1", 1},
      {"RAM64X1S_1", 1},
      {"RAM32X1D", 2},
      {"RAM64X1D", 2},
      {"RAM32X1D_1", 2},
      {"RAM64X1D_1", 2},
      {"RAM128X1S", 2},
      {"RAM32M", 4},
      {"RAM64M", 4},
      {"RAM256X1S", 4},
      {"RAM128X1D", 4},
      {"RAM512X1S", 8},
      {"RAM256X1D", 8},
      {"RAM32M16", 8},
      {"RAM64M8", 8},
      {"RAM32X16DR8", 8},
      {"RAM64X8SW", 8},
      {"TRELLIS_DPR16X4", 4},
      {"DPR16X4C", 4},
  };
  return table;
}

bool starts_with(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

bool is_flip_flop(std::string_view type) {
  static const std::set<std::string_view> names = {"FDRE",   "FDSE",   "FDCE",   "FDPE",      "FDRE_1",
                                                   "FDSE_1", "FDCE_1", "FDPE_1", "TRELLIS_FF"};
  return names.contains(type) || starts_with(type, "SB_DFF");
}

bool is_set(const Json& attributes, const char* name) {
  const auto found = attributes.find(name);
  if (found == attributes.end()) return false;
  const std::string text = found->is_string() ? found->get<std::string>() : found->dump();
  return text.find_first_not_of("0 ") != std::string::npos;
}

class Counter {
 public:
  explicit Counter(const Json& modules) : modules_(modules) {}

  /// Of one module and all below it; each module is counted once. Depth is that of the hierarchy.
  const schema::Cells& module(const std::string& name) {
    if (const auto known = known_.find(name); known != known_.end()) return known->second;
    schema::Cells sum = nothing();
    for (const auto& [instance, cell] : modules_.at(name).at("cells").items())
      add(sum, of_cell(cell.at("type").get<std::string>()));
    return known_.emplace(name, sum).first->second;
  }
  schema::Cells of_cell(const std::string& type) {
    const schema::Cells weight = cell_weight(type);
    return weight == nothing() && is_ours(type) ? module(type) : weight;
  }
  bool is_ours(const std::string& type) const {
    const auto found = modules_.find(type);
    return found != modules_.end() && !found->value("attributes", Json::object()).contains("blackbox");
  }

 private:
  const Json& modules_;
  std::map<std::string, schema::Cells> known_;
};

/// Runs `body`, turning what the JSON library throws into an Error.
template <class Body>
auto guarded(const std::string& where, const Body& body) -> decltype(body()) {
  try {
    return body();
  } catch (const nlohmann::json::exception& e) {
    return Error(diag::kBadArtefact, where, fmt::format("is no netlist of Yosys: {}", e.what()));
  }
}

}  // namespace

schema::Cells cell_weight(std::string_view type) {
  schema::Cells r = nothing();
  if (const auto found = lut_cells().find(type); found != lut_cells().end()) return luts(found->second);
  if (type == "CCU2C") {
    r.lut = 2;
    r.carry = 1;
  } else if (type == "CARRY4" || type == "CARRY8" || type == "SB_CARRY") {
    r.carry = 1;
  } else if (is_flip_flop(type)) {
    r.ff = 1;
  } else if (type == "DSP48E1" || type == "DSP48E2" || type == "MULT18X18D" || type == "SB_MAC16") {
    r.dsp = 1;
  } else if (starts_with(type, "RAMB36") || type == "DP16KD" || type == "PDPW16KD" ||
             starts_with(type, "SB_RAM40_4K")) {
    r.bram = 1;
  } else if (starts_with(type, "RAMB18")) {
    r.bram = 0.5;
  } else if (starts_with(type, "URAM288")) {
    r.uram = 1;
  }
  return r;
}

hw::Resources to_resources(const schema::Cells& cells) {
  hw::Resources r;
  r.lut = static_cast<double>(cells.lut);
  r.ff = static_cast<double>(cells.ff);
  r.dsp = static_cast<double>(cells.dsp);
  r.bram = cells.bram;
  r.uram = static_cast<double>(cells.uram);
  r.carry = static_cast<double>(cells.carry.value_or(0));
  return r;
}

Result<schema::NetlistCells> count_resources(const std::string& json, const std::string& where,
                                             const std::map<std::string, std::string>& layer_of) {
  return guarded(where, [&]() -> Result<schema::NetlistCells> {
    const Json netlist = Json::parse(json);
    const Json& modules = netlist.at("modules");
    const Json* top = nullptr;
    for (const auto& [name, module] : modules.items())
      if (is_set(module.value("attributes", Json::object()), "top")) top = &module;
    if (top == nullptr) return Error(diag::kBadArtefact, where, "the netlist has no top module");
    Counter counter(modules);
    schema::NetlistCells result;
    result.resources = nothing();
    auto glue = nothing<schema::LayerCells>();
    glue.name = "glue";
    std::map<std::string, std::size_t> row_of;
    for (const auto& [instance, cell] : top->at("cells").items()) {
      const std::string type = cell.at("type");
      const schema::Cells cells = counter.of_cell(type);
      add(result.resources, cells);
      const auto named = layer_of.find(instance);
      const bool is_layer = layer_of.empty() ? counter.is_ours(type) : named != layer_of.end();
      if (!is_layer) {
        add(glue, cells);
        continue;
      }
      const std::string& layer = layer_of.empty() ? instance : named->second;
      const auto [row, is_new] = row_of.emplace(layer, result.layers.size());
      if (is_new) result.layers.emplace_back(nothing<schema::LayerCells>()).name = layer;
      add(result.layers[row->second], cells);
    }
    result.layers.push_back(glue);
    return result;
  });
}

}  // namespace knap::eda
