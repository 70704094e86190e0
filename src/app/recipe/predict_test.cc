#include "app/recipe/predict.h"

#include <gtest/gtest.h>

#include "core/base/rng.h"
#include "data/set/load.h"
#include "net/eval/eval.h"

namespace knap::app {
namespace {

data::Dataset small_dataset() {
  data::DataOptions options;
  options.name = "synthetic_ecg";
  options.records = 20;
  options.seconds = 2;
  return data::load(options, {}, Watch()).value();
}

/// Two dense logits of a whole record, then arg-max.
net::IntGraph two_class_graph(const data::Dataset& dataset) {
  Rng rng(2, "model");
  const auto random = [&](Shape shape) {
    IntTensor tensor(std::move(shape));
    for (std::int64_t& code : tensor.data) code = rng.integer(-7, 7);
    return std::make_shared<const IntTensor>(std::move(tensor));
  };
  net::IntGraph graph;
  const net::NodeId in = graph.add("samples", net::integer::Input{dataset.shape, dataset.format});
  const net::NodeId flat = graph.add("flat", net::integer::Reshape{Shape{dataset.shape.size()}}, {in});
  net::integer::MatVec dense;
  dense.weights = random(Shape{2, dataset.shape.size()});
  dense.bias = random(Shape{2});
  graph.add_output("class", graph.add("class", net::integer::ArgMax{}, {graph.add("dense", dense, {flat})}));
  return graph;
}

TEST(Predict, EqualsTheEvaluatorRecordByRecord) {
  const data::Dataset dataset = small_dataset();
  const net::IntGraph graph = two_class_graph(dataset);
  const std::vector<std::uint32_t> records = {3, 0, 7};
  const auto predictions = predict(graph, dataset, records, Watch());
  ASSERT_TRUE(predictions.ok()) << to_string(predictions.error());
  ASSERT_EQ(predictions->size(), 3U);
  for (std::size_t i = 0; i < records.size(); ++i) {
    const auto values = net::evaluate_all(graph, {dataset.codes(records[i])}).value();
    EXPECT_EQ((*predictions)[i].logits, values[graph.find("dense")->index].data);
    EXPECT_EQ((*predictions)[i].chosen, values[graph.find("class")->index][0]);
  }
}

TEST(VerifyRecords, AreTheFirstOfTheTestSplit) {
  const data::Dataset dataset = small_dataset();
  const auto& test = dataset.split(data::Split::Test);
  ASSERT_GE(test.size(), 3U);
  EXPECT_EQ(verify_records(dataset, 2), (std::vector<std::uint32_t>{test[0], test[1]}));
  EXPECT_EQ(verify_records(dataset, 1000), test);
}

TEST(SamplesOf, GivesTheCodesAndLabelsInTheOrderOfTheRecords) {
  const data::Dataset dataset = small_dataset();
  const learn::Samples samples = samples_of(dataset, {5, 2});
  ASSERT_EQ(samples.count, 2);
  std::vector<std::int32_t> codes(static_cast<std::size_t>(dataset.shape.size()));
  samples.fill(1, codes);
  const IntTensor wanted = dataset.codes(2);
  EXPECT_TRUE(std::equal(codes.begin(), codes.end(), wanted.data.begin()));
  EXPECT_EQ(samples.labels[0], dataset.records[5].label_index);
}

}  // namespace
}  // namespace knap::app
