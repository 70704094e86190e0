#include "net/ir/prune.h"

#include <gtest/gtest.h>

#include "core/base/diagnostics.h"
#include "net/ir/text.h"
#include "net/ir/verify.h"

namespace knap::net {
namespace {

Mask mask_of(Shape shape, std::vector<std::int64_t> kept) {
  return std::make_shared<const IntTensor>(std::move(shape), std::move(kept));
}

IntGraph dense_graph(Mask mask = nullptr) {
  IntGraph graph;
  graph.name = "g";
  const NodeId x = graph.add("x", integer::Input{{3}, {true, 8, 0}}, {});
  auto weights = std::make_shared<IntTensor>(Shape{2, 3}, std::vector<std::int64_t>{1, -2, 3, 4, 5, -6});
  for (std::int64_t i = 0; mask && i < weights->size(); ++i) (*weights)[i] *= (*mask)[i];
  const integer::MatVec dense{weights, std::make_shared<IntTensor>(Shape{2}), 8, mask};
  graph.add_output("y", graph.add("fc", dense, {x}));
  return graph;
}

TEST(Prune, SetsWeightsToZeroAndKeepsWhatWasPrunedBefore) {
  const IntGraph graph = dense_graph(mask_of({2, 3}, {0, 1, 1, 1, 1, 1}));
  const IntGraph pruned = prune(graph, {{"fc", mask_of({2, 3}, {1, 1, 0, 1, 0, 1})}});
  ASSERT_TRUE(verify(pruned).ok());
  const auto& fc = std::get<integer::MatVec>(pruned[*pruned.find("fc")].op);
  EXPECT_EQ(fc.weights->data, (std::vector<std::int64_t>{0, -2, 0, 4, 0, -6}));
  EXPECT_EQ(fc.mask->data, (std::vector<std::int64_t>{0, 1, 0, 1, 0, 1}));
  EXPECT_EQ(kept(fc.mask, 6), 3);
  EXPECT_EQ(kept(nullptr, 6), 6);
  EXPECT_EQ(masks_of(pruned).at("fc")->data, fc.mask->data);
}

TEST(Prune, MasksAreInTheTextOnlyWhereThereAreAny) {
  WeightStore store;
  EXPECT_EQ(print(dense_graph(), store).find("mask"), std::string::npos);
  const IntGraph masked = dense_graph(mask_of({2, 3}, {0, 1, 1, 1, 1, 1}));
  const std::string text = print(masked, store);
  EXPECT_NE(text.find("mask="), std::string::npos);
  const Result<IntGraph> parsed = parse_int_graph(text, store, "text");
  ASSERT_TRUE(parsed.ok()) << to_string(parsed.error());
  EXPECT_EQ(print(*parsed, store), text);
  EXPECT_NE(hash(masked), hash(dense_graph()));
}

TEST(Prune, MasksThatDoNotFitAreRefused) {
  const auto refused = [](const IntTensor& weights, const Mask& mask) {
    IntGraph graph;
    const NodeId x = graph.add("x", integer::Input{{2}, {true, 8, 0}}, {});
    const integer::MatVec dense{std::make_shared<IntTensor>(weights), std::make_shared<IntTensor>(Shape{1}),
                                8, mask};
    const Result<Shape> checked = check_node(graph, "fc", dense, {x});
    return checked.ok() ? std::string() : to_string(checked.error());
  };
  const IntTensor weights(Shape{1, 2}, {7, 0});
  EXPECT_EQ(refused(weights, mask_of({1, 2}, {1, 0})), "");
  EXPECT_NE(refused(weights, mask_of({1, 2}, {0, 1})).find("weight 0 is pruned and is 7"), std::string::npos);
  EXPECT_NE(refused(weights, mask_of({1, 2}, {2, 1})).find("0 and 1, not 2"), std::string::npos);
  EXPECT_NE(refused(weights, mask_of({2, 1}, {1, 1})).find("the entries of the mask have the shape"),
            std::string::npos);
}

}  // namespace
}  // namespace knap::net
