#include "tests/ladder_fixture.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "core/base/rng.h"
#include "core/schema/artefact.h"
#include "core/schema/interface.h"
#include "core/sys/files.h"
#include "core/table/npy.h"
#include "hw/ir/text.h"
#include "hw/prim/leaves.h"
#include "map/lower/lower.h"
#include "map/plan/fifos.h"
#include "net/eval/eval.h"
#include "net/ir/text.h"
#include "net/ir/verify.h"
#include "net/random/random.h"

namespace knap::ladder {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kLoudest = 100;

IntTensorPtr random_tensor(Shape shape, std::int64_t limit, Rng& rng) {
  IntTensor tensor(std::move(shape));
  for (std::int64_t& code : tensor.data) code = rng.integer(-limit, limit);
  return std::make_shared<const IntTensor>(std::move(tensor));
}

net::NodeId add_conv(net::IntGraph& graph, const std::string& name, net::NodeId from, std::int64_t filters,
                     Rng& rng) {
  net::integer::Conv conv;
  conv.window.axes = {{3, 1, 1, 1, 1}};
  conv.weights = random_tensor(Shape{filters, 3, graph[from].shape.channels()}, 7, rng);
  conv.bias = random_tensor(Shape{filters}, 20, rng);
  conv.weight_width_bits = 4;
  return graph.add(name, conv, {from});
}

/// ReLU and requantisation to u4: clamp(x / 2^shift, 0, 15).
net::NodeId add_relu(net::IntGraph& graph, const std::string& name, net::NodeId from, int shift) {
  const Interval domain = net::intervals(graph).value()[from.index];
  ClosedForm form;
  form.shift = shift;
  form.rounding = Rounding::Rnd;
  form.clamp = {0, 15};
  return graph.add(
      name, net::integer::Steps{std::make_shared<const Steps>(Steps::from_closed(domain, {form}).value())},
      {from});
}

schema::StreamPort port(const std::string& prefix, const map::StreamType& type, const std::string& format) {
  return {prefix, prefix, width_bits(type.element), type.lanes, type.beats(), format};
}

std::string interface_json(const map::Structure& structure, const map::Lowered& lowered,
                           const map::Predicted& predicted) {
  schema::Interface face;
  face.top = lowered.design.top().name;
  face.clocks = {{"clk", "rst", 50}};
  face.inputs = {port("in", structure.input, to_string(structure.input_format))};
  face.outputs = {port("out", structure.output_type, "ufixed<1,1>")};
  face.latency_cycles = predicted.latency_cycles;
  face.interval_cycles = predicted.interval_cycles;
  for (const map::Tap& tap : lowered.taps)
    face.streams.push_back({tap.layer, tap.node, tap.instance, tap.type.lanes, tap.type.beats(),
                            width_bits(tap.type.element), tap.type.element.is_signed()});
  return schema::print_artefact(face);
}

Result<void> write_model(const fs::path& folder, const net::IntGraph& graph) {
  net::WeightStore weights;
  KNAP_TRY(write_file(folder / "model/integer.txt", net::print(graph, weights)));
  return write_file(folder / "model/weights", weights.to_bytes());
}

/// Random records with what net/eval says of them. Like a sensor's, they keep away from the ends of the
/// format.
Result<void> write_vectors(const fs::path& folder, const net::IntGraph& graph, std::size_t records) {
  Rng rng(5, "ladder records");
  std::string input, expected, labels = "index,record,label,predicted\n";
  std::vector<std::int64_t> logits;
  const net::NodeId dense = *graph.find("dense");
  for (std::size_t r = 0; r < records; ++r) {
    std::vector<IntTensor> codes = net::random_inputs(graph, rng);
    for (std::int64_t& code : codes[0].data) code = std::clamp(code, -kLoudest, kLoudest);
    KNAP_ASSIGN(const std::vector<IntTensor> values, net::evaluate_all(graph, codes));
    for (const std::int64_t code : codes[0].data)
      input += fmt::format("{:02x}\n", static_cast<std::uint64_t>(code) & 0xff);
    const std::int64_t chosen = values[graph.outputs().front().node.index][0];
    expected += fmt::format("{}\n", chosen);
    labels += fmt::format("{0},r{0},{1},{1}\n", r, chosen);
    const auto& row = values[dense.index].data;
    logits.insert(logits.end(), row.begin(), row.end());
  }
  KNAP_TRY(write_file(folder / "verify/input.hex", input));
  KNAP_TRY(write_file(folder / "verify/expected.hex", expected));
  KNAP_TRY(write_file(folder / "verify/labels.csv", labels));
  return write_file(folder / "model/trainer_outputs.npy",
                    to_npy({Shape{static_cast<std::int64_t>(records), 2}, logits}));
}

Result<void> write_rtl(const fs::path& rtl, const map::Structure& structure, const map::Lowered& lowered,
                       const hw::Emitted& emitted, const map::Predicted& predicted) {
  for (const auto& [name, text] : emitted.files) KNAP_TRY(write_file(rtl / name, text));
  for (const auto& [name, text] : hw::leaf_files()) KNAP_TRY(write_file(rtl / "prim" / name, text));
  const auto list = [&](const std::vector<std::string>& leaves) {
    std::string text;
    for (const std::string& file : leaves) text += file + "\n";
    for (const std::string& file : emitted.sources) text += file + "\n";
    return text;
  };
  KNAP_TRY(write_file(rtl / "files.f", list(hw::leaf_sources(std::nullopt))));
  for (const hw::Family family : hw::kFamilies)
    KNAP_TRY(
        write_file(rtl / fmt::format("files.{}.f", hw::to_string(family)), list(hw::leaf_sources(family))));
  KNAP_TRY(write_file(rtl / "interface.json", interface_json(structure, lowered, predicted)));
  return write_file(rtl / "design.txt", hw::print(lowered.design));
}

}  // namespace

