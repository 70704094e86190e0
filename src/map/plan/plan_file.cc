// plan.toml: printing and reading; the search for a plan lies in plan.cc.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/base/diagnostics.h"
#include "core/base/match.h"
#include "core/text/described.h"
#include "core/text/nearest.h"
#include "core/text/toml.h"
#include "hw/device/device.h"
#include "map/plan/model_hash.h"
#include "map/plan/plan.h"
#include "map/spec/pack.h"

namespace knap::map {
namespace {

/// Where an entry of one of the plan's tables stands.
std::string place_of(const Value& text, const std::string& where, const char* table,
                     const std::string& name) {
  if (const Value* entries = text.find(table))
    for (const TableEntry& entry : std::get<ValueTable>(entries->data))
      if (entry.key == name) return to_string(where, entry.key_position);
  return where;
}

/// Where the key stands that a message about an entry begins with ("pe = 3 is not possible"), in a table of
/// the entry, too ("ranks.memory = 3 is not possible").
std::string place_of_key(const Value& text, const std::string& where, const char* table,
                         const std::string& name, const std::string& message) {
  const Value* at = text.find(table);
  if (at != nullptr) at = at->find(name);
  const std::string_view path = std::string_view(message).substr(0, message.find(' '));
  for (std::size_t begin = 0; at != nullptr && at->is_table();) {
    const std::size_t end = std::min(path.find('.', begin), path.size());
    const auto& keys = std::get<ValueTable>(at->data);
    const auto key = std::find_if(keys.begin(), keys.end(), [&](const TableEntry& entry) {
      return entry.key == path.substr(begin, end - begin);
    });
    if (key == keys.end()) break;
    if (end == path.size()) return to_string(where, key->key_position);
    at = &key->value;
    begin = end + 1;
  }
  return place_of(text, where, table, name);
}

/// What names a layer, at the line where the plan speaks of it.
Error at_lines(const Error& error, const Value& text, const std::string& where) {
  std::vector<Diagnostic> found = error.diagnostics();
  for (Diagnostic& diagnostic : found) {
    if (const Value* input = text.find("input"); input != nullptr && diagnostic.where == kSamplesPerBeat) {
      diagnostic.where = to_string(where, input->position);
      continue;
    }
    std::string place = place_of_key(text, where, "layer", diagnostic.where, diagnostic.message);
    if (place == where) continue;
    diagnostic.message = fmt::format("layer {}: {}", diagnostic.where, diagnostic.message);
    diagnostic.where = std::move(place);
  }
  return Error(std::move(found));
}

/// A plan that says whose it is must be this network's.
Result<void> check_model(const PlanFile& file, const Value& text, const std::string& where,
                         const net::IntGraph& graph) {
  const std::string wanted = model_hash(graph);
  if (file.model.empty() || file.model == wanted) return {};
  return Error(
      diag::kImpossible, to_string(where, text.find("model")->position),
      fmt::format("the plan belongs to network {:.8}, this one is {:.8}: its layers are others; remove "
                  "the plan and run 'knap plan' for a new one, or delete this key to use it all the same",
                  file.model, wanted));
}

Result<void> check_names(const PlanFile& file, const Value& text, const std::string& where,
                         const net::IntGraph& graph) {
  const std::vector<Layer> layers = layers_of(graph);
  const auto is_layer = [&](const std::string& name) {
    return std::any_of(layers.begin(), layers.end(), [&](const Layer& layer) { return layer.name == name; });
  };
  std::vector<std::string> names;
  names.reserve(layers.size());
  for (const Layer& layer : layers) names.push_back(layer.name);
  std::vector<Diagnostic> found;
  for (const auto& [name, decision] : file.layer)
    if (!is_layer(name)) {
      const std::optional<std::string> nearest = find_nearest(name, names);
      found.push_back({&diag::kUnknownName, place_of(text, where, "layer", name),
                       fmt::format("layer.{} is no layer of this network{}", name,
                                   nearest ? fmt::format("; did you mean {}?", *nearest) : "")});
    }
  // A FIFO that holds an inference never fills.
  std::map<std::string, std::int64_t> elements;  ///< of an inference, by edge
  for (const Layer& layer : layers)
    for (const net::NodeId operand : graph[layer.node].inputs)
      elements[source_of(graph, layers, operand) + ">" + layer.name] = graph[operand].shape.size();
  for (const net::GraphOutput& output : graph.outputs())
    elements[source_of(graph, layers, output.node) + ">out"] = graph[output.node].shape.size();
  for (const auto& [name, decision] : file.fifo) {
    const std::string at = place_of(text, where, "fifo", name);
    const auto edge = elements.find(name);
    if (edge == elements.end())
      found.push_back(
          {&diag::kUnknownName, at,
           fmt::format("fifo.\"{}\" joins no two layers of this network, the second of which reads the first",
                       name)});
    else if (decision.depth < 1 || decision.depth > edge->second)
      found.push_back(
          {&diag::kWrongType, at,
           fmt::format("fifo.\"{}\".depth is {}; legal are 1 to {}, what passes there in an inference", name,
                       decision.depth, edge->second)});
  }
  if (!found.empty()) return Error(std::move(found));
  return {};
}

/// The file as it is, devices checked. `style = "stream"` may stand for what every layer is.
Result<PlanFile> parse_file(Value text, const std::string& where) {
  if (const Value* style = text.find("style"); style != nullptr && *style == Value(std::string("stream")))
    std::erase_if(std::get<ValueTable>(text.data),
                  [](const TableEntry& entry) { return entry.key == "style"; });
  KNAP_ASSIGN(PlanFile file, from_value<PlanFile>(text, where));
  for (const auto& [name, overlay] : file.device)
    if (const Result<hw::Device> device = hw::find_device(name); !device)
      return Error(diag::kUnknownName, place_of(text, where, "device", name), device.error().first().message);
  return file;
}

/// A key with one legal value says nothing.
void leave_out(Value& decision, const Most& most) {
  const auto drop = [](Value& table, std::string_view key) {
    std::erase_if(std::get<ValueTable>(table.data),
                  [&](const TableEntry& entry) { return entry.key == key; });
  };
  if (most.taps == 1) drop(decision, "taps");
  if (most.products_per_dsp == 1) drop(decision, "products_per_dsp");
  Value& ranks = *decision.find("ranks");
  for (const auto& [name, rank] : named(most.ranks))
    if (rank == 0) drop(ranks, name);
  if (std::get<ValueTable>(ranks.data).empty()) drop(decision, "ranks");
}

}  // namespace

std::string print(const Plan& plan) {
  PlanFile file{
      plan.model, plan.clock_mhz, plan.expected_fmax_mhz, plan.predicted, plan.deadlock_freedom, {}, {},
      {},         plan.device};
  for (const Region& region : plan.regions)
    match(region.style, [&](const StreamPlan& stream) {
      if (stream.samples_per_beat > 1) file.input = InputChoice{stream.samples_per_beat};
      file.layer.insert(stream.layers.begin(), stream.layers.end());
      file.fifo.insert(stream.fifos.begin(), stream.fifos.end());
    });
  Value text = to_value(file);
  for (TableEntry& layer : std::get<ValueTable>(text.find("layer")->data))
    if (const auto most = plan.most.find(layer.key); most != plan.most.end())
      leave_out(layer.value, most->second);
  return print_toml(text);
}

Result<Plan> parse_plan(std::string_view text, const std::string& where, const net::IntGraph& graph) {
  KNAP_ASSIGN(const Value value, parse_toml(text, where));
  KNAP_ASSIGN(PlanFile file, parse_file(value, where));
  KNAP_TRY(check_model(file, value, where, graph));
  KNAP_TRY(check_names(file, value, where, graph));
  Plan plan;
  plan.model = model_hash(graph);
  plan.clock_mhz = file.clock_mhz;
  plan.regions = stream_regions(graph, {std::move(file.layer), std::move(file.fifo),
                                        file.input.value_or(InputChoice{}).samples_per_beat});
  plan.device = std::move(file.device);
  if (const Result<void> predicted = fill_in(plan, graph); !predicted)
    return at_lines(predicted.error(), value, where);
  return plan;
}

}  // namespace knap::map
