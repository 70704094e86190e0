#include "app/flow/model.h"

#include "core/base/diagnostics.h"
#include "core/schema/artefact.h"
#include "core/sys/files.h"
#include "core/table/csv.h"
#include "net/ir/text.h"

namespace knap::app {

namespace {

struct Stored {
  std::string text;
  net::WeightStore weights;
};

Result<Stored> load_stored(const std::filesystem::path& text_file,
                           const std::filesystem::path& weights_file) {
  if (!is_file(text_file))
    return Error(diag::kMissingStage, text_file.string(), "is missing; run 'knap train' first");
  KNAP_ASSIGN(const std::string bytes, read_file(weights_file, diag::kBadArtefact));
  Stored stored;
  Result<net::WeightStore> weights = net::WeightStore::from_bytes(bytes, weights_file.string());
  if (!weights.ok()) return schema::as_bad_artefact(weights.error());
  stored.weights = *std::move(weights);
  KNAP_ASSIGN(stored.text, read_file(text_file, diag::kBadArtefact));
  return stored;
}

}  // namespace

Result<net::IntGraph> load_integer(const std::filesystem::path& out) {
  const std::filesystem::path file = out / "model/integer.txt";
  KNAP_ASSIGN(const Stored stored, load_stored(file, out / "model/weights"));
  Result<net::IntGraph> graph = net::parse_int_graph(stored.text, stored.weights, file.string());
  if (!graph.ok()) return schema::as_bad_artefact(graph.error());
  return graph;
}

namespace {

Result<net::Graph> load_real(const std::filesystem::path& out, const char* name) {
  const std::filesystem::path file = out / name;
  KNAP_ASSIGN(const Stored stored, load_stored(file, out / "model/weights"));
  Result<net::Graph> graph = net::parse_graph(stored.text, stored.weights, file.string());
  if (!graph.ok()) return schema::as_bad_artefact(graph.error());
  return graph;
}

}  // namespace

Result<net::Graph> load_unrounded(const std::filesystem::path& out) {
  return load_real(out, "model/unrounded.txt");
}

Result<net::Graph> load_graph(const std::filesystem::path& out) { return load_real(out, "model/graph.txt"); }

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