net::IntGraph residual_graph() {
  Rng rng(11, "ladder weights");
  net::IntGraph graph;
  graph.name = "residual";
  const net::NodeId in = graph.add("samples", net::integer::Input{Shape{16, 1}, Fixed{true, 8, 0}});
  const net::NodeId first = add_relu(graph, "relu1", add_conv(graph, "conv1", in, 4, rng), 6);
  const net::NodeId second = add_relu(graph, "relu2", add_conv(graph, "conv2", first, 4, rng), 4);
  const net::NodeId sum = graph.add("sum", net::integer::Add{}, {first, second});
  const net::NodeId pooled = graph.add("pool", net::integer::GlobalSumPool{}, {sum});
  net::integer::MatVec dense;
  dense.weights = random_tensor(Shape{2, 4}, 7, rng);
  dense.bias = random_tensor(Shape{2}, 20, rng);
  dense.weight_width_bits = 4;
  graph.add_output("class",
                   graph.add("class", net::integer::ArgMax{}, {graph.add("dense", dense, {pooled})}));
  return graph;
}

map::Plan plan_of(const net::IntGraph& graph) {
  map::PlanOptions options;
  options.interval_cycles = 64;
  return map::make_plan(
             graph, options, [](const map::Structure&) { return hw::Resources{}; }, Watch())
      .value();
}

Result<Made> write_folder(const fs::path& folder, std::size_t records,
                          const std::function<void(map::StreamPlan&)>& change) {
  Made made;
  made.graph = residual_graph();
  made.plan = plan_of(made.graph);
  auto decisions = std::get<map::StreamPlan>(made.plan.regions.front().style);
  if (change) change(decisions);
  KNAP_ASSIGN(const map::Structure structure, map::make_structure(made.graph, decisions));
  const map::Lowered lowered = map::lower(structure, made.graph, "residual", 20);
  made.emitted = hw::emit(lowered.design);
  KNAP_TRY(write_model(folder, made.graph));
  KNAP_TRY(write_rtl(folder / "rtl", structure, lowered, made.emitted, made.plan.predicted));
  KNAP_TRY(write_vectors(folder, made.graph, records));
  return made;
}

}  // namespace knap::ladder
