// train: from data to the integer network -> model/, data/predictions.csv.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "app/flow/model.h"
#include "app/flow/rehearsal.h"
#include "app/flow/stages.h"
#include "app/flow/threshold.h"
#include "core/base/diagnostics.h"
#include "core/goal/classification.h"
#include "core/sys/files.h"
#include "data/format/npy.h"
#include "data/set/trainable.h"
#include "learn/train/forward.h"
#include "learn/train/train.h"
#include "net/build/build.h"
#include "net/build/layers.h"
#include "net/ir/scale.h"
#include "net/ir/text.h"
#include "net/ir/verify.h"
#include "net/passes/to_integer.h"

namespace knap::app {
namespace {

using data::Split;

/// Class index of the positive class, or nothing when no threshold is asked for.
Result<std::optional<int>> positive_class(const Config& config, const data::Dataset& dataset) {
  if (config.decision.positive.empty()) return std::optional<int>{};
  for (std::size_t i = 0; i < dataset.classes.size(); ++i) {
    if (dataset.classes[i] != config.decision.positive) continue;
    if (dataset.classes.size() != 2)
      return Error(diag::kWrongType, "decision.positive", "a positive class needs data of two classes");
    return std::optional<int>{static_cast<int>(i)};
  }
  return Error(diag::kUnknownName, "decision.positive",
               fmt::format("'{}' is none of the classes of this data: {}", config.decision.positive,
                           fmt::join(dataset.classes, ", ")));
}

/// The graph with the threshold that validation asks for.
Result<net::Graph> with_threshold(const net::Graph& graph, const data::Dataset& dataset, int positive,
                                  double false_alarms, const Watch& watch) {
  KNAP_ASSIGN(const net::IntGraph integer, net::to_integer(graph));
  const auto& records = dataset.split(Split::Validation);
  KNAP_ASSIGN(const std::vector<Prediction> predictions, predict(integer, dataset, records, watch));
  std::vector<std::int64_t> scores;
  for (std::size_t i = 0; i < records.size(); ++i)
    if (dataset.records[records[i]].label_index != positive)
      scores.push_back(predictions[i].logits[static_cast<std::size_t>(positive)] -
                       predictions[i].logits[static_cast<std::size_t>(1 - positive)]);
  return fold_threshold(graph, positive, choose_threshold(std::move(scores), false_alarms));
}

/// The trainer's float64 logits as integers in units of the accumulator's step.
Result<IntTensor> logits_as_codes(const net::Graph& graph, const RealTensor& logits) {
  const net::NodeId output = graph.outputs().front().node;
  const net::NodeId node =
      std::holds_alternative<net::ArgMax>(graph[output].op) ? graph[output].inputs[0] : output;
  const auto scale = net::scales(graph)[node.index];
  KNAP_CHECK(scale.has_value() && scale->divisor == 1, graph[node].name);
  IntTensor codes(logits.shape);
  for (std::int64_t i = 0; i < logits.size(); ++i) {
    const double code = std::ldexp(logits[i], scale->max_fraction_bits());
    KNAP_CHECK(code == std::floor(code), fmt::format("logit {} is no multiple of its step", logits[i]));
    codes[i] = static_cast<std::int64_t>(code);
  }
  return codes;
}

std::string predictions_csv(const data::Dataset& dataset, const std::vector<std::uint32_t>& records,
                            const std::vector<Prediction>& predictions) {
  std::string text = "record,label,class";
  for (const std::string& name : dataset.classes) text += ",logit_" + name;
  text += "\n";
  for (std::size_t i = 0; i < records.size(); ++i) {
    const data::Record& record = dataset.records[records[i]];
    text += fmt::format("{},{},{}", record.name, record.label,
                        dataset.classes[static_cast<std::size_t>(predictions[i].chosen)]);
    for (const std::int64_t logit : predictions[i].logits) text += fmt::format(",{}", logit);
    text += "\n";
  }
  return text;
}

std::string format_of(const Interval& interval) {
  const int bits = width_bits(interval);
  return fmt::format("{}int{}", interval.low < 0 ? "" : "u", bits);
}

Result<Value> model_section(const net::IntGraph& graph) {
  KNAP_ASSIGN(const std::vector<Interval> ranges, net::intervals(graph));
  const std::vector<net::NodeCost> costs = net::node_costs(graph);
  net::NodeCost total;
  std::int64_t widest = 0;
  ValueArray layers;
  for (std::uint32_t i = 0; i < graph.size(); ++i) {
    const auto& node = graph.nodes()[i];
    if (node.inputs.empty()) continue;
    total.macs += costs[i].macs;
    total.weights += costs[i].weights;
    total.nonzero_weights += costs[i].nonzero_weights;
    total.weight_bits += costs[i].weight_bits;
    Value layer{ValueTable{}};
    layer.set("name", Value(node.name));
    layer.set("op", Value(net::op_name(node.op, graph[node.inputs[0]].shape)));
    ValueArray inputs;
    for (const net::NodeId input : node.inputs) inputs.emplace_back(graph[input].name);
    layer.set("inputs", Value(std::move(inputs)));
    ValueArray shape;
    for (const std::int64_t d : node.shape.dims) shape.emplace_back(d);
    layer.set("output_shape", Value(std::move(shape)));
    layer.set("weights", Value(costs[i].weights));
    layer.set("macs", Value(costs[i].macs));
    const auto* dense = std::get_if<net::integer::MatVec>(&node.op);
    const auto* conv = std::get_if<net::integer::Conv>(&node.op);
    if (dense != nullptr || conv != nullptr) {
      const int bits = dense != nullptr ? dense->weight_width_bits : conv->weight_width_bits;
      widest = std::max<std::int64_t>(widest, bits);
      layer.set("weight_format", Value(fmt::format("int{}", bits)));
    }
    layer.set("activation_format", Value(format_of(ranges[i])));
    layers.emplace_back(std::move(layer));
  }
  Value model{ValueTable{}};
  model.set("weights", Value(total.weights));
  model.set("nonzero_weights", Value(total.nonzero_weights));
  model.set("weight_bits_max", Value(widest));
  model.set("weight_bits_total", Value(total.weight_bits));
  model.set("macs", Value(total.macs));
  model.set("layers", Value(std::move(layers)));
  return model;
}

Value rows_of(const Confusion& confusion) {
  ValueArray rows;
  for (const auto& row : confusion.rows()) {
    ValueArray cells;
    for (const std::int64_t count : row) cells.emplace_back(count);
    rows.emplace_back(std::move(cells));
  }
  return Value(std::move(rows));
}

Value training_section(const learn::TrainResult& result) {
  ValueArray curve;
  for (const learn::Curve& point : result.curves) {
    Value row{ValueTable{}};
    row.set("phase", Value(point.phase));
    row.set("epoch", Value(static_cast<std::int64_t>(point.epoch)));
    row.set("loss", Value(point.loss));
    row.set("validation_loss", Value(point.validation_loss));
    row.set("validation_accuracy", Value(point.validation_accuracy));
    curve.emplace_back(std::move(row));
  }
  Value training{ValueTable{}};
  training.set("seconds", Value(result.seconds));
  training.set("samples_per_second", Value(result.samples_per_second));
  training.set("curve", Value(std::move(curve)));
  return training;
}

/// Everything that later stages and people read.
Result<void> write_model(const Project& project, const learn::TrainResult& result, const net::Graph& graph,
                         const net::IntGraph& integer, const IntTensor& trainer_outputs,
                         const std::string& predictions) {
  net::WeightStore store;
  const std::string float_text = net::print(result.float_graph, store);
  const std::string graph_text = net::print(graph, store);
  const std::string integer_text = net::print(integer, store);
  KNAP_TRY(make_folders(project.file("model")));
  KNAP_TRY(write_file(project.file("model/weights"), store.to_bytes()));
  KNAP_TRY(write_file(project.file("model/float.txt"), float_text));
  KNAP_TRY(write_file(project.file("model/graph.txt"), graph_text));
  KNAP_TRY(write_file(project.file("model/integer.txt"), integer_text));
  KNAP_TRY(write_file(project.file("model/trainer_outputs.npy"),
                      data::to_npy({trainer_outputs.shape, trainer_outputs.data})));
  return write_file(project.file("data/predictions.csv"), predictions);
}

}  // namespace

Result<Value> run_train_stage(Project& project, Watch& watch) {
  const Config& config = project.config;
  KNAP_ASSIGN(const data::Dataset* dataset, project.load_data(watch));
  KNAP_TRY(data::check_trainable(*dataset, config.data));
  KNAP_ASSIGN(const std::optional<int> positive, positive_class(config, *dataset));
  KNAP_ASSIGN(const net::Graph initial,
              net::build(config.network, net::Input{dataset->shape, dataset->format}, config.project.name));
  KNAP_TRY(net::check_scores(initial, config.network, dataset->classes));
  if (config.decision.false_alarms > 0) KNAP_TRY(check_threshold(initial));
  if (const Result<void> fits = rehearse(project, initial, *dataset, watch); !fits.ok())
    return net::at_layers(fits.error(), config.network, initial.name);
  KNAP_TRY(make_folders(project.file("model")));
  KNAP_ASSIGN(
      const learn::TrainResult trained,
      learn::train(initial, samples_of(*dataset, dataset->split(Split::Train)),
                   samples_of(*dataset, dataset->split(Split::Validation)), config.train,
                   static_cast<std::uint64_t>(config.project.seed), project.file("model/checkpoint"), watch));
  net::Graph graph = trained.graph;
  if (positive && config.decision.false_alarms > 0) {
    KNAP_ASSIGN(graph, with_threshold(graph, *dataset, *positive, config.decision.false_alarms, watch));
  }
  KNAP_ASSIGN(const net::IntGraph integer, net::to_integer(graph));

  const auto& test = dataset->split(Split::Test);
  const learn::Samples test_samples = samples_of(*dataset, test);
  KNAP_ASSIGN(const std::vector<Prediction> predictions, predict(integer, *dataset, test, watch));
  KNAP_ASSIGN(const RealTensor float_logits, learn::float_logits(trained.float_graph, test_samples, watch));
  KNAP_ASSIGN(const RealTensor quantised_logits, learn::quantised_logits(graph, test_samples, watch));
  Confusion confusion(static_cast<int>(dataset->classes.size()));
  for (std::size_t i = 0; i < predictions.size(); ++i)
    confusion.add(test_samples.labels[i], static_cast<int>(predictions[i].chosen));

  Value accuracy{ValueTable{}};
  accuracy.set("float", Value(learn::accuracy(float_logits, test_samples.labels)));
  accuracy.set("quantised", Value(learn::accuracy(quantised_logits, test_samples.labels)));
  accuracy.set("integer", Value(confusion.accuracy().value_or(0)));
  KNAP_ASSIGN(IntTensor all_codes, logits_as_codes(graph, quantised_logits));
  const auto verified = static_cast<std::int64_t>(verify_records(*dataset, config.verify.records).size());
  const std::int64_t classes = all_codes.size() / static_cast<std::int64_t>(test.size());
  all_codes.data.resize(static_cast<std::size_t>(verified * classes));
  const IntTensor trainer_outputs(Shape{verified, classes}, std::move(all_codes.data));
  KNAP_TRY(write_model(project, trained, graph, integer, trainer_outputs,
                       predictions_csv(*dataset, test, predictions)));

  Value sections{ValueTable{}};
  KNAP_ASSIGN(Value model, model_section(integer));
  sections.set("model", std::move(model));
  sections.set("accuracy", std::move(accuracy));
  if (positive) {
    Value table{ValueTable{}};
    table.set("positive", Value(config.decision.positive));
    if (const auto share = confusion.sensitivity(*positive)) table.set("sensitivity", Value(*share));
    if (const auto share = confusion.false_alarm_rate(*positive))
      table.set("false_alarm_rate", Value(*share));
    sections.set("detection", std::move(table));
  }
  sections.set("confusion", rows_of(confusion));
  sections.set("training", training_section(trained));
  return sections;
}

}  // namespace knap::app
