#include "app/compress/worth.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>

#include "core/base/rng.h"
#include "core/sys/files.h"
#include "data/set/load.h"

namespace knap::app {
namespace {

namespace op = net::integer;

IntTensorPtr tensor(const Shape& shape, std::vector<std::int64_t> values) {
  return std::make_shared<IntTensor>(shape, std::move(values));
}

TEST(Worth, SizesOfOperandsAreTheirRootMeanSquaresChannelByChannel) {
  const TempFolder folder = TempFolder::make().value();
  std::string table = "a,b,c,d,label\n";
  Rng rng(3, "worth");
  for (int i = 0; i < 60; ++i) {
    for (int k = 0; k < 4; ++k) table += fmt::format("{},", rng.integer(0, 255));
    table += i % 2 == 0 ? "x\n" : "y\n";
  }
  ASSERT_TRUE(write_file(folder.path() / "d.csv", table).ok());
  data::DataOptions options;
  options.kind = data::DataKind::Csv;
  options.path = (folder.path() / "d.csv").string();
  data::Dataset dataset = data::load(options, {}, Watch()).value();
  dataset.shape = {2, 2};  // two positions of two channels

  net::IntGraph graph;
  const net::NodeId x = graph.add("x", op::Input{{2, 2}, dataset.format}, {});
  const net::NodeId by_channel = graph.add(
      "dw",
      op::Conv{tensor({2, 1, 1}, {2, -3}), tensor({2}, {0, 1}), net::Window{{{1, 1, 0, 0, 1}}}, 2, 0, 8},
      {x});
  const net::NodeId flat = graph.add("flat", op::Reshape{{4}}, {by_channel});
  graph.add_output(
      "y",
      graph.add("fc", op::MatVec{tensor({2, 4}, {1, 2, 3, 4, 5, 6, 7, 8}), tensor({2}, {0, 0}), 8}, {flat}));

  const std::vector<std::uint32_t> records = dataset.split(data::Split::Train);
  const Result<Worth> found = operand_sizes(graph, dataset, records, Watch());
  ASSERT_TRUE(found.ok()) << to_string(found.error());
  double inputs[2] = {0, 0}, products[4] = {0, 0, 0, 0};
  for (const std::uint32_t record : records) {
    const IntTensor codes = dataset.codes(record);
    for (std::int64_t i = 0; i < 4; ++i) {
      const auto code = static_cast<double>(codes[i]);
      const double product = i % 2 == 0 ? 2 * code : 1 - 3 * code;
      inputs[i % 2] += code * code / static_cast<double>(2 * records.size());
      products[i] += product * product / static_cast<double>(records.size());
    }
  }
  ASSERT_EQ(found->at("dw").size(), 2U);
  ASSERT_EQ(found->at("fc").size(), 8U);
  for (std::size_t w = 0; w < 2; ++w) EXPECT_NEAR(found->at("dw")[w], std::sqrt(inputs[w]), 1e-6);
  for (std::size_t w = 0; w < 8; ++w) EXPECT_NEAR(found->at("fc")[w], std::sqrt(products[w % 4]), 1e-6);
}

}  // namespace
}  // namespace knap::app
