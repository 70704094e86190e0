#include "verify/ladder/streams.h"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <optional>

#include "core/base/diagnostics.h"
#include "core/base/parallel.h"
#include "core/schema/artefact.h"
#include "net/eval/eval.h"

namespace knap::verify {
namespace {

bool is_arg_max(const net::IntGraph& graph) {
  return std::holds_alternative<net::integer::ArgMax>(graph[graph.outputs().front().node].op);
}

}  // namespace

Result<Expected> evaluate_records(const Artefacts& a, const Watch& watch) {
  Expected expected;
  const std::size_t records = a.inputs.size();
  expected.streams.assign(a.interface.streams.size(), std::vector<std::vector<std::int64_t>>(records));
  expected.logits.resize(records);
  expected.outputs.resize(records);
  const net::NodeId logits = logits_node(a.graph);
  const Shape shape = a.graph[a.graph.inputs().front()].shape;
  std::mutex guard;
  std::optional<Error> failure;
  parallel_for(records, [&](std::size_t r) {
    if (watch.is_stopped()) return;
    const Result<std::vector<IntTensor>> values = net::evaluate_all(a.graph, {IntTensor(shape, a.inputs[r])});
    if (!values.ok()) {
      const std::lock_guard lock(guard);
      if (!failure) failure = values.error();
      return;
    }
    for (std::size_t t = 0; t < a.interface.streams.size(); ++t)
      expected.streams[t][r] = (*values)[a.graph.find(a.interface.streams[t].node)->index].data;
    expected.logits[r] = (*values)[logits.index].data;
    expected.outputs[r] = (*values)[a.graph.outputs().front().node.index].data;
  });
  if (failure)
    return Error(diag::kBadArtefact, (a.folder / "verify/input.hex").string(),
                 fmt::format("{}: {}", failure->first().where, failure->first().message));
  KNAP_TRY(watch.check("verify"));
  return expected;
}

net::NodeId logits_node(const net::IntGraph& graph) {
  const net::NodeId output = graph.outputs().front().node;
  return is_arg_max(graph) ? graph[output].inputs[0] : output;
}

std::int64_t class_of(const net::IntGraph& graph, const std::vector<std::int64_t>& output) {
  if (is_arg_max(graph)) return output.front();
  return std::max_element(output.begin(), output.end()) - output.begin();
}

}  // namespace knap::verify
