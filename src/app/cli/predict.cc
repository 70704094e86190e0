// knap predict: recordings and images that the network has never seen, through the integer network or the
// RTL.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "app/cli/verb.h"
#include "app/flow/inputs.h"
#include "app/flow/model.h"
#include "app/flow/rtl_run.h"
#include "core/base/diagnostics.h"
#include "core/schema/folder.h"
#include "core/schema/listing.h"
#include "core/sys/files.h"
#include "core/table/csv.h"
#include "net/exec/executor.h"

namespace knap::app {
namespace {

namespace fs = std::filesystem;

/// A class and, where the outputs are not only its index, the score of every class.
struct Answer {
  std::int64_t chosen = 0;
  std::vector<std::int64_t> scores;
};

/// How the project's own data became codes.
Result<InputRule> load_rule(const fs::path& out, const net::IntGraph& graph) {
  const std::vector<net::NodeId> inputs = graph.inputs();
  if (inputs.size() != 1)
    return Error(diag::kBadModel, (out / "model/integer.txt").string(), "has not exactly one input");
  const auto& input = std::get<net::integer::Input>(graph[inputs.front()].op);
  InputRule rule{input.shape, input.format};
  if (const fs::path file = out / "project.toml"; is_file(file)) {
    KNAP_ASSIGN(const Config config, load_config(file, {}));
    rule.lead = config.data.kind == data::DataKind::Wfdb ? config.data.lead : 0;
    rule.has_rounding = !config.data.sample_format.empty();
  }
  return rule;
}

Result<std::vector<Answer>> by_network(const net::IntGraph& graph, const std::vector<NewInput>& inputs,
                                       const Watch& watch) {
  KNAP_ASSIGN(const net::Executor executor, net::Executor::make(graph));
  constexpr std::size_t kBatch = 512;  // inputs between two looks at the stop request
  std::vector<Answer> answers;
  for (std::size_t first = 0; first < inputs.size(); first += kBatch) {
    KNAP_TRY(watch.check("predict"));
    std::vector<std::int32_t> codes;
    for (std::size_t i = first; i < std::min(first + kBatch, inputs.size()); ++i)
      codes.insert(codes.end(), inputs[i].codes.begin(), inputs[i].codes.end());
    for (const std::vector<IntTensor>& values : executor.run_batch(codes)) {
      // The graph's output first; the logits last where the output is their arg-max.
      const std::vector<std::int64_t>& scores = values.back().data;
      const std::int64_t greatest = std::max_element(scores.begin(), scores.end()) - scores.begin();
      answers.push_back({values.size() > 1 ? values.front()[0] : greatest, scores});
    }
  }
  return answers;
}

Result<std::vector<Answer>> by_rtl(const fs::path& out, const net::IntGraph& graph, bool gives_class,
                                   const std::vector<NewInput>& inputs, const Watch& watch) {
  KNAP_ASSIGN(const auto outputs, run_rtl(out, graph, inputs, watch));
  std::vector<Answer> answers;
  for (const std::vector<std::int64_t>& values : outputs) {
    if (gives_class) {
      answers.push_back({values.front(), {}});
    } else {
      answers.push_back({std::max_element(values.begin(), values.end()) - values.begin(), values});
    }
  }
  return answers;
}

Outcome to_outcome(const std::vector<NewInput>& inputs, const std::vector<Answer>& answers,
                   const std::vector<std::string>& classes) {
  Outcome outcome;
  const bool has_scores = !answers.empty() && !answers.front().scores.empty();
  outcome.text = "input,class";
  if (has_scores)
    for (const std::string& name : classes) outcome.text += "," + csv_field("score_" + name);
  outcome.text += "\n";
  schema::Predictions predictions{classes, {}};
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const std::string& label = classes[static_cast<std::size_t>(answers[i].chosen)];
    outcome.text += fmt::format("{},{}", csv_field(inputs[i].name), csv_field(label));
    for (const std::int64_t score : answers[i].scores) outcome.text += fmt::format(",{}", score);
    outcome.text += "\n";
    schema::PredictionRow& row = predictions.predictions.emplace_back();
    row.input = inputs[i].name;
    row.chosen = label;
    if (has_scores) row.scores = answers[i].scores;
  }
  outcome.json = to_value(predictions);
  return outcome;
}

}  // namespace

Result<Outcome> predict_verb(const Arguments& arguments, Watch& watch) {
  if (arguments.inputs.size() < 2)
    return Error(diag::kUsage, "knap predict",
                 "needs an output folder and at least one input: a WFDB record, an IDX, NPY or CSV file");
  const fs::path out = arguments.inputs.front();
  KNAP_ASSIGN(const net::IntGraph graph, load_integer(out));
  KNAP_ASSIGN(const std::vector<std::string> classes, load_classes(out));
  KNAP_ASSIGN(const InputRule rule, load_rule(out, graph));
  std::vector<NewInput> inputs;
  for (std::size_t i = 1; i < arguments.inputs.size(); ++i) {
    KNAP_TRY(watch.check("predict"));
    KNAP_ASSIGN(std::vector<NewInput> more, load_inputs(arguments.inputs[i], rule));
    std::move(more.begin(), more.end(), std::back_inserter(inputs));
  }
  const auto& last = graph[graph.outputs().front().node];
  const bool gives_class = std::holds_alternative<net::integer::ArgMax>(last.op);
  const Shape& logits = gives_class ? graph[last.inputs.front()].shape : last.shape;
  if (static_cast<std::size_t>(logits.size()) != classes.size())
    return Error(diag::kBadArtefact, out.string(),
                 fmt::format("the network tells {} classes apart, the report names {}", logits.size(),
                             classes.size()));
  KNAP_ASSIGN(const std::vector<Answer> answers, arguments.uses_rtl
                                                     ? by_rtl(out, graph, gives_class, inputs, watch)
                                                     : by_network(graph, inputs, watch));
  for (const Answer& answer : answers)
    if (answer.chosen < 0 || answer.chosen >= static_cast<std::int64_t>(classes.size()))
      return Error(diag::kBadArtefact, (out / schema::kRtlFolder).string(),
                   fmt::format("gives class {} of {}", answer.chosen, classes.size()));
  return to_outcome(inputs, answers, classes);
}

}  // namespace knap::app
