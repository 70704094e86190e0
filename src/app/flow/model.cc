#include "app/flow/model.h"

#include <algorithm>

#include "core/base/diagnostics.h"
#include "core/sys/files.h"
#include "net/exec/executor.h"
#include "net/ir/text.h"

namespace knap::app {
namespace {

/// Records that are evaluated between two looks at the stop request.
constexpr std::size_t kBatch = 512;

}  // namespace

Result<net::IntGraph> load_integer(const std::filesystem::path& out) {
  const std::filesystem::path text_file = out / "model/integer.txt", weights_file = out / "model/weights";
  if (!is_file(text_file))
    return Error(diag::kMissingStage, text_file.string(), "is missing; run 'knap train' first");
  KNAP_ASSIGN(const std::string bytes, read_file(weights_file, diag::kBadArtefact));
  KNAP_ASSIGN(const net::WeightStore weights, net::WeightStore::from_bytes(bytes, weights_file.string()));
  KNAP_ASSIGN(const std::string text, read_file(text_file, diag::kBadArtefact));
  return net::parse_int_graph(text, weights, text_file.string());
}

learn::Samples samples_of(const data::Dataset& dataset, const std::vector<std::uint32_t>& records) {
  learn::Samples samples;
  samples.shape = dataset.shape;
  samples.count = static_cast<std::int64_t>(records.size());
  for (const std::uint32_t record : records) samples.labels.push_back(dataset.records[record].label_index);
  samples.fill = [&dataset, records](std::int64_t index, std::span<std::int32_t> codes) {
    dataset.copy_codes(records[static_cast<std::size_t>(index)], codes);
  };
  return samples;
}

Result<std::vector<Prediction>> predict(const net::IntGraph& graph, const data::Dataset& dataset,
                                        const std::vector<std::uint32_t>& records, const Watch& watch) {
  KNAP_ASSIGN(const net::Executor executor, net::Executor::make(graph));
  const auto size = static_cast<std::size_t>(dataset.shape.size());
  std::vector<Prediction> predictions;
  for (std::size_t first = 0; first < records.size(); first += kBatch) {
    KNAP_TRY(watch.check("predict"));
    const std::size_t count = std::min(kBatch, records.size() - first);
    std::vector<std::int32_t> codes(count * size);
    for (std::size_t i = 0; i < count; ++i)
      dataset.copy_codes(records[first + i], std::span(codes).subspan(i * size, size));
    for (const std::vector<IntTensor>& values : executor.run_batch(codes)) {
      // The graph's output first; the logits last where the output is their arg-max.
      Prediction prediction;
      prediction.logits = values.back().data;
      prediction.chosen = values.size() > 1
                              ? values.front()[0]
                              : std::max_element(prediction.logits.begin(), prediction.logits.end()) -
                                    prediction.logits.begin();
      predictions.push_back(std::move(prediction));
    }
  }
  return predictions;
}

std::vector<std::uint32_t> verify_records(const data::Dataset& dataset, std::int64_t count) {
  std::vector<std::uint32_t> records = dataset.split(data::Split::Test);
  records.resize(std::min<std::size_t>(records.size(), static_cast<std::size_t>(count)));
  return records;
}

}  // namespace knap::app
