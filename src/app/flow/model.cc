#include "app/flow/model.h"

#include "core/base/diagnostics.h"
#include "core/schema/artefact.h"
#include "core/sys/files.h"
#include "core/table/csv.h"
#include "net/ir/text.h"

namespace knap::app {
Result<net::IntGraph> load_integer(const std::filesystem::path& out) {
  const std::filesystem::path text_file = out / "model/integer.txt", weights_file = out / "model/weights";
  if (!is_file(text_file))
    return Error(diag::kMissingStage, text_file.string(), "is missing; run 'knap train' first");
  KNAP_ASSIGN(const std::string bytes, read_file(weights_file, diag::kBadArtefact));
  const Result<net::WeightStore> stored = net::WeightStore::from_bytes(bytes, weights_file.string());
  if (!stored.ok()) return schema::as_bad_artefact(stored.error());
  const net::WeightStore& weights = *stored;
  KNAP_ASSIGN(const std::string text, read_file(text_file, diag::kBadArtefact));
  Result<net::IntGraph> graph = net::parse_int_graph(text, weights, text_file.string());
  if (!graph.ok()) return schema::as_bad_artefact(graph.error());
  return graph;
}

Result<std::vector<std::string>> load_classes(const std::filesystem::path& out) {
  const std::filesystem::path predictions = out / "data/predictions.csv";
  if (!is_file(predictions))
    return Error(diag::kMissingStage, predictions.string(),
                 "is missing: the classes are not known; run 'knap train' first");
  KNAP_ASSIGN(const std::string text, read_file(predictions, diag::kBadArtefact));
  const Result<CsvTable> read = parse_csv(text, predictions.string(), {CsvHeader::Present});
  if (!read.ok()) return schema::as_bad_artefact(read.error());
  const CsvTable& table = *read;
  constexpr std::string_view kPrefix = "logit_";
  std::vector<std::string> classes;
  for (const std::string& title : table.header)
    if (title.rfind(kPrefix, 0) == 0) classes.push_back(title.substr(kPrefix.size()));
  if (classes.empty())
    return Error(diag::kBadArtefact, predictions.string(),
                 "has no columns logit_<class>, which name the classes; run 'knap train' to make it anew");
  return classes;
}

}  // namespace knap::app
