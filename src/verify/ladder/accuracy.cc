#include "verify/ladder/accuracy.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/diagnostics.h"
#include "verify/ladder/streams.h"

namespace knap::verify {

Result<std::vector<std::int64_t>> label_indices(const Artefacts& a, const std::vector<std::string>& classes) {
  const std::int64_t decided = a.graph[logits_node(a.graph)].shape.size();
  if (decided != static_cast<std::int64_t>(classes.size()))
    return Error(diag::kBadArtefact, (a.folder / "model/integer.txt").string(),
                 fmt::format("decides between {} classes, the data have {}", decided, classes.size()));
  std::vector<std::int64_t> indices;
  for (const Record& record : a.records) {
    const auto found = std::find(classes.begin(), classes.end(), record.label);
    if (found == classes.end())
      return Error(diag::kBadArtefact,
                   fmt::format("{}:{}", (a.folder / "verify/labels.csv").string(), record.line),
                   fmt::format("'{}' is none of the {} classes", record.label, classes.size()));
    indices.push_back(found - classes.begin());
  }
  return indices;
}

double accuracy_of(const net::IntGraph& graph, const std::vector<std::vector<std::int64_t>>& outputs,
                   const std::vector<std::int64_t>& labels) {
  KNAP_CHECK(outputs.size() == labels.size() && !labels.empty(), "one label for each record");
  std::int64_t right = 0;
  for (std::size_t r = 0; r < outputs.size(); ++r) right += class_of(graph, outputs[r]) == labels[r] ? 1 : 0;
  return static_cast<double>(right) / static_cast<double>(outputs.size());
}

}  // namespace knap::verify
