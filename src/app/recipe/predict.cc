#include "app/recipe/predict.h"

#include <algorithm>
#include <span>

#include "net/exec/executor.h"

namespace knap::app {
namespace {

/// Records that are evaluated between two looks at the stop request.
constexpr std::size_t kBatch = 512;

}  // namespace

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

Verdict verdict(const data::Dataset& dataset, const std::vector<std::uint32_t>& records,
                const std::vector<Prediction>& predictions, std::optional<int> positive) {
  Verdict of{Confusion(static_cast<int>(dataset.classes.size())), {}};
  std::vector<ScoredRecord> scored;
  for (std::size_t i = 0; i < records.size(); ++i) {
    const int label = dataset.records[records[i]].label_index;
    of.confusion.add(label, static_cast<int>(predictions[i].chosen));
    scored.push_back({label, predictions[i].logits});
  }
  of.classes = class_metrics(of.confusion, scored, positive);
  return of;
}

std::vector<std::uint32_t> verify_records(const data::Dataset& dataset, std::int64_t count) {
  std::vector<std::uint32_t> records = dataset.split(data::Split::Test);
  records.resize(std::min<std::size_t>(records.size(), static_cast<std::size_t>(count)));
  return records;
}

}  // namespace knap::app
